"""A batch of decisions: prepared, changed, approved by somebody else, announced once to each."""

from datetime import timedelta

import pytest

from programme.models import Edition
from registration.actions.applications import withdraw
from registration.actions.offers import decline, fill_next_place, make_offer
from registration.actions.seats import (
    NoReason,
    NothingToDecide,
    NotInPreparation,
    SamePerson,
    TooManySelected,
    announce,
    announce_all,
    approve_batch,
    change_decision,
    prepare_batch,
    release_batch,
    reopen_batch,
)
from registration.models import Application, Batch, Decision, Offer
from registration.tasks import announce_decisions
from tests.factories import NOW, application, draft, edition, offer, person, staff
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal, Stale
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def prepared(call: Edition, *, by: User | None = None, kind: str = "mentee") -> Batch:
    return prepare_batch(call, kind=kind, seed=1, by=by, now=NOW)


def released(call: Edition) -> Batch:
    return release_batch(approve_batch(prepared(call), by=staff(), now=NOW), by=staff(), now=NOW)


def outcomes(batch: Batch) -> list[str]:
    return list(batch.decisions.ranked().values_list("outcome", flat=True))


def decision_letters() -> list[tuple[str, str]]:
    kinds = ("registration/offer", "registration/waiting_list", "registration/not_selected")
    return sorted(Letter.objects.filter(kind__in=kinds).values_list("to", "kind"))


# --- prepare ---------------------------------------------------------------------------------------------------------
def test_everybody_who_is_clear_gets_a_decision() -> None:
    call, by = edition(seats=1, reserve_length=1), staff()
    sent = [application(call) for _ in range(3)]
    application(call, country="DE")  # of no region of this edition
    application(call, gender="other")  # unclear: staff ask her first
    application(call, kind="mentor")
    draft(call)
    withdrawn = application(call)
    withdraw(withdrawn, by=withdrawn.user, now=NOW)

    batch = prepared(call, by=by)

    assert (batch.state, batch.prepared_by, batch.created_at) == ("prepared", by, NOW)
    assert outcomes(batch) == ["selected", "waiting", "not_selected", "not_selected"]
    assert {decision.application for decision in batch.decisions.all()} >= set(sent)
    told = AuditRow.objects.about(batch).get()
    assert (told.action, told.facts["decisions"], told.facts["seed"]) == ("registration.batch.prepared", 4, 1)


def test_what_counts_is_what_was_sent() -> None:
    call = edition(seats=2, country_ceiling=1)
    first, second = application(call, country="KE"), application(call, country="KE")
    Application.objects.filter(pk=second.pk).update(country="EG")  # edited, not sent again
    reasons = {decision.application: decision.reason for decision in prepared(call).decisions.all()}
    assert set(reasons) == {first, second}
    assert sorted(reasons.values()) == ["country_full", "place"]


def test_mentors_take_no_seat_and_have_no_ceiling() -> None:
    call = edition(seats=1, country_ceiling=1)
    for _ in range(3):
        application(call, kind="mentor")
    assert outcomes(prepared(call, kind="mentor")) == ["selected"] * 3


def test_who_has_a_decision_is_not_decided_again() -> None:
    call = edition()
    application(call)
    prepared(call)
    with pytest.raises(NothingToDecide):
        prepared(call)
    late = application(call)
    assert prepared(call).decisions.get().application == late


def test_there_is_nothing_to_decide() -> None:
    with pytest.raises(NothingToDecide):
        prepared(edition())
    assert Batch.objects.count() == 0


# --- change ----------------------------------------------------------------------------------------------------------
def test_staff_know_better() -> None:
    call, by = edition(seats=1), staff()
    application(call)
    batch = prepared(call)
    changed = change_decision(
        batch.decisions.get(), outcome="not_selected", note="She asked us to wait a year.", by=by, now=LATER
    )
    assert (changed.outcome, changed.reason, changed.decided_by, changed.decided_at) == (
        "not_selected",
        "staff",
        by,
        LATER,
    )
    told = AuditRow.objects.about(changed).get()
    assert (told.action, told.facts) == ("registration.decision.changed", {"was": "selected", "is": "not_selected"})


