"""What other programs read: the head of a page, the picture, the documents, the map of the site."""

import re
import struct
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from programme.models import Edition, Passage
from tests.factories import NOW, edition
from wic.home import handout
from wic.home.views.share import OF_EDITION, OF_SITE
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def call() -> Edition:
    return make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))


def test_a_page_names_itself_in_each_language_and_its_picture(call: Edition, client: Client) -> None:
    html = client.get(f"/fr/{call.slug}/").content.decode()
    site = "http://testserver"
    assert re.findall(r'rel="canonical" href="(.*?)"', html) == [f"{site}/fr/{call.slug}/"]
    assert re.findall(r'rel="alternate" hreflang="(.*?)" href="(.*?)"', html) == [
        ("en", f"{site}/en/{call.slug}/"),
        ("x-default", f"{site}/en/{call.slug}/"),
        ("fr", f"{site}/fr/{call.slug}/"),
        ("ar", f"{site}/ar/{call.slug}/"),
    ]
    assert re.findall(r'property="og:image" content="(.*?)"', html) == [f"{site}/fr/{call.slug}/picture.png"]


def shared(html: str) -> list[tuple[str, str]]:
    """What those read who show a link, in its order."""
    found = re.findall(r'<meta (?:name="description" )?property="og:(.*?)" content="(.*?)">', html)
    return [(name, unescape(said)) for name, said in found]


def test_a_shared_link_says_what_it_leads_to(call: Edition, client: Client) -> None:
    site = f"http://testserver/ar/{call.slug}/"
    assert shared(client.get(f"/ar/{call.slug}/").content.decode()) == [
        ("title", call.name_ar),
        ("description", call.summary_ar),
        ("url", site),
        ("type", "website"),
        ("site_name", "المرأة في الأمن السيبراني"),
        ("locale:alternate", "en_GB"),
        ("locale:alternate", "fr_FR"),
        ("locale", "ar_AR"),
        ("image", f"{site}picture.png"),
        ("image:width", "1200"),
        ("image:height", "630"),
    ]


def test_the_link_of_an_event_has_the_picture_of_its_edition(call: Edition, client: Client) -> None:
    event = call.events.shown().in_order().first()
    said = dict(shared(client.get(f"/fr/events/{event.public_id}/").content.decode()))
    assert (said["title"], said["image"]) == (event.title, f"http://testserver/fr/{call.slug}/picture.png")


def test_a_quotation_mark_does_not_end_the_title(call: Edition, client: Client) -> None:
    Edition.objects.filter(pk=call.pk).update(name_en='Cyber "26" <now>')
    html = client.get(f"/en/{call.slug}/").content.decode()
    assert dict(shared(html))["title"] == 'Cyber "26" <now>'
    assert "<now>" not in html


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_picture_is_a_png_of_the_size_that_is_asked_for(call: Edition, client: Client, language: str) -> None:
    response = client.get(f"/{language}/{call.slug}/picture.png")
    assert response["Content-Type"] == "image/png"
    assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", response.content[16:24]) == (1200, 630)


def test_the_picture_is_drawn_anew_when_what_it_says_has_changed(call: Edition, client: Client) -> None:
    cache.clear()
    before = client.get(f"/en/{call.slug}/picture.png").content
    assert client.get(f"/en/{call.slug}/picture.png").content == before
    Edition.objects.filter(pk=call.pk).update(name_en="Another name")
    assert client.get(f"/en/{call.slug}/picture.png").content != before


def test_a_document_is_typeset_once_a_day(call: Edition, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may ask for it as often as she likes."""
    cache.clear()
    made: list[object] = []
    monkeypatch.setattr("wic.home.paper.paper", lambda page, **_when: made.append(page) or b"%PDF-1.7")
    papers = [client.get(f"/en/{call.slug}/nominators/circular.pdf").content for _time in range(2)]
    cache.clear()
    assert (papers, len(made)) == ([b"%PDF-1.7"] * 2, 1)


def test_what_the_picture_says(call: Edition) -> None:
    page = handout.picture_of(call)
    assert (page.title, list(page.lines)) == (
        "Women in Cyber 2026",
        ["Registration: 20 February to 25 March 2026", "Programme: 2 March to 25 August 2026"],
    )


@pytest.mark.parametrize("paper", ["circular", "terms"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_documents_are_made_in_each_language(call: Edition, client: Client, language: str, paper: str) -> None:
    response = client.get(f"/{language}/{call.slug}/nominators/{paper}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{call.slug}-{paper}-{language}.pdf"'
    assert response.content.startswith(b"%PDF-")


def test_a_document_follows_the_dates_of_the_edition(call: Edition) -> None:
    terms = handout.terms_of(call, url="https://example.org/")
    rows = dict(row for block in terms.blocks if block["kind"] == "facts" for row in block["rows"])
    assert rows["Registration of mentees"] == "20 February 2026 to 25 March 2026, 23:59 Geneva time"
    assert rows["Mentees in a circle"] == "3–5"
    with translation.override("ar"):
        assert handout.terms_of(call, url="https://example.org/").language == "ar"


def test_there_is_no_circular_before_it_is_written(call: Edition, client: Client) -> None:
    call.passages.filter(slot=Passage.Slot.CIRCULAR).delete()
    assert client.get(f"/en/{call.slug}/nominators/circular.pdf").status_code == 404
    assert client.get(f"/en/{call.slug}/nominators/other.pdf").status_code == 404
    assert "circular.pdf" not in client.get(f"/en/{call.slug}/nominators/").content.decode()


def test_robots_are_led_to_the_map_and_kept_from_personal_addresses(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert [line for line in lines if line.startswith("Disallow")] == [
        f"Disallow: /{path}/" for path in ("admin", "join", "roll-call", "interest", "mailbox")
    ]


def test_every_page_of_the_map_is_there_in_three_languages(
    call: Edition, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition("2027", code="WIC27", published_at=None)
    with django_assert_num_queries(2):
        tree = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - written by us
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    addresses = [node.text.removeprefix("http://testserver") for node in tree.findall(".//s:loc", space)]
    assert len(addresses) == 3 * (len(OF_EDITION) + len(OF_SITE) + call.events.count())
    assert len(tree.findall(".//x:link", space)) == 3 * len(addresses)
    assert [path for path in addresses if client.get(path).status_code != 200] == []
    assert reverse("home:edition", args=["2027"]) not in addresses
