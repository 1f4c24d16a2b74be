"""How far she is: so many sessions of her circle, and no other event, as the edition asks."""

from datetime import timedelta

import pytest

from certificates.actions import sessions_attended
from certificates.rules import is_completed, serial
from circles.actions.sessions import call_roll
from events.actions import cancel_event, join, place_of
from programme.models import Edition
from registration.models import Participant
from tests.factories import NOW, circle, edition, event, participant, session, staff


@pytest.mark.parametrize(("attended", "completed"), [(0, False), (3, False), (4, True), (6, True)])
def test_four_of_six(attended: int, completed: bool) -> None:
    assert is_completed(Edition(sessions_planned=6, sessions_required=4), attended=attended) is completed


def test_serial_numbers_name_the_edition() -> None:
    assert (serial(Edition(code="WIC26"), 42), serial(Edition(code="WIC26"), 12345)) == ("WIC26-0042", "WIC26-12345")


def held_sessions(mentee: Participant, *, present: list[bool]) -> Participant:
    """Her circle met once a day; the roll says when she was there. Her mentor was there each time."""
    mentor = participant(mentee.edition, kind="mentor")
    room = circle(mentor, [mentee])
    for day, is_there in enumerate(present):
        meeting = session(room, starts_at=NOW + timedelta(days=day))
        here = [mentor, mentee] if is_there else [mentor]
        places = meeting.event.sign_ups.filter(participant__in=here)
        call_roll(meeting, present=[place.pk for place in places], by=None, now=NOW + timedelta(days=day))
    return mentor


@pytest.mark.django_db
def test_sessions_are_counted_for_mentee_and_mentor() -> None:
    mentee = participant(edition())
    mentor = held_sessions(mentee, present=[True, False, True])
    assert (sessions_attended(mentee), sessions_attended(mentor)) == (2, 3)


@pytest.mark.django_db
def test_keynotes_do_not_count() -> None:
    call = edition()
    mentee = participant(call)
    join(place_of(event(call), mentee, now=NOW), now=NOW)
    assert sessions_attended(mentee) == 0


@pytest.mark.django_db
def test_a_session_that_is_called_off_after_all_was_none() -> None:
    mentee = participant(edition())
    mentor = held_sessions(mentee, present=[True, True])
    cancel_event(mentor.circles_led.get().sessions.latest("pk").event, by=staff(), now=NOW)
    assert sessions_attended(mentee) == 1