@pytest.mark.parametrize("note", ["", " \n"])
def test_nobody_is_moved_without_a_reason(note: str) -> None:
    call = edition()
    application(call)
    decision = prepared(call).decisions.get()
    with pytest.raises(NoReason, match="Please give the reason"):
        change_decision(decision, outcome="waiting", note=note, by=staff(), now=NOW)
    assert Decision.objects.get().outcome == "selected"


@pytest.mark.parametrize("is_released", [False, True])
def test_decisions_stand_once_they_are_approved(is_released: bool) -> None:
    call = edition()
    application(call)
    batch = approve_batch(prepared(call), by=staff(), now=NOW)
    if is_released:
        release_batch(batch, by=staff(), now=NOW)
    with pytest.raises(NotInPreparation):
        change_decision(batch.decisions.get(), outcome="waiting", note="Later.", by=staff(), now=NOW)
    assert outcomes(batch) == ["selected"]


# --- approve, reopen -------------------------------------------------------------------------------------------------
def test_a_second_person_approves() -> None:
    call, by, colleague = edition(), staff(), staff()
    application(call)
    batch = prepared(call, by=by)
    with pytest.raises(SamePerson):
        approve_batch(batch, by=by, now=NOW)
    assert batch.state == "prepared"
    approve_batch(batch, by=colleague, now=LATER)
    assert (batch.state, batch.approved_by, batch.approved_at) == ("approved", colleague, LATER)


def test_more_than_the_places_are_not_approved() -> None:
    call = edition(seats=1)
    application(call)
    application(call)
    batch = prepared(call)
    for decision in batch.decisions.all():
        change_decision(decision, outcome="selected", note="Both.", by=staff(), now=NOW)
    with pytest.raises(TooManySelected, match="than places are free: 2 for 1"):
        approve_batch(batch, by=staff(), now=NOW)
    assert Batch.objects.get().state == "prepared"


def test_places_that_went_meanwhile_stop_the_release() -> None:
    call = edition(seats=1)
    application(call)
    batch = approve_batch(prepared(call), by=staff(), now=NOW)
    make_offer(application(call), from_waiting_list=False, by=None, now=NOW)
    with pytest.raises(TooManySelected):
        release_batch(batch, by=staff(), now=NOW)
    assert Batch.objects.get().released_at is None


def test_an_approved_batch_can_go_back() -> None:
    call = edition()
    application(call)
    batch = approve_batch(prepared(call), by=staff(), now=NOW)
    reopen_batch(batch, by=staff(), now=NOW)
    assert (batch.state, batch.approved_by, batch.approved_at) == ("prepared", None, None)


def test_steps_are_taken_in_order_and_by_one() -> None:
    call = edition()
    application(call)
    batch = prepared(call)
    with pytest.raises(Illegal):
        release_batch(batch, by=staff(), now=NOW)
    stale = Batch.objects.get()
    approve_batch(batch, by=staff(), now=NOW)
    with pytest.raises(Stale):
        approve_batch(stale, by=staff(), now=NOW)
    release_batch(batch, by=staff(), now=NOW)
    with pytest.raises(Illegal):
        reopen_batch(batch, by=staff(), now=NOW)


# --- announce --------------------------------------------------------------------------------------------------------
def three_ways(call: Edition) -> dict[str, Decision]:
    """A released batch with one of each; the women read French, Arabic and English."""
    for language in ("fr", "ar", "en"):
        application(call, person(f"{language}@example.org", language=language))
    batch = released(call)
    return {decision.outcome: decision for decision in batch.decisions.select_related("application__user")}


