"""Am I eligible? Answered without an account; nothing of it is kept on the server."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registration.models import Application
from tests.factories import NOW, edition, person
from wic.accounts.models import User
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/en/2026/eligibility/check/"
FORM = "/en/2026/apply/mentee/"
GOOD = {
    "country": "KE",
    "gender": "woman",
    "pathway": "cybersecurity",
    "years": "٣",
    "english": "2",
    "has_computer": "yes",
    "has_connection": "yes",
}


def said(browser: Client, **changes: str) -> str:
    return browser.post(PAGE, GOOD | changes).content.decode()


def test_it_asks_seven_questions_and_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition()
    browser = Client()
    with django_assert_num_queries(3):  # the edition, its windows, its regions
        page = browser.get(PAGE).content.decode()
    for question in GOOD:
        assert f'name="{question}"' in page
    assert "motivation" not in page
    before = AuditRow.objects.count()
    assert "You meet every criterion" in said(browser)
    assert (Application.objects.count(), AuditRow.objects.count()) == (0, before)
    assert "sessionid" not in browser.cookies


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"country": "FR"}, "There is a criterion that you do not meet"),
        ({"gender": "man"}, "There is a criterion that you do not meet"),
        ({"years": "1"}, "There is a criterion that you do not meet"),
        ({"english": "1"}, "There is a criterion that you do not meet"),
        ({"has_connection": "no"}, "There is a criterion that you do not meet"),
        ({"pathway": "ict_stem", "years": ""}, "You meet every criterion"),
        ({"country": ""}, "Some answers are still missing"),
    ],
)
def test_it_says_what_the_screening_would_say(changes: dict[str, str], sentence: str) -> None:
    edition()
    page = said(Client(), **changes)
    assert sentence in page
    assert ("See the keynotes" in page) is ("do not meet" in page)


def test_her_answers_go_on_to_the_form(as_user: Callable[[User], Client]) -> None:
    edition()
    browser = as_user(person(country="EG"))
    onward = browser.post(PAGE, GOOD | {"apply": "1"})
    assert (onward.status_code, onward.url) == (302, FORM)
    form = browser.get(FORM).content.decode()
    assert '<option value="KE" selected>' in form
    assert re.search(r'<input[^>]*value="cybersecurity"[^>]*checked', form)
    assert Application.objects.count() == 0
    browser.post(FORM, GOOD | {"full_name": "Amina Wanjiku", "revision": "0"})
    assert Application.objects.get().country == "KE"
    assert browser.cookies["self-check"].value == ""


def test_a_forged_note_is_not_read(as_user: Callable[[User], Client]) -> None:
    edition()
    browser = as_user(person())
    browser.cookies["self-check"] = '{"country": "KE"}:forged:signature'
    assert '<option value="KE" selected>' not in browser.get(FORM).content.decode()


def test_a_closed_call_answers_but_does_not_invite() -> None:
    edition(closes_at=NOW - timedelta(hours=1))
    page = said(Client())
    assert "You meet every criterion" in page
    assert 'name="apply"' not in page


def test_who_lives_elsewhere_can_leave_an_address_for_the_next_call() -> None:
    edition()
    link = 'href="/en/tell-me/"'
    page = said(Client(), country="BR")
    assert link in page.partition("<footer")[0]
    assert link not in said(Client()).partition("<footer")[0]
