"""What a script keeps while she types: one section at a time."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registration.models import Application
from registration.rules.answers import answers_of
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, person
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Browser = Callable[[User], Client]
SECTION = "/en/2026/apply/mentee/save/{}/"
WORK = SECTION.format("work")
TYPED = {"sector": "government", "employer": "Ministry of Posts", "pathway": "cybersecurity", "years": "3"}


def only() -> Application:
    return Application.objects.with_answers().get()


def said(answer: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.content)
    return told


def test_it_keeps_the_answers_of_the_section_and_nothing_else(as_user: Browser) -> None:
    her = draft(edition()).user

    answer = as_user(her).post(WORK, {**TYPED, "post": "Lead", "full_name": "Somebody", "revision": "1"})

    assert said(answer) == {"revision": 2, "progress": "9 of 9 sections complete", "errors": {}}
    assert answers_of(only(), ()) == MENTEE_ANSWERS | {"post": "Lead"}


def test_boxes_of_other_sections_stay_ticked(as_user: Browser) -> None:
    her = draft(edition()).user

    as_user(her).post(SECTION.format("about"), {"full_name": "Amina W.", "country": "KE", "revision": "1"})

    assert (only().topics, only().availability, only().consented_at) == (["forensics", "policy"], [8, 9, 10, 11], NOW)


def test_the_first_section_begins_and_keeps_what_the_form_knew(as_user: Browser) -> None:
    edition()
    her = person(name="Amina", country="KE", time_zone="Africa/Nairobi")

    answer = as_user(her).post(SECTION.format("motivation"), {"motivation": "To learn.", "revision": "0"})

    assert (said(answer)["revision"], only().full_name, only().country) == (1, "Amina", "KE")
    assert (only().mentee.motivation, only().state) == ("To learn.", "draft")


def test_what_cannot_be_kept_is_said_and_the_rest_is_kept(as_user: Browser) -> None:
    her = draft(edition()).user

    answer = as_user(her).post(WORK, {**TYPED, "post": "Lead", "years": "about three", "revision": "1"})

    assert (said(answer)["errors"], only().post, only().mentee.years) == (
        {"years": ["Enter a whole number."]},
        "Lead",
        3,
    )


def test_a_stale_section_is_refused_and_another_is_not(as_user: Browser) -> None:
    browser = as_user(draft(edition()).user)
    browser.post(WORK, {**TYPED, "post": "From the phone", "revision": "1"})

    stale = browser.post(WORK, {**TYPED, "post": "From the laptop", "revision": "1"})
    other = browser.post(SECTION.format("motivation"), {"motivation": "To learn.", "revision": "1"})

    assert (stale.status_code, said(stale)) == (
        409,
        {"refused": "You have saved this application from another page in the meantime.", "stale": True},
    )
    assert (said(other)["revision"], only().post) == (3, "From the phone")


def test_a_page_goes_on_from_what_it_saved_itself(as_user: Browser) -> None:
    browser = as_user(draft(edition()).user)
    browser.post(WORK, {**TYPED, "post": "Lead", "revision": "1", "page": "x7"})

    answer = browser.post(WORK, {**TYPED, "post": "Head", "revision": "1", "page": "x7"})

    assert (said(answer)["revision"], only().post) == (3, "Head")


def test_the_page_that_began_goes_on_in_sections_that_it_filled_from_elsewhere(as_user: Browser) -> None:
    """What the self-check or her profile had told is no other page’s answer."""
    edition()
    browser = as_user(person(name="Amina", country="KE", time_zone="Africa/Nairobi"))
    browser.post(SECTION.format("motivation"), {"motivation": "To learn.", "revision": "0", "page": "x7"})
    about = SECTION.format("about")

    answer = browser.post(about, {"full_name": "Amina W.", "country": "KE", "revision": "0", "page": "x7"})
    other = browser.post(about, {"full_name": "Amina X.", "country": "KE", "revision": "0", "page": "y8"})

    assert (said(answer)["revision"], only().full_name) == (2, "Amina W.")
    assert other.status_code == 409


@pytest.mark.parametrize("seconds", [0, 1])
def test_the_deadline(as_user: Browser, clock: time_machine.Traveller, seconds: int) -> None:
    closes_at = NOW + timedelta(days=1)
    browser = as_user(draft(edition(closes_at=closes_at)).user)
    clock.move_to(closes_at + timedelta(seconds=seconds))

    answer = browser.post(WORK, {**TYPED, "post": "Lead", "revision": "1"})

    assert (answer.status_code, only().post) == ((200, "Lead") if seconds == 0 else (409, "Analyst"))


@pytest.mark.parametrize("section", ["nonsense", "seniority", "about%00", "..%2f"])
def test_a_forged_section_is_not_there(as_user: Browser, section: str) -> None:
    edition()

    assert as_user(person()).post(SECTION.format(section), {"revision": "0"}).status_code == 404
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("section", "typed", "statements"),
    [
        ("about", {"full_name": "Amina W.", "country": "KE"}, 7),
        ("work", {**TYPED, "post": "Lead", "years": "4"}, 8),
        ("languages", {"english": "3", "languages-fr": "2", "languages-fr-rank": "1"}, 8),
        ("motivation", {"motivation": "To learn."}, 8),
        ("topics", {"topics": ["cloud"], "goal": "cloud"}, 8),
    ],
)
@pytest.mark.parametrize("others", [0, 299])
def test_it_costs_at_most_eight_statements(
    as_user: Browser,
    django_assert_num_queries: DjangoAssertNumQueries,
    section: str,
    typed: dict[str, Any],
    statements: int,
    others: int,
) -> None:
    """Session and person; the application with its edition, the windows; begin, one or two rows, commit."""
    call = edition()
    browser = as_user(application(call).user)
    Application.objects.bulk_create(
        Application(edition=call, user=person(), kind="mentee", reference=f"WIC26-{n}", created_at=NOW, changed_at=NOW)
        for n in range(others)
    )
    browser.get("/en/2026/apply/mentee/")  # what the form offers is remembered for a minute

    with django_assert_num_queries(statements):
        answer = browser.post(SECTION.format(section), {**typed, "revision": "1"})

    assert answer.status_code == 200
