"""What was given before counts: in a second batch, at the approval, at the release, and for the waiting list."""

from datetime import timedelta

import pytest

from programme.models import Edition
from registration.actions.offers import decline, fill_next_place, free_places
from registration.actions.seats import (
    NotApproved,
    TooEarly,
    TooManySelected,
    announce_all,
    approve_batch,
    change_decision,
    prepare_batch,
    release_batch,
    release_due,
    reopen_batch,
    schedule_release,
    what_if,
)
from registration.models import Application, Batch, Offer
from registration.tasks import announce_decisions
from tests.factories import NOW, application, edition, grant, offer, participant, person, staff, waiting_list
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
FRENCH, ENGLISH = [["fr", 3]], [["en", 3]]


def prepared(call: Edition) -> Batch:
    return prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)


def approved(call: Edition) -> Batch:
    return approve_batch(prepared(call), by=staff(), now=NOW)


def verdicts(batch: Batch) -> dict[Application, tuple[str, str]]:
    return {row.application: (row.outcome, row.reason) for row in batch.decisions.ranked()}


def select_all(batch: Batch) -> None:
    for decision in batch.decisions.all():
        change_decision(decision, outcome="selected", note="All of them.", by=staff(), now=NOW)


# --- a second batch --------------------------------------------------------------------------------------------------
def test_a_second_batch_gives_what_is_left() -> None:
    call = edition(seats=3, country_ceiling=2)
    waiting_list(
        call, [offer(application(call, country="KE")).application, participant(call, country="EG").application]
    )
    for _ in range(2):
        application(call, country="KE")
    assert sorted(verdicts(prepared(call)).values()) == [("selected", "place"), ("waiting", "country_full")]


def test_places_promised_in_an_approved_batch_are_not_given_again() -> None:
    call = edition(seats=2)
    application(call)
    approved(call)
    assert free_places(call) == 1
    for _ in range(2):
        application(call)
    assert sorted(outcome for outcome, _reason in verdicts(prepared(call)).values()) == ["selected", "waiting"]


def test_a_second_batch_counts_the_circles_that_are_taken() -> None:
    call = edition(seats=9, circle_min=1, circle_max=2)
    participant(call, kind="mentor", capacity=2, languages=FRENCH)
    waiting_list(call, [participant(call, languages=FRENCH).application])
    for _ in range(2):
        application(call, languages=FRENCH)
    assert sorted(verdicts(prepared(call)).values()) == [("selected", "place"), ("waiting", "language_full")]


# --- asked again -----------------------------------------------------------------------------------------------------
def test_staff_cannot_move_more_than_a_country_may_hold() -> None:
    call = edition(seats=9, country_ceiling=1)
    for _ in range(2):
        application(call, country="KE")
    batch = prepared(call)
    select_all(batch)
    with pytest.raises(TooManySelected, match="Kenya would hold 2 places; one country holds at most 1"):
        approve_batch(batch, by=staff(), now=NOW)


def test_a_ceiling_that_came_down_stops_the_release() -> None:
    call = edition(seats=9)
    for _ in range(2):
        application(call, country="KE")
    batch = approved(call)
    Edition.objects.filter(pk=call.pk).update(country_ceiling=1)
    with pytest.raises(TooManySelected):
        release_batch(batch, by=None, now=NOW)
    batch.refresh_from_db()
    assert batch.state == "approved"


def test_more_than_the_circles_hold_are_not_approved() -> None:
    call = edition(seats=9, circle_min=1, circle_max=2)
    participant(call, kind="mentor", capacity=2, languages=FRENCH)
    for languages in (FRENCH, FRENCH, ENGLISH):
        application(call, languages=languages)
    batch = prepared(call)
    select_all(batch)
    with pytest.raises(TooManySelected, match="1 of the selected finds no circle in her languages"):
        approve_batch(batch, by=staff(), now=NOW)


# --- the waiting list ------------------------------------------------------------------------------------------------
def test_a_place_goes_to_the_next_who_finds_a_circle_and_staff_see_why() -> None:
    call = edition(seats=2, circle_min=1, circle_max=2, country_ceiling=1)
    participant(call, kind="mentor", capacity=2, languages=FRENCH)
    participant(call, languages=FRENCH, country="SN")
    first = offer(application(call, languages=FRENCH, country="EG"))
    people = [("KE", ENGLISH), ("SN", FRENCH), ("ML", FRENCH)]
    waiting = [application(call, country=country, languages=languages) for country, languages in people]
    waiting_list(call, waiting)
    decline(first, reason="", by=first.application.user, now=NOW)

    following = fill_next_place(call, now=NOW)

    assert following is not None
    assert (following.application, following.facts) == (
        waiting[2],
        {"rank": 3, "passed_over": [[waiting[0].pk, "language_full"], [waiting[1].pk, "country_full"]]},
    )
    decline(following, reason="", by=following.application.user, now=NOW)
    assert fill_next_place(call, now=NOW) is None


def test_a_place_kept_for_a_region_goes_to_that_region() -> None:
    call = edition(seats=2)
    call.regions.filter(region="ARB").update(floor=1)
    from_arab = offer(application(call, country="EG"))
    offer(application(call, country="KE"))
    african, arab, later = (application(call, country=country) for country in ("KE", "EG", "EG"))
    waiting_list(call, [african, arab, later])
    decline(from_arab, reason="", by=from_arab.application.user, now=NOW)

    following = fill_next_place(call, now=NOW)

    assert following is not None
    assert following.application == arab
    assert following.facts == {"rank": 2, "passed_over": [[african.pk, "floor_kept"]]}


