"""The same texts in every other form of registration: the nomination, its file, an answer, the self-check, tell me."""

import io
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from registration.actions.inquiries import ask
from registration.models import Application, Nomination
from registration.rules.answers import questions
from tests import factories
from tests.factories import NOW, application, draft, edition, person, staff
from tests.registration.test_hostile_input import BROKEN, NASTY
from wic.accounts.models import User
from wic.tables import write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]

NOMINEE = {"kind": "mentee", "name": "Amina", "email": "a@example.org", "country": "KE", "language": "en"}
SELF_CHECK = {
    "country": "KE",
    "gender": "woman",
    "pathway": "cybersecurity",
    "years": "3",
    "english": "2",
    "has_computer": "yes",
    "has_connection": "yes",
}


def hits(names: list[str], count: int) -> list[tuple[str, dict[str, str]]]:
    """Each text, in some of the fields."""
    lot = Random(11)
    return [(text, dict.fromkeys(lot.sample(names, count), text)) for text in NASTY]


def is_harmless(response: Any) -> bool:
    return response.status_code in {200, 302} and not (
        b"<img src=x" in response.content or b"<script>alert" in response.content
    )


@pytest.fixture
def desk(as_user: AsUser) -> tuple[Client, str]:
    """A focal point's browser, and the address of her invitation."""
    made = factories.invitation(edition())
    return as_user(made.organisation.focal_points.get().user), f"/en/nominations/{made.public_id}/"


def test_a_nomination(desk: tuple[Client, str]) -> None:
    browser, address = desk
    for number, (text, hit) in enumerate(hits([*NOMINEE, "country-name", "another"], 3)):
        given = NOMINEE | {"email": f"a{number}@example.org"} | hit
        assert is_harmless(browser.post(f"{address}nominate/", given)), (hit, text)
    assert is_harmless(browser.get(address))


def test_a_nomination_by_a_file_of_each_format(desk: tuple[Client, str]) -> None:
    browser, address = desk
    rows = [[text, f"n{number}@example.org", "Kenya", "mentee", "en"] for number, text in enumerate(NASTY)]
    rows += [["Amina", text, text, text, text] for text in NASTY]
    head = ["Name", "E-mail address", "Country or territory", "Role", "Language"]
    for name, content in (("a.csv", write_csv([head, *rows])), ("a.xlsx", workbook([head, *rows]))):
        response = browser.post(f"{address}file/", {"file": SimpleUploadedFile(name, content)}, follow=True)
        assert is_harmless(response), name
    assert not [row.name for row in Nomination.objects.all() if "\x00" in row.name or "\u202e" in row.name]


def workbook(rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        try:
            sheet.append(row)
        except IllegalCharacterError:  # what no such file can hold
            continue
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.pdf", "a", "\u202ea.csv"])
def test_a_file_of_bytes_that_are_no_table(desk: tuple[Client, str], name: str, body: bytes) -> None:
    browser, address = desk
    assert is_harmless(browser.post(f"{address}file/", {"file": SimpleUploadedFile(name, body * 50)}))
    assert Nomination.objects.count() == 0


def test_a_colleague(desk: tuple[Client, str]) -> None:
    browser, address = desk
    for number, (text, hit) in enumerate(hits(["name", "email", "language", "hand_over"], 2)):
        given = {"name": "Bea", "email": f"b{number}@example.org", "language": "en"} | hit
        given.pop("hand_over", None)
        assert is_harmless(browser.post(f"{address}colleague/", given)), (hit, text)


def test_a_nominees_link(client: Client) -> None:
    nomination = factories.nomination(factories.invitation(edition()))
    for text in NASTY:
        if text.strip("./ \t\r\n"):
            assert client.get(reverse("registration:nominee-link", args=["x"]), {"next": text}).status_code == 200
    assert Nomination.objects.get() == nomination


@pytest.mark.parametrize("kind", ["mentee", "mentor"])
def test_an_answer_to_a_question(as_user: AsUser, kind: str) -> None:
    sent = application(edition(), kind=kind)
    asked = [question for question in questions(kind, ()) if question != "consent"]
    ask(sent, questions=asked, note="", due_at=NOW + timedelta(days=7), by=None, now=NOW)
    browser = as_user(sent.user)
    for text, hit in hits(asked, 4):
        assert is_harmless(browser.post(f"/en/2026/apply/{kind}/answer/", hit)), (hit, text)
    sent.refresh_from_db()
    assert "\x00" not in f"{sent.full_name}{sent.employer}{sent.post}"


def test_the_self_check_and_what_is_carried_from_it(client: Client, as_user: AsUser) -> None:
    edition()
    address = "/en/2026/eligibility/check/"
    browser = as_user(person())
    for text, hit in hits([*SELF_CHECK, "country-name"], 2):
        for reader in (client, browser):
            assert is_harmless(reader.post(address, SELF_CHECK | hit)), (hit, text)
            assert is_harmless(reader.get(address, SELF_CHECK | hit)), (hit, text)
        assert is_harmless(browser.get("/en/2026/apply/mentee/"))


def test_tell_me(client: Client) -> None:
    for text, hit in hits(["email", "region"], 1):
        answer = client.post("/en/tell-me/", {"email": "a@example.org", "region": "AMS"} | hit)
        assert answer.status_code in {200, 302, 429}, (hit, text)
        assert client.get("/en/tell-me/", {"region": text}).status_code == 200


def test_single_hours(as_user: AsUser) -> None:
    begun = draft(edition())
    browser = as_user(begun.user)
    for text, hit in hits(["availability", "revision"], 1):
        assert is_harmless(browser.post("/en/2026/apply/mentee/hours/", {"availability": "8", **hit})), (hit, text)
    assert set(Application.objects.get().availability) <= set(range(168))


DESK_PAGES = ("application", "nomination", "invitation", "duplicate", "offer", "participant", "decision")


@pytest.mark.parametrize("page", DESK_PAGES)
def test_what_staff_search_for(as_user: AsUser, page: str) -> None:
    application(edition())
    browser, address = as_user(staff()), reverse(f"admin:registration_{page}_changelist")
    for text in NASTY:
        if len(text) < 600:
            assert is_harmless(browser.get(address, {"q": text})), text


def test_what_staff_write_about_an_application(as_user: AsUser) -> None:
    row = application(edition())
    browser, address = as_user(staff()), f"/admin/registration/application/{row.pk}/"
    for text in NASTY:
        for step, given in (
            ("note", {"text": text}),
            ("flag", {"reason": text}),
            ("overrule", {"outcome": "eligible", "because": text}),
            ("overrule", {"outcome": text, "because": "Because"}),
        ):
            assert is_harmless(browser.post(f"{address}{step}/", given)), (step, text)
    assert is_harmless(browser.get(f"{address}change/"))


def test_criteria(as_user: AsUser) -> None:
    call = edition()
    browser, address = as_user(staff()), reverse("admin:edition-rules", args=[call.pk])
    rules = {"regions": "AFR", "min_years": "3", "min_english": "2", "because": "Few", "seen": "x", "page": "1"}
    for text, hit in hits([*rules, "women_only"], 2):
        if len(text) < 600:
            assert is_harmless(browser.get(address, rules | hit)), (hit, text)
        assert is_harmless(browser.post(address, rules | hit)), (hit, text)
    call.refresh_from_db()
    assert call.rules_version == 1
