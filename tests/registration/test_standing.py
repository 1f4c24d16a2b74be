"""Where she stands, over released facts only."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from registration.actions.applications import save, withdraw
from registration.actions.offers import accept, decline, make_offer
from registration.actions.participants import leave
from registration.models import Application, Batch, Decision
from registration.rules.standing import LOOKS, Stand, standing_of
from tests.factories import NOW, application, draft, edition, person
from wic.look.drawing import ICONS

pytestmark = pytest.mark.django_db
CLOSES_AT = NOW + timedelta(days=10)
AFTER_CLOSE = CLOSES_AT + timedelta(seconds=1)


def stands(row: Application, now: datetime = NOW) -> tuple[str, datetime | None]:
    said = standing_of(Application.objects.with_facts().get(pk=row.pk), now=now)
    return said.key, said.due


def decided(row: Application, outcome: str, *, released_at: datetime | None) -> None:
    state = Batch.State.RELEASED if released_at else Batch.State.PREPARED
    batch = Batch.objects.create(
        edition=row.edition,
        kind=row.kind,
        created_at=NOW,
        state=state,
        released_at=released_at,
        approved_at=released_at,
    )
    Decision.objects.create(
        batch=batch, application=row, outcome=outcome, reason=Decision.Reason.PLACE, rank=1, decided_at=NOW
    )


def test_a_draft_until_registration_closes() -> None:
    begun = draft(edition())

    assert stands(begun, CLOSES_AT) == (Stand.DRAFT, CLOSES_AT)
    assert stands(begun, AFTER_CLOSE) == (Stand.MISSED, None)


def test_withdrawn_while_and_after_registration() -> None:
    gone = withdraw(draft(edition()), by=None, now=NOW)

    assert stands(gone) == (Stand.WITHDRAWN, CLOSES_AT)
    assert stands(gone, AFTER_CLOSE) == (Stand.WITHDRAWN, None)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({}, Stand.IN_REVIEW), ({"country": "DE"}, Stand.NOT_ELIGIBLE), ({"gender": "other"}, Stand.UNCLEAR)],
)
def test_sent_by_its_screening(answers: dict[str, Any], expected: Stand) -> None:
    assert stands(application(edition(), **answers)) == (expected, None)


def test_changes_that_are_not_sent_matter_while_they_can_be_sent() -> None:
    sent = application(edition())
    save(sent, answers={"post": "Lead"}, revision=1, by=None, now=NOW + timedelta(minutes=1))

    assert stands(sent) == (Stand.CHANGED, CLOSES_AT)
    assert stands(sent, AFTER_CLOSE) == (Stand.IN_REVIEW, None)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("selected", Stand.SELECTED), ("waiting", Stand.RESERVE), ("not_selected", Stand.NOT_SELECTED)],
)
def test_a_decision_is_told_once_it_is_released(outcome: str, expected: Stand) -> None:
    held, told = [application(edition(slug=slug, code=slug)) for slug in ("2026", "2027")]
    decided(held, outcome, released_at=None)
    decided(told, outcome, released_at=NOW)

    assert stands(held) == (Stand.IN_REVIEW, None)
    assert stands(told) == (expected, None)


def test_a_held_decision_cannot_be_told_from_none() -> None:
    waiting, held = [application(edition(slug=slug, code=slug)) for slug in ("2026", "2027")]
    decided(held, "selected", released_at=None)

    said = [standing_of(Application.objects.with_facts().get(pk=row.pk), now=AFTER_CLOSE) for row in (waiting, held)]
    assert said[0] == said[1]


def test_the_waiting_list_ends_with_the_last_day_for_replacements() -> None:
    call = edition(replacements_until=NOW.date())
    row = application(call)
    decided(row, "waiting", released_at=NOW)

    assert stands(row) == (Stand.RESERVE, None)
    assert stands(row, NOW + timedelta(days=1)) == (Stand.RESERVE_OVER, None)


def test_an_offer_to_its_last_second() -> None:
    row = application(edition())
    offer = make_offer(row, from_waiting_list=False, by=None, now=NOW)
    assert stands(row) == (Stand.OFFERED, None)  # the letter has not left: no clock runs
    offer.expires_at = NOW + timedelta(days=7)
    offer.save(update_fields=["expires_at"])

    assert stands(row, offer.expires_at) == (Stand.OFFERED, offer.expires_at)
    assert stands(row, offer.expires_at + timedelta(seconds=1)) == (Stand.EXPIRED, None)


def test_an_offer_declined() -> None:
    row = application(edition())
    decline(make_offer(row, from_waiting_list=False, by=None, now=NOW), reason="", by=row.user, now=NOW)

    assert stands(row) == (Stand.DECLINED, None)


def test_a_participant_and_one_who_left() -> None:
    row = application(edition())
    offer = make_offer(row, from_waiting_list=False, by=None, now=NOW)
    participant = accept(offer, agrees_to_conduct=True, certificate_name="", by=row.user, now=NOW)
    assert stands(row) == (Stand.TAKING_PART, None)

    leave(participant, by=row.user, now=NOW)

    assert stands(row) == (Stand.LEFT, None)


def test_a_participant_of_an_edition_that_is_over() -> None:
    call = edition()
    row = application(call)
    offer = make_offer(row, from_waiting_list=False, by=None, now=NOW)
    accept(offer, agrees_to_conduct=True, certificate_name="", by=row.user, now=NOW)
    evening = datetime.combine(call.ends_on, time(23, 59), tzinfo=call.tz)

    assert stands(row, evening) == (Stand.TAKING_PART, None)
    assert stands(row, evening + timedelta(minutes=1)) == (Stand.TOOK_PART, None)


def test_results_that_are_late_are_said_to_be_late() -> None:
    row = application(edition(results_at=NOW + timedelta(days=20)), person())
    facts = Application.objects.with_facts().get(pk=row.pk)

    on_time = standing_of(facts, now=NOW + timedelta(days=20)).next_step
    late = standing_of(facts, now=NOW + timedelta(days=20, seconds=1)).next_step

    assert on_time == "The results are announced on 22 March 2026. You get a letter."
    assert late == "The results take longer than planned. You get a letter as soon as they are announced."


def test_every_standing_can_be_shown() -> None:
    assert set(LOOKS) == set(Stand)
    assert {icon for _tone, icon in LOOKS.values()} <= set(ICONS)
