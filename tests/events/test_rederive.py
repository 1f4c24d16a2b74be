"""Zone data have changed: what was agreed is the hour on the wall, and the instants follow it."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from events.actions import AlreadyOver, cancel_event, rederive, rederive_all, register
from events.models import Event
from tests.factories import NOW, circle, edition, event, participant, session, staff
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)


def by_old_zone_data(row: Event) -> Event:
    """As if its instants had been derived before the country moved its clocks by an hour."""
    Event.objects.filter(pk=row.pk).update(starts_at=row.starts_at - HOUR, ends_at=row.ends_at - HOUR)
    return Event.objects.get(pk=row.pk)


def planned(*, starts_at: datetime = TOMORROW, **fields: object) -> Event:
    return event(None, starts_at=starts_at, **fields)


def test_the_instants_follow_the_wall() -> None:
    right, boss = planned(), staff()
    stale = by_old_zone_data(right)
    assert rederive(stale, by=boss, now=NOW) is True
    moved = Event.objects.get(pk=right.pk)
    assert (moved.starts_at, moved.ends_at) == (right.starts_at, right.ends_at)
    assert (moved.local_date, moved.local_time) == (right.local_date, right.local_time)
    assert moved.sequence == right.sequence + 1
    told = AuditRow.objects.about(moved).newest_first()[0]
    assert (told.action, told.actor_pk) == ("events.event.rederived", str(boss.pk))
    assert told.facts == {"was": stale.starts_at.isoformat(), "starts_at": right.starts_at.isoformat()}


def test_what_is_right_is_left_alone() -> None:
    right = planned()
    before = AuditRow.objects.count()
    assert rederive(right, by=None, now=NOW) is False
    assert Event.objects.get(pk=right.pk).sequence == right.sequence
    assert AuditRow.objects.count() == before


def test_who_was_reminded_of_the_old_instant_is_reminded_anew() -> None:
    right = planned()
    place = register(
        right, email="a@example.org", name="A", country="KE", language="en", time_zone="UTC", by=None, now=NOW
    )
    right.sign_ups.update(reminded_at=NOW)
    rederive(by_old_zone_data(right), by=None, now=NOW)
    place.refresh_from_db()
    assert place.reminded_at is None


def test_all_of_them_once_what_is_over_and_what_is_called_off_not() -> None:
    stale = by_old_zone_data(planned())
    over = by_old_zone_data(planned(starts_at=NOW - timedelta(days=2)))
    called_off = by_old_zone_data(planned())
    cancel_event(called_off, by=staff(), now=NOW)
    assert [rederive_all(now=NOW), rederive_all(now=NOW)] == [1, 0]
    assert Event.objects.get(pk=stale.pk).starts_at == stale.starts_at + HOUR
    assert Event.objects.get(pk=over.pk).starts_at == over.starts_at
    assert Event.objects.get(pk=called_off.pk).starts_at == called_off.starts_at


def test_circle_sessions_too() -> None:
    call = edition()
    meeting = session(circle(participant(call, kind="mentor"), [participant(call)]), starts_at=TOMORROW)
    by_old_zone_data(meeting.event)
    assert rederive_all(now=NOW) == 1
    assert Event.objects.get(pk=meeting.event.pk).starts_at == TOMORROW


def test_what_is_over_is_refused() -> None:
    over = by_old_zone_data(planned(starts_at=NOW - timedelta(days=2)))
    with pytest.raises(AlreadyOver, match="is over"):
        rederive(over, by=None, now=NOW)


def test_the_command_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    by_old_zone_data(planned())
    call_command("rederive_events")
    assert capsys.readouterr().out == "1 events moved.\n"
