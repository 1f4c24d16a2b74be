"""What is told and who stands behind an edition: updates, questions, contacts, partners, pillars, about."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from programme.models import Contact, Edition
from tests.factories import NOW, edition, question, update
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGES = ["pillars", "nominators", "updates", "questions", "contacts", "partners"]


@pytest.fixture
def call() -> Edition:
    return make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))


def page(client: Client, name: str, call: Edition) -> str:
    return client.get(reverse(f"home:{name}", args=[call.slug])).content.decode()


def test_updates_are_told_the_newest_first_with_their_day(call: Edition, client: Client) -> None:
    update(call, title="First", now=NOW - timedelta(days=20))
    update(call, title="Second", now=NOW)
    update(edition("2025", code="WIC25"), title="Another edition's")
    html = page(client, "updates", call)
    assert [name for name in ("Second", "First", "Another edition's") if f"<h3>{name}</h3>" in html] == [
        "Second",
        "First",
    ]
    assert html.index("Second") < html.index("First")
    assert "2 March 2026" in html


def test_the_two_latest_updates_stand_on_the_first_page(call: Edition, client: Client) -> None:
    for number in range(3):
        update(call, title=f"News {number}", now=NOW + timedelta(minutes=number))
    context = client.get(reverse("home:edition", args=[call.slug])).context
    assert [news.passage.title for news in context["updates"]] == ["News 2", "News 1"]


def test_an_update_that_is_not_translated_yet_stands_in_english_and_says_so(call: Edition, client: Client) -> None:
    update(call, title="A day later", title_fr="")
    with translation.override("fr"):
        html = page(client, "updates", call)
        assert "A day later" in html
        assert client.get(reverse("home:updates", args=[call.slug])).context["has_gaps"] is True


def test_the_twenty_first_update_is_on_the_second_page(call: Edition, client: Client) -> None:
    for number in range(21):
        update(call, title=f"News {number}", now=NOW + timedelta(minutes=number))
    address = reverse("home:updates", args=[call.slug])
    first, second = client.get(address), client.get(address, {"page": 2})
    assert [len(answer.context["updates"]) for answer in (first, second)] == [20, 1]
    assert "News 0" in second.content.decode()
    assert "?page=2" in first.content.decode()


def test_the_fifty_first_question_is_on_the_second_page(client: Client) -> None:
    call = edition()
    for number in range(51):
        question(call, question=f"Question {number}?", position=number)
    address = reverse("home:questions", args=[call.slug])
    second = client.get(address, {"page": 2})
    assert [asked.title for asked in second.context["questions"]] == ["Question 50?"]


def test_no_news_says_what_to_do(call: Edition, client: Client) -> None:
    assert "Nothing has changed so far" in page(client, "updates", call)


def test_questions_of_the_edition_and_of_every_edition_are_answered(call: Edition, client: Client) -> None:
    question(None, question="Is it free?", position=1)
    question(edition("2025", code="WIC25"), question="Only in 2025?")
    asked = client.get(reverse("home:questions", args=[call.slug])).context["questions"]
    assert asked[0].title == "Is it free?"
    assert len(asked) == 1 + call.questions.count()


def test_contacts_stand_under_their_region(call: Edition, client: Client) -> None:
    regions = client.get(reverse("home:contacts", args=[call.slug])).context["regions"]
    assert {label: {contact.region for contact in people} for label, people in regions} == {
        "The programme as a whole": {""},
        "Africa": {"AFR"},
        "Arab States": {"ARB"},
    }
    assert sum(len(people) for _label, people in regions) == Contact.objects.filter(edition=call).count()


def test_partners_stand_under_their_part_in_it(call: Edition, client: Client) -> None:
    kinds = client.get(reverse("home:partners", args=[call.slug])).context["kinds"]
    assert [(title, [url for _passage, url in bodies]) for title, bodies in kinds] == [
        ("Organised by", ["https://www.itu.int/", "https://www.first.org/"]),
        ("In partnership with", ["https://www.equals.org/"]),
    ]


def test_each_pillar_has_all_its_dates(call: Edition, client: Client) -> None:
    pillars = client.get(reverse("home:pillars", args=[call.slug])).context["pillars"]
    assert [(card.key, len(card.events)) for card in pillars] == [("inspire", 4), ("train", 6), ("empower", 0)]
    assert [line.title for line in pillars[2].milestones] == [
        "Every mentee meets her circle",
        "Six circle sessions, one a month and two in one of the months",
    ]


def test_nominators_find_both_documents_in_three_languages(call: Edition, client: Client) -> None:
    html = page(client, "nominators", call)
    for paper in ("circular", "terms"):
        for language in ("en", "fr", "ar"):
            assert f'href="/{language}/{call.slug}/nominators/{paper}.pdf"' in html
    assert "Those whom you nominate can send their applications until:" in html


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_edition_has_the_page_too(client: Client, name: str) -> None:
    assert "<h1>" in page(client, name, edition("2027", code="WIC27"))


@pytest.mark.parametrize("name", PAGES)
def test_an_edition_in_preparation_is_not_shown(client: Client, name: str) -> None:
    call = edition("2027", code="WIC27", published_at=None)
    assert client.get(reverse(f"home:{name}", args=[call.slug])).status_code == 404


@pytest.mark.parametrize(
    ("name", "queries"),
    [("pillars", 6), ("nominators", 6), ("updates", 6), ("questions", 6), ("contacts", 6), ("partners", 6)],
)
def test_what_a_page_asks_of_the_database(
    call: Edition, client: Client, name: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        update(call, title=f"News {number}")
        question(call, question=f"Question {number}")
    page(client, name, call)
    with django_assert_num_queries(queries):
        page(client, name, call)


def test_about_names_the_current_and_the_past_editions(call: Edition, client: Client) -> None:
    past = edition("2025", code="WIC25", starts_on=date(2025, 3, 1), ends_on=date(2025, 8, 31))
    edition("2027", code="WIC27", published_at=None)
    context = client.get(reverse("home:about")).context
    assert (context["current"], context["past"]) == (call, [past])


def test_about_without_any_edition(client: Client) -> None:
    assert "This is the first one." in client.get(reverse("home:about")).content.decode()


def test_the_accessibility_statement_names_whom_to_write_to(call: Edition, client: Client) -> None:
    contact = call.contacts.filter(region="").order_by("position").first()
    assert f"mailto:{contact.email}" in client.get(reverse("home:accessibility")).content.decode()