def test_release_is_one_statement_and_then_each_is_told_in_her_language() -> None:
    call = edition(seats=1, reserve_length=1, name_fr="Femmes et cyber", name_ar="نساء في الأمن السيبراني")
    decisions = three_ways(call)
    assert decision_letters() == []

    assert announce_all(now=LATER) == 3

    to = {outcome: decision.application.user for outcome, decision in decisions.items()}
    assert decision_letters() == sorted(
        [
            (to["selected"].email, "registration/offer"),
            (to["waiting"].email, "registration/waiting_list"),
            (to["not_selected"].email, "registration/not_selected"),
        ]
    )
    for letter in Letter.objects.filter(to__in=[her.email for her in to.values()]).exclude(kind__contains="received"):
        reader = User.objects.get(email=letter.to)
        assert (letter.language, letter.region, letter.repeat_safe) == (reader.language, "AFR", False)
        assert call.name_in(reader.language) in letter.text
        assert f'lang="{reader.language}"' in letter.html
    assert Offer.objects.get().application == decisions["selected"].application
    assert set(Decision.objects.values_list("announced_at", flat=True)) == {LATER}
    for outcome, decision in decisions.items():
        told = AuditRow.objects.about(decision).get()
        assert (told.action, told.facts) == ("registration.decision.announced", {"outcome": outcome})


def test_twice_is_once() -> None:
    call = edition(seats=1, reserve_length=1)
    three_ways(call)
    assert (announce_all(now=NOW), announce_all(now=LATER)) == (3, 0)
    assert announce(Decision.objects.first(), now=LATER).announced_at == NOW
    assert len(decision_letters()) == 3


def test_what_stopped_in_the_middle_goes_on() -> None:
    call = edition(seats=1, reserve_length=1)
    announce(three_ways(call)["waiting"], now=NOW)
    assert len(decision_letters()) == 1
    announce_decisions()
    assert len(decision_letters()) == 3


def test_before_the_release_nobody_is_told() -> None:
    call = edition()
    application(call)
    approve_batch(prepared(call), by=staff(), now=NOW)
    assert announce_all(now=NOW) == 0
    assert (decision_letters(), Offer.objects.count()) == ([], 0)


def test_who_has_withdrawn_is_not_told() -> None:
    call = edition()
    gone = application(call)
    released(call)
    withdraw(gone, by=gone.user, now=NOW)
    announce_all(now=NOW)
    assert (decision_letters(), Offer.objects.count()) == ([], 0)
    assert announce_all(now=LATER) == 0


def test_one_who_cannot_be_told_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    call = edition(seats=1, reserve_length=1)
    decisions = three_ways(call)
    Edition.objects.filter(pk=call.pk).update(seats=1)
    offer(application(call))  # by hand, after the release: her place is gone
    assert announce_all(now=NOW) == 2
    assert Decision.objects.get(pk=decisions["selected"].pk).announced_at is None
    assert [record.message for record in caplog.records if record.name == "registration.actions.seats"] == [
        f"decision {decisions['selected'].pk} could not be announced: NoPlaceLeft"
    ]


# --- the ceiling goes on ---------------------------------------------------------------------------------------------
def test_a_replacement_does_not_break_the_ceiling_of_a_country() -> None:
    call = edition(seats=2, country_ceiling=1)
    for country in ("KE", "KE", "KE", "EG", "EG"):
        application(call, country=country)
    released(call)
    announce_all(now=NOW)
    given = Offer.objects.select_related("application__user").get(application__country="EG")
    decline(given, reason="", by=given.application.user, now=NOW)

    following = fill_next_place(call, now=NOW)

    assert following is not None
    assert following.application.country == "EG"
    assert fill_next_place(call, now=NOW) is None


def test_who_decided_or_applied_cannot_approve() -> None:
    call, decider, applicant = edition(), staff(), staff()
    application(call)
    application(call, applicant)
    batch = prepare_batch(call, kind="mentee", seed=1, by=staff(), now=NOW)
    change_decision(batch.decisions.ranked()[0], outcome="waiting", note="Next year", by=decider, now=NOW)
    for involved in (decider, applicant):
        with pytest.raises(SamePerson):
            approve_batch(batch, by=involved, now=NOW)
    assert approve_batch(batch, by=staff(), now=NOW).state == "approved"