def test_once_no_woman_of_that_region_waits_it_goes_to_the_next() -> None:
    call = edition(seats=1)
    call.regions.filter(region="ARB").update(floor=1)
    african = application(call, country="KE")
    waiting_list(call, [african])

    following = fill_next_place(call, now=NOW)

    assert following is not None
    assert (following.application, following.facts) == (african, {"rank": 1, "passed_over": []})


def test_a_place_that_is_promised_is_not_filled_from_the_list() -> None:
    call = edition(seats=1)
    waiting_list(call, [application(call)])
    application(call)
    approved(call)
    assert fill_next_place(call, now=NOW) is None


# --- at a set time ---------------------------------------------------------------------------------------------------
def test_an_approved_batch_is_announced_at_its_time() -> None:
    call, by = edition(), staff()
    application(call)
    batch = schedule_release(approved(call), release_at=LATER, by=by, now=NOW)
    told = AuditRow.objects.about(batch).latest("pk")
    assert (told.action, told.facts) == ("registration.batch.scheduled", {"release_at": LATER.isoformat()})
    release_due(now=LATER - timedelta(seconds=1))
    assert Batch.objects.get().state == "approved"
    release_due(now=LATER)
    batch.refresh_from_db()
    assert (batch.state, batch.released_at) == ("released", LATER)
    assert announce_all(now=LATER) == 1
    release_due(now=LATER)


def test_the_worker_releases_and_announces() -> None:
    call = edition(replacements_until="2100-01-01")
    application(call)
    batch = approved(call)
    schedule_release(batch, release_at=LATER, by=None, now=NOW)  # long ago, by the worker’s own clock
    announce_decisions()
    assert Offer.objects.count() == 1


def test_only_what_is_approved_and_not_in_the_past() -> None:
    call = edition()
    application(call)
    batch = prepared(call)
    with pytest.raises(NotApproved):
        schedule_release(batch, release_at=LATER, by=None, now=NOW)
    approve_batch(batch, by=staff(), now=NOW)
    with pytest.raises(TooEarly):
        schedule_release(batch, release_at=NOW, by=None, now=NOW)
    schedule_release(batch, release_at=LATER, by=None, now=NOW)
    batch.refresh_from_db()
    reopen_batch(batch, by=None, now=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.release_at) == ("prepared", None)


def refused(call: Edition) -> Batch:
    """Its time comes, and a place that was given beside the plan stands in the way."""
    application(call)
    batch = schedule_release(approved(call), release_at=LATER, by=None, now=NOW)
    Offer.objects.create(application=application(call), made_at=NOW)
    release_due(now=LATER)
    batch.refresh_from_db()
    return batch


def told(batch: Batch) -> list[tuple[str, str]]:
    letters = Letter.objects.about(batch).filter(kind="registration/release_refused")
    return sorted(letters.values_list("to", "language"))


def test_what_no_longer_fits_is_told_to_headquarters_once(caplog: pytest.LogCaptureFixture) -> None:
    call = edition(seats=1)
    boss, of_this, of_another = staff(), person(language="fr"), person()
    grant(of_this, edition="2026")
    grant(of_another, edition="2025")
    staff(Role.REGIONAL, region="AFR")
    batch = refused(call)
    approver = batch.approved_by
    assert (batch.state, batch.refused_at) == ("approved", LATER)
    assert told(batch) == sorted([(boss.email, "en"), (approver.email, "en"), (of_this.email, "fr")])
    for minute in range(1, 4):
        release_due(now=LATER + timedelta(minutes=minute))
    assert len(told(batch)) == 3
    assert AuditRow.objects.about(batch).filter(action="registration.batch.refused").count() == 1
    assert [line.message for line in caplog.records] == [f"batch {batch.pk} could not be announced at its time"]
    letter = Letter.objects.about(batch).get(to=boss.email)
    assert "More applicants are selected than places are free: 1 for 0." in letter.text
    assert f"/admin/registration/batch/{batch.pk}/change/" in letter.text


def test_once_it_fits_it_is_announced_by_itself() -> None:
    batch = refused(edition(seats=1))
    Offer.objects.filter(state="open").update(state="declined", answered_at=LATER)
    release_due(now=LATER + timedelta(minutes=1))
    batch.refresh_from_db()
    assert (batch.state, batch.refused_at) == ("released", None)


@pytest.mark.parametrize("step", ["later", "reopen"])
def test_a_new_time_is_told_anew(step: str) -> None:
    batch = refused(edition(seats=1))
    if step == "reopen":
        assert reopen_batch(batch, by=staff(), now=LATER).refused_at is None
        return
    schedule_release(batch, release_at=LATER + timedelta(hours=1), by=None, now=LATER)
    release_due(now=LATER + timedelta(hours=1))
    assert AuditRow.objects.about(batch).filter(action="registration.batch.refused").count() == 2


# --- another plan ----------------------------------------------------------------------------------------------------
def test_two_plans_side_by_side() -> None:
    call = edition(seats=2, reserve_length=5)
    for _ in range(3):
        application(call)
    batch = prepared(call)
    same = what_if(batch, seats=2, country_ceiling=None, seed=1)
    assert (same.moves, same.filled, same.better) == ((), (2, 2), 0)
    fewer = what_if(batch, seats=1, country_ceiling=None, seed=1)
    assert [(move.was, move.now) for move in fewer.moves] == [("selected", "waiting")]
    assert (fewer.filled, fewer.better) == ((2, 1), 1)
    assert Batch.objects.count() == 1
