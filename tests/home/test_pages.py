"""The public pages of an edition, in each language."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django import DjangoAssertNumQueries

from programme.models import Edition
from registration.models import Application
from tests.factories import NOW, edition, person, staff
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LANGUAGES = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
PAGES = ["edition", "eligibility", "mentors", "timeline"]


@pytest.fixture
def call() -> Edition:
    """As in 2021, with registration open at NOW."""
    return make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def title_of(page: str) -> str:
    return re.findall(r"<title>(.*?)</title>", page)[0]


def heading_of(page: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", page)[0]


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_in_each_language(call: Edition, client: Client, page: str, language: str) -> None:
    titles = {
        "edition": call.name_in(language),
        "eligibility": _("Who can apply"),
        "mentors": _("For mentors"),
        "timeline": _("Timeline"),
    }
    headings = {
        "edition": call.passages.get(slot="introduction").title,
        "eligibility": call.passages.get(slot="eligibility").title,
        "mentors": call.passages.get(slot="mentors").title,
        "timeline": _("Timeline"),
    }
    response = client.get(reverse(f"home:{page}", args=[call.slug]))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{LANGUAGES[language]}">' in html
    assert title_of(html) == f"{escape(titles[page])} · {escape(_('Women in Cyber'))}"
    assert heading_of(html) == escape(headings[page])


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
def test_what_is_done_with_data_in_each_language(client: Client, language: str) -> None:
    html = client.get(reverse("home:privacy")).content.decode()
    assert f'<html lang="{language}" dir="{LANGUAGES[language]}">' in html
    assert heading_of(html) == _("Your data")


@pytest.mark.parametrize(
    ("page", "queries"), [("edition", 6), ("eligibility", 5), ("mentors", 5), ("timeline", 6), ("privacy", 0)]
)
@pytest.mark.parametrize("applications", [1, 300])
def test_what_a_page_asks_of_the_database(
    call: Edition,
    client: Client,
    page: str,
    queries: int,
    applications: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Application.objects.bulk_create(
        Application(
            edition=call, user=person(), kind="mentee", reference=f"R{n}", created_at=NOW, changed_at=NOW, region="AFR"
        )
        for n in range(applications)
    )
    address = reverse(f"home:{page}", args=[] if page == "privacy" else [call.slug])
    client.get(address)  # what Django fetches once is fetched
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize(
    ("day", "title", "action"),
    [
        ("2026-02-01", "Registration opens soon", "See who can apply"),
        ("2026-03-02", "Registration is open", "Apply"),
        ("2026-03-26", "Registration has closed, and the applications are being read", "Register for the next keynote"),
        ("2026-06-01", "The season is under way", "Register for the next keynote"),
        ("2026-08-20", "The season is under way", "See the calendar"),
        ("2026-09-10", "This edition has ended", "Check a certificate"),
    ],
)
def test_where_it_stands_and_what_to_do_next(
    call: Edition, client: Client, clock: time_machine.Traveller, day: str, title: str, action: str
) -> None:
    # Results came a day before registration closed, as in 2021: here they wait.
    Edition.objects.filter(pk=call.pk).update(results_at=datetime.fromisoformat("2026-04-01T10:00:00Z"))
    clock.move_to(datetime.fromisoformat(f"{day}T09:00:00Z"))
    banner = client.get(reverse("home:edition", args=[call.slug])).context["banner"]
    assert (banner.title, banner.action_label) == (title, action)


def test_the_deadline_is_said_in_the_editions_zone_and_the_readers(call: Edition, client: Client) -> None:
    html = client.get(reverse("home:edition", args=[call.slug])).content.decode()
    assert "25 March 2026, 23:59 Geneva time" in html
    assert 'data-there="2026-03-25T23:59"' in html  # the script says it on the reader's clock
    assert "in 23 days" in html


def test_pillars_show_what_comes_next(call: Edition, client: Client) -> None:
    pillars = client.get(reverse("home:edition", args=[call.slug])).context["pillars"]
    assert [(card.key, [event.title for event in card.coming]) for card in pillars] == [
        ("inspire", ["From the help desk to the head of a response team", "What an incident taught me about leading"]),
        ("train", ["The first hour of an incident", "Speak so that something is decided"]),
        ("empower", []),
    ]
    assert [line.title for line in pillars[2].lines] == [
        "Every mentee meets her circle",
        "Six circle sessions, one a month and two in one of the months",
    ]


def test_a_timeline_knows_past_present_and_future(call: Edition, client: Client) -> None:
    lines = client.get(reverse("home:timeline", args=[call.slug])).context["timeline"]
    assert [(line.when, line.state) for line in lines[:3]] == [
        ("20 February to 25 March 2026", "now"),
        ("2 March 2026", "now"),
        ("31 March 2026", "todo"),
    ]
    assert [line.text != "" for line in lines] == [False, False, False, True, True, True, False, True]


def test_an_edition_in_preparation_is_shown_to_staff_only(client: Client) -> None:
    edition("2027", code="WIC27", published_at=None)
    addresses = [reverse(f"home:{page}", args=["2027"]) for page in PAGES]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    client.force_login(person())
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    client.force_login(staff())
    assert [client.get(address).status_code for address in addresses] == [200] * 4


def test_an_edition_without_texts_has_its_pages(client: Client) -> None:
    edition("2027", code="WIC27", name="Women in Cyber 2027")
    html = client.get(reverse("home:edition", args=["2027"])).content.decode()
    assert heading_of(html) == "Women in Cyber 2027"


def test_a_correction_that_is_not_translated_stands_in_english_and_says_so(call: Edition, client: Client) -> None:
    said = "A part of this page is not translated yet and stands in another language."
    address = f"/fr/{call.slug}/timeline/"
    with translation.override("fr"):
        said = _(said)
    assert said not in client.get(address).content.decode()
    call.milestones.filter(on=date(2026, 3, 2)).update(title_en="Launch, an hour later", title_fr="")
    html = client.get(address).content.decode()
    assert said in html
    assert "Launch, an hour later" in html


def test_other_editions_are_one_step_away(call: Edition, client: Client) -> None:
    past = edition("2025", code="WIC25", starts_on=date(2025, 3, 1), ends_on=date(2025, 8, 31))
    edition("2027", code="WIC27", published_at=None)
    assert client.get(reverse("home:edition", args=[call.slug])).context["others"] == [past]


def test_the_page_one_is_on_is_marked(call: Edition, client: Client) -> None:
    context = client.get(reverse("home:mentors", args=[call.slug])).context
    assert [label for label, _url, is_current in context["nav"] if is_current] == ["For mentors"]
    assert [label for label, _url, is_current in client.get("/en/privacy/").context["nav"]] == [
        "The programme",
        "The network",
    ]


def test_what_an_edition_does_not_ask_is_not_on_its_pages(call: Edition, client: Client) -> None:
    asked = {
        "women_only": "<dd>Women</dd>",
        "asks_equipment": "The use of a computer",
        "takes_ict_stem": "or a junior ICT or STEM post",
    }
    address = reverse("home:eligibility", args=[call.slug])
    before = client.get(address).content.decode()
    Edition.objects.update(**dict.fromkeys(asked, False))
    after = client.get(address).content.decode()
    assert [(words in before, words in after) for words in asked.values()] == [(True, False)] * 3
