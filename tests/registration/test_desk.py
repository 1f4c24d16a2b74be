"""Decisions at the desk: a batch is prepared, looked through, changed, approved and announced on its pages."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from registration.actions.nominations import take_up
from registration.actions.offers import decline, fill_next_place
from registration.actions.seats import announce_all, approve_batch, change_decision, prepare_batch, release_batch
from registration.models import Batch, Decision, Offer
from tests.factories import NOW, application, edition, invitation, nomination, offer, staff, waiting_list
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BATCHES, DECISIONS = "/admin/registration/batch/", "/admin/registration/decision/"
AsUser = Callable[[User], Client]


def prepared(*, by: User | None = None, **fields: object) -> Batch:
    call = edition(**fields)
    application(call, full_name="Amina Wanjiku")
    return prepare_batch(call, kind="mentee", seed=1, by=by, now=NOW)


def approved() -> Batch:
    return approve_batch(prepared(), by=staff(), now=NOW)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_batch_is_prepared_on_its_page(as_user: AsUser) -> None:
    call, by = edition(), staff()
    application(call)
    answer = as_user(by).post(f"{BATCHES}add/", {"edition": call.pk, "kind": "mentee"})
    batch = Batch.objects.get()
    assert (answer.status_code, answer.url) == (302, BATCHES)
    assert (batch.prepared_by, batch.created_at, batch.decisions.count()) == (by, NOW, 1)


def test_a_refusal_is_told_above_the_form_that_was_sent(as_user: AsUser) -> None:
    call = edition()
    form = as_user(staff()).post(f"{BATCHES}add/", {"edition": call.pk, "kind": "mentee"}).context["adminform"].form
    assert form.non_field_errors() == ["No application waits for a decision."]
    assert (form["edition"].value(), form["kind"].value()) == (str(call.pk), "mentee")
    assert Batch.objects.count() == 0


def test_the_page_shows_each_decision_and_the_next_step(as_user: AsUser) -> None:
    batch = prepared()
    page = as_user(staff()).get(f"{BATCHES}{batch.pk}/change/").content.decode()
    assert "Amina Wanjiku" in page
    assert "A place within the seats" in page
    assert f'action="{BATCHES}{batch.pk}/approve/"' in page
    assert f"{BATCHES}{batch.pk}/release/" not in page


def test_a_decision_is_changed_with_a_note(as_user: AsUser) -> None:
    decision = prepared().decisions.get()
    address, by = f"{DECISIONS}{decision.pk}/change/", staff()
    answer = as_user(by).post(address, {"outcome": "waiting", "note": "She asked us to."})
    decision.refresh_from_db()
    assert answer.url == DECISIONS
    assert (decision.outcome, decision.reason, decision.note, decision.decided_by) == (
        "waiting",
        "staff",
        "She asked us to.",
        by,
    )


def test_nobody_is_moved_without_a_reason(as_user: AsUser) -> None:
    decision = prepared().decisions.get()
    page = as_user(staff()).post(f"{DECISIONS}{decision.pk}/change/", {"outcome": "waiting", "note": " "})
    assert page.context["adminform"].form.errors == {"note": ["This field is required."]}
    decision.refresh_from_db()
    assert (decision.outcome, decision.reason) == ("selected", "place")


def test_an_approved_decision_is_only_looked_at(as_user: AsUser) -> None:
    decision = approved().decisions.get()
    browser, address = as_user(staff()), f"{DECISIONS}{decision.pk}/change/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"outcome": "waiting", "note": ""}).status_code == 403
    decision.refresh_from_db()
    assert decision.outcome == "selected"


def test_a_colleague_approves_and_takes_it_back(as_user: AsUser) -> None:
    by, colleague = staff(), staff()
    batch = prepared(by=by)
    refused = as_user(by).post(f"{BATCHES}{batch.pk}/approve/")
    assert said(refused) == ["You prepared these decisions. Please ask a colleague to approve them."]
    browser = as_user(colleague)
    for step, state in (("approve", "approved"), ("reopen", "prepared")):
        answer = browser.post(f"{BATCHES}{batch.pk}/{step}/")
        batch.refresh_from_db()
        assert (answer.url, batch.state) == (f"{BATCHES}{batch.pk}/change/", state)


def test_announcing_asks_once_more_who_she_is(as_user: AsUser, clock: time_machine.Traveller) -> None:
    batch = approved()
    browser, address = as_user(staff()), f"{BATCHES}{batch.pk}/release/"
    clock.shift(timedelta(minutes=15, seconds=1))  # since she signed in
    for answer in (browser.get(address), browser.post(address)):
        assert answer.url.startswith("/en/account/step-up/?next=")
    batch.refresh_from_db()
    assert batch.state == "approved"


def test_announcing_shows_what_will_be_said_and_then_says_it(
    as_user: AsUser, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    """No worker answers here: the page does not mind, and the sweep tells the people."""
    batch = approved()
    browser, address = as_user(staff()), f"{BATCHES}{batch.pk}/release/"
    page = browser.get(address)
    assert "1 person is offered a place." in page.content.decode()
    assert Batch.objects.get().state == "approved"

    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(address)

    batch.refresh_from_db()
    assert (answer.url, batch.state, batch.released_at) == (f"{BATCHES}{batch.pk}/change/", "released", NOW)
    assert Decision.objects.to_announce().count() + Offer.objects.count() == 1
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 302
    assert said(browser.post(address)) != []


def test_the_batch_is_headquarters_work(as_user: AsUser) -> None:
    batch = prepared()
    officer = as_user(staff(Role.REGIONAL, region="AFR"))
    assert officer.get(f"{BATCHES}{batch.pk}/change/").status_code == 403
    assert [officer.post(f"{BATCHES}{batch.pk}/{step}/").status_code for step in ("approve", "reopen", "release")] == [
        404,
        404,
        404,
    ]


def test_an_officer_sees_the_decisions_of_her_region_but_never_her_own(as_user: AsUser) -> None:
    call, officer = edition(), staff(Role.REGIONAL, region="AFR")
    application(call, officer, full_name="Herself")
    application(call, full_name="Amina")
    application(call, full_name="Noura", country="EG")
    prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    shown = as_user(officer).get(DECISIONS).context["cl"].result_list
    assert [decision.application.full_name for decision in shown] == ["Amina"]
    own = Decision.objects.get(application__user=officer)
    assert as_user(officer).get(f"{DECISIONS}{own.pk}/change/").status_code == 404


def test_headquarters_see_a_batch_without_the_decision_on_their_own_application(as_user: AsUser) -> None:
    call, herself = edition(), staff()
    application(call, herself, full_name="Herself")
    application(call, full_name="Amina")
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    page = as_user(herself).get(f"{BATCHES}{batch.pk}/change/").content.decode()
    assert ("Amina" in page, "Herself" in page) == (True, False)
    counts = [
        as_user(reader).get(BATCHES).context["cl"].result_list[0].selected_count
        for reader in (herself, staff(email="colleague@example.org"))
    ]
    assert ("1 selected" in page, counts) == (True, [1, 2])  # a sum with hers would tell her


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(as_user: AsUser, count: int, django_assert_num_queries: Callable[..., object]) -> None:
    call = edition()
    for _ in range(count):
        application(call)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    browser, page = as_user(staff()), f"{BATCHES}{batch.pk}/change/"
    browser.get(page)  # Django remembers its content types from the first page on
    with django_assert_num_queries(7):  # one asks in whose place she may approve
        browser.get(BATCHES)
    with django_assert_num_queries(7):  # one asks what is hidden from her
        browser.get(DECISIONS)
    with django_assert_num_queries(18):
        browser.get(page)


@pytest.mark.parametrize("kind", ["mentee", "mentor"])
def test_the_check_page_shows_every_kind_of_letter_in_three_languages(as_user: AsUser, kind: str) -> None:
    call = edition(seats=1, reserve_length=1, name_fr="Femmes et cyber", name_ar="نساء")
    for name in ("Amina", "Noura", "Zoé"):
        application(call, full_name=name, kind=kind)
    batch = prepare_batch(call, kind=kind, seed=1, by=None, now=NOW)
    outcomes = ("selected", "waiting", "not_selected")
    for decision, outcome in zip(batch.decisions.ranked(), outcomes, strict=True):
        Decision.objects.filter(pk=decision.pk).update(outcome=outcome)
    before = Letter.objects.count()
    shown = as_user(staff()).get(f"{BATCHES}{batch.pk}/check/").context["letters"]
    assert [(str(outcome), language) for outcome, language, _name, _letter in shown] == [
        (outcome, language)
        for outcome in ("Selected", "Waiting list", "Not selected")
        for language in ("en", "fr", "ar")
    ]
    names = [decision.application.full_name for decision in batch.decisions.ranked() for _language in range(3)]
    for name, (_outcome, language, _of_language, letter) in zip(names, shown, strict=True):
        assert call.name_in(language) in letter.text
        assert name in letter.text
    assert Letter.objects.count() == before


def test_the_letters_of_the_check_are_those_that_are_sent(as_user: AsUser) -> None:
    call = edition(seats=1, reserve_length=1)
    for name in ("Amina", "Noura", "Zoé"):
        application(call, full_name=name)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    shown = as_user(staff()).get(f"{BATCHES}{batch.pk}/check/").context["letters"]
    checked = {letter.text for _outcome, language, _name, letter in shown if language == "en"}
    release_batch(approve_batch(batch, by=staff(), now=NOW), by=staff(), now=NOW)
    last = Letter.objects.latest("pk").pk
    announce_all(now=NOW)

    def without_address(text: str) -> str:
        return re.sub(r"https?://\S+", "…", text)

    sent = Letter.objects.filter(pk__gt=last).values_list("text", flat=True)
    assert {without_address(text) for text in sent} == {without_address(text) for text in checked}


def test_the_check_page_counts(as_user: AsUser) -> None:
    call = edition(seats=9, reserve_length=0)
    nominated = [application(call, country="KE"), application(call, country="EG")]
    application(call, country="EG")
    for name in ("Ministry of Posts", "Academy"):
        asked = invitation(call, name=name)
        for her in nominated[: 1 if name == "Academy" else 2]:
            take_up(nomination(asked), user=her.user, may_tell_result=False, now=NOW)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    found = as_user(staff()).get(f"{BATCHES}{batch.pk}/check/").context["tables"]
    assert {str(table.title): table.rows for table in found} == {
        "By region": [("Arab States", [2, 0, 0]), ("Africa", [1, 0, 0])],
        "By country or territory": [("Egypt", [2, 0, 0]), ("Kenya", [1, 0, 0])],
        "By language of the letters": [("English", [3, 0, 0])],
        "By nominating organisation": [
            ("Ministry of Posts", [2, 0, 0]),
            ("Academy", [1, 0, 0]),
            ("Nominated by nobody", [1, 0, 0]),
        ],
    }


def test_the_time_is_set_on_the_editions_clock(as_user: AsUser) -> None:
    batch, browser = approved(), as_user(staff())
    address = f"{BATCHES}{batch.pk}/schedule/"
    assert said(browser.post(address, {"release_at_0": ""})) == ["Please write the day and the time."]
    browser.post(address, {"release_at_0": "2026-03-22", "release_at_1": "10:00:00"})  # in Geneva
    batch.refresh_from_db()
    assert batch.release_at == datetime(2026, 3, 22, 9, 0, tzinfo=UTC)
    page = browser.get(f"{BATCHES}{batch.pk}/change/").content.decode()
    assert "To be announced by itself:" in page


def test_another_plan_is_compared_by_its_address(as_user: AsUser) -> None:
    call = edition(seats=2)
    for name in ("Amina", "Noura"):
        application(call, full_name=name)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    browser, address = as_user(staff()), f"{BATCHES}{batch.pk}/compare/"
    assert browser.get(address).context["found"] is None
    page = browser.get(address, {"seats": 1, "country_ceiling": "", "seed": 1})
    assert [(decision.outcome, str(there)) for decision, there in page.context["moves"]] == [
        ("selected", "Waiting list")
    ]


def test_the_comparison_shows_whom_staff_have_moved(as_user: AsUser) -> None:
    by = staff()
    User.objects.filter(pk=by.pk).update(name="Ines Ferreira")
    batch = prepared()
    decision = batch.decisions.get()
    for outcome, note in (("waiting", "First thought."), ("not_selected", "She asked us to wait a year.")):
        change_decision(decision, outcome=outcome, note=note, by=by, now=NOW)
    page = as_user(staff()).get(f"{BATCHES}{batch.pk}/compare/")
    assert page.context["moved"] == [(decision, "Selected")]
    for words in ("Moved by staff", "Not selected", "She asked us to wait a year.", "Ines Ferreira"):
        assert words in page.content.decode()


def test_staff_read_why_a_place_went_to_her(as_user: AsUser) -> None:
    call = edition(seats=2, country_ceiling=1)
    first = offer(application(call, country="EG"))
    offer(application(call, country="KE"))
    passed, following = application(call, country="KE"), application(call, country="SN")
    waiting_list(call, [passed, following])
    decline(first, reason="", by=first.application.user, now=NOW)
    made = fill_next_place(call, now=NOW)
    hers = as_user(staff(Role.REGIONAL, region="AFR"))

    def read(pk: int) -> str:
        return hers.get(f"/admin/registration/offer/{pk}/change/").content.decode()

    page = read(made.pk)
    for words in (
        "A place became free, and it was her turn: rank 2 of the list.",
        "Before her on the list, and passed over for this place:",
        f"{passed.reference}: The places for her country are taken",
    ):
        assert words in page
    from_the_results = offer(application(edition("2025", code="WIC25")))
    assert "She was selected, and offered her place when the results were announced." in read(from_the_results.pk)


def test_what_does_not_fit_is_said_on_the_page(as_user: AsUser) -> None:
    batch = prepared(seats=1)
    application(batch.edition)
    prepare_batch(batch.edition, kind="mentee", seed=1, by=None, now=NOW)
    for decision in Decision.objects.all():
        Decision.objects.filter(pk=decision.pk).update(outcome="selected")
    approve_batch(batch, by=staff(), now=NOW)
    other = Batch.objects.exclude(pk=batch.pk).get()
    page = as_user(staff()).get(f"{BATCHES}{other.pk}/change/")
    assert page.context["objections"] == ["More applicants are selected than places are free: 1 for 0."]
