"""The pages around the form: the call, the check before sending, her copy, withdrawing and coming back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registration.actions.applications import save, withdraw
from registration.actions.offers import decline, make_offer, take_back_open_offer
from registration.models import Application, Submission
from tests.factories import NOW, application, draft, edition, person
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
APPLY = "/en/2026/apply/"
FORM = f"{APPLY}mentee/"
CHECK, SENT, WITHDRAW, AGAIN = (f"{FORM}{page}/" for page in ("check", "sent", "withdraw", "again"))
OWN_PAGES = [CHECK, SENT, WITHDRAW]
Browser = Callable[[User], Client]


def doors(page: Any) -> list[tuple[str, bool, bool]]:
    return [(door["kind"], door["is_open"], door["is_coming"]) for door in page.context["doors"]]


# --- the call --------------------------------------------------------------------------------------------------------
def test_a_visitor_reads_what_is_asked_and_until_when(client: Client) -> None:
    edition(min_years=3)

    page = client.get(APPLY)

    assert doors(page) == [("mentee", True, False), ("mentor", True, False)]
    assert (page.context["regions"], page.context["standings"]) == (["Africa", "Arab States"], [])
    assert "at least 3 full years" in page.content.decode()
    assert f'href="{FORM}"' in page.content.decode()


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        (-timedelta(days=10, seconds=1), (False, True)),
        (-timedelta(days=10), (True, False)),
        (timedelta(days=10), (True, False)),
        (timedelta(days=10, seconds=1), (False, False)),
    ],
)
def test_the_doors_open_and_close_to_the_second(
    client: Client, clock: time_machine.Traveller, moved: timedelta, expected: tuple[bool, bool]
) -> None:
    edition()
    clock.move_to(NOW + moved)

    assert doors(client.get(APPLY)) == [("mentee", *expected), ("mentor", *expected)]


def test_an_edition_in_preparation_is_not_there(client: Client) -> None:
    edition(published_at=None)

    assert client.get(APPLY).status_code == 404


def test_she_sees_where_she_stands(as_user: Browser) -> None:
    call = edition()
    her = application(call).user
    draft(call, her, kind="mentor")

    standings = as_user(her).get(APPLY).context["standings"]

    assert sorted((row.kind, said.key) for row, said in standings) == [("mentee", "in_review"), ("mentor", "draft")]


# --- checking and sending --------------------------------------------------------------------------------------------
def test_the_check_shows_every_answer_in_words(as_user: Browser) -> None:
    page = as_user(draft(edition()).user).get(CHECK)

    said = {question: answer for _section, answers in page.context["sections"] for question, answer in answers}
    assert page.context["problems"] == []
    assert (said["Country or territory of residence"], said["Time zone"]) == ("Kenya", "Nairobi time")
    assert said["Languages for a circle"] == "English: Fluent\nArabic: Good"
    assert (said["Topics"], said["Parts of the week in which you are free"]) == ("Forensics, Policy", "Monday: Morning")


def test_what_is_missing_leads_back_to_its_field(as_user: Browser) -> None:
    page = as_user(draft(edition(), post="").user).get(CHECK)

    assert [(p.question, str(q)) for p, q in page.context["problems"]] == [("post", "Post")]
    assert f'href="{FORM}#div_id_post"' in page.content.decode()
    assert "Send my application" not in page.content.decode()


def test_sending_leads_to_her_copy(as_user: Browser) -> None:
    begun = draft(edition())

    answer = as_user(begun.user).post(CHECK)

    assert (answer.status_code, answer["Location"]) == (302, SENT)
    assert Submission.objects.get().application == begun


def test_sending_what_is_incomplete_says_so(as_user: Browser) -> None:
    browser = as_user(draft(edition(), post="").user)

    page = browser.post(CHECK, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Some answers are still missing, so it cannot be sent yet."
    ]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(("seconds", "sent"), [(-1, 1), (0, 1), (1, 0)])
def test_sending_to_the_second(as_user: Browser, clock: time_machine.Traveller, seconds: int, sent: int) -> None:
    closes_at = NOW + timedelta(days=1)
    browser = as_user(draft(edition(closes_at=closes_at)).user)
    clock.move_to(closes_at + timedelta(seconds=seconds))

    browser.post(CHECK)

    assert Submission.objects.count() == sent


def test_a_double_click_sends_once(as_user: Browser) -> None:
    browser = as_user(draft(edition()).user)

    answers = [browser.post(CHECK)["Location"] for _click in range(2)]

    assert (answers, Submission.objects.count()) == ([SENT, SENT], 1)


# --- her copy --------------------------------------------------------------------------------------------------------
def test_her_copy_is_what_was_sent_with_the_criteria(as_user: Browser) -> None:
    row = application(edition(), country="DE")
    save(row, answers={"post": "Changed since"}, revision=1, by=row.user, now=NOW + timedelta(minutes=1))

    page = as_user(row.user).get(SENT)

    assert [(r.criterion, r.verdict) for r in page.context["results"]] == [
        ("region", "not_met"),
        ("gender", "met"),
        ("experience", "met"),
        ("english", "met"),
        ("equipment", "met"),
    ]
    assert row.reference in page.content.decode()
    assert "Changed since" not in page.content.decode()


def test_a_draft_has_no_copy(as_user: Browser) -> None:
    assert as_user(draft(edition()).user).get(SENT).status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("kind", ["mentee", "mentor"])
@pytest.mark.parametrize("page", ["check/", "sent/", "withdraw/", ""])
def test_every_page_stands_in_every_language(as_user: Browser, language: str, kind: str, page: str) -> None:
    her = application(edition(), kind=kind).user

    answer = as_user(her).get(f"/{language}/2026/apply/{kind}/{page}")

    direction = "rtl" if language == "ar" else "ltr"
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


# --- withdrawing and coming back -------------------------------------------------------------------------------------
def test_withdrawing_asks_first(as_user: Browser) -> None:
    row = application(edition())
    browser = as_user(row.user)

    browser.get(WITHDRAW)
    assert Application.objects.get().state == "submitted"

    assert browser.post(WITHDRAW)["Location"] == APPLY
    assert Application.objects.get().state == "withdrawn"


def test_she_can_take_it_up_again(as_user: Browser) -> None:
    row = withdraw(application(edition()), by=None, now=NOW)
    browser = as_user(row.user)
    assert browser.get(FORM)["Location"] == APPLY

    assert browser.post(AGAIN)["Location"] == FORM
    assert Application.objects.get().state == "draft"


@pytest.mark.parametrize("page", [APPLY, SENT, "/en/me/"])
def test_wherever_she_reads_of_it_a_button_takes_it_up_again(page: str) -> None:
    """In a browser: with the token that the page gave her."""
    row = withdraw(application(edition()), by=None, now=NOW)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(row.user)
    said = browser.get(page).content.decode()
    token = said.partition(f'action="{AGAIN}"')[2].partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    answer = browser.post(AGAIN, {"csrfmiddlewaretoken": token})

    assert (answer.status_code, answer.headers.get("Location")) == (302, FORM)
    assert Application.objects.get().state == "draft"


def test_who_signs_in_again_after_pressing_it_is_led_back_to_the_button(client: Client) -> None:
    """Signing in leads to the address of the button, which shows nothing by itself."""
    row = withdraw(application(edition()), by=None, now=NOW)
    assert client.post(AGAIN)["Location"] == f"/en/account/sign-in/?next={AGAIN}"
    client.force_login(row.user)

    answer = client.get(AGAIN)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert 'href="/en/me/">Go to your page' in answer.content.decode()
    assert client.head(AGAIN).content == b""


def test_what_is_withdrawn_is_not_asked_for_again(as_user: Browser) -> None:
    row = withdraw(application(edition()), by=None, now=NOW)
    assert as_user(row.user).get(WITHDRAW)["Location"] == APPLY


@pytest.mark.parametrize(("days", "said"), [(0, "you can take it up again"), (11, "You cannot take it up again")])
def test_it_says_before_whether_there_is_a_way_back(
    as_user: Browser, clock: time_machine.Traveller, days: int, said: str
) -> None:
    row = application(edition())
    clock.move_to(NOW + timedelta(days=days))
    assert said in as_user(row.user).get(WITHDRAW).content.decode()


@pytest.mark.parametrize("page", [APPLY, SENT])
def test_a_place_that_waits_is_answered_from_there(as_user: Browser, page: str) -> None:
    row = application(edition())
    offer = make_offer(row, from_waiting_list=False, by=None, now=NOW)
    assert f'href="/en/offers/{offer.public_id}/"' in as_user(row.user).get(page).content.decode()


def test_what_is_settled_is_not_withdrawn(as_user: Browser) -> None:
    row = application(edition())
    browser = as_user(row.user)
    assert f'href="{WITHDRAW}"' in browser.get(SENT).content.decode()
    decline(make_offer(row, from_waiting_list=False, by=None, now=NOW), reason="", by=row.user, now=NOW)
    assert f'href="{WITHDRAW}"' not in browser.get(SENT).content.decode()
    assert browser.get(WITHDRAW)["Location"] == APPLY


def test_who_is_asked_to_write_finds_whom_to_write_to(as_user: Browser) -> None:
    row = application(edition())
    take_back_open_offer(make_offer(row, from_waiting_list=False, by=None, now=NOW).application, by=None, now=NOW)
    for page in (APPLY, SENT, "/en/me/"):
        assert 'href="/en/2026/contacts/">Whom to write to' in as_user(row.user).get(page).content.decode()


def test_her_copy_leads_to_sending_what_she_changed(as_user: Browser) -> None:
    row = application(edition())
    save(row, answers={"post": "Head"}, revision=row.revision, by=row.user, now=NOW + timedelta(seconds=1))
    browser = as_user(row.user)
    assert f'href="{CHECK}"' in browser.get(SENT).content.decode()
    assert f'href="{SENT}"' in browser.get(APPLY).content.decode()


def test_not_once_registration_has_closed(as_user: Browser, clock: time_machine.Traveller) -> None:
    browser = as_user(withdraw(draft(edition()), by=None, now=NOW).user)
    clock.move_to(NOW + timedelta(days=11))

    page = browser.post(AGAIN, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Registration is not open, so nothing can be changed or sent."
    ]


# --- strangers -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", OWN_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_application_is_not_there(as_user: Browser, address: str, method: str) -> None:
    application(edition())
    browser = as_user(person())

    expected = 405 if (address, method) == (SENT, "post") else 404
    assert getattr(browser, method)(address).status_code == expected
    assert browser.post(AGAIN).status_code == 404


@pytest.mark.parametrize("address", [FORM, *OWN_PAGES, AGAIN])
def test_a_visitor_signs_in_first(client: Client, address: str) -> None:
    application(edition())

    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, f"/en/account/sign-in/?next={address}")


# --- cost ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("others", [0, 299])
@pytest.mark.parametrize(("address", "queries"), [(APPLY, 11), (CHECK, 4), (SENT, 7), (WITHDRAW, 6)])
def test_it_costs_the_same_however_many_apply(
    as_user: Browser, django_assert_num_queries: DjangoAssertNumQueries, others: int, address: str, queries: int
) -> None:
    call = edition()
    browser = as_user(application(call).user)
    Application.objects.bulk_create(
        Application(edition=call, user=person(), kind="mentee", reference=f"WIC26-{n}", created_at=NOW, changed_at=NOW)
        for n in range(others)
    )

    with django_assert_num_queries(queries):
        browser.get(address)


@pytest.mark.parametrize("others", [0, 299])
def test_sending_costs_the_same(
    as_user: Browser, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    call = edition()
    browser = as_user(draft(call).user)
    Application.objects.bulk_create(
        Application(edition=call, user=person(), kind="mentee", reference=f"WIC26-{n}", created_at=NOW, changed_at=NOW)
        for n in range(others)
    )

    with django_assert_num_queries(19):
        browser.post(CHECK)
