"""How far she is: so many sessions of her circle, and no other event, as the edition asks."""

from datetime import timedelta

import pytest

from certificates.actions import progress_of
from certificates.rules import Standing, progress, serial
from circles.actions.sessions import call_roll
from events.actions import cancel_event, join, place_of
from programme.models import Edition
from registration.models import Participant
from tests.factories import NOW, circle, edition, event, participant, session, staff

LATER = NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("attended", "held", "standing", "missing"),
    [
        (0, 0, Standing.ON_THE_WAY, 4),
        (3, 5, Standing.ON_THE_WAY, 1),  # the sixth can still make it four
        (3, 6, Standing.SHORT, 1),
        (0, 3, Standing.SHORT, 4),
        (4, 4, Standing.COMPLETED, 0),
        (6, 6, Standing.COMPLETED, 0),
        (0, 7, Standing.SHORT, 4),  # more than were planned
    ],
)
def test_four_of_six(attended: int, held: int, standing: Standing, missing: int) -> None:
    found = progress(Edition(sessions_planned=6, sessions_required=4), attended=attended, held=held)
    assert (found.standing, found.missing) == (standing, missing)


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
    found = [progress_of(her, now=LATER) for her in (mentee, mentor)]
    assert [(its.attended, its.held, its.required, its.planned) for its in found] == [(2, 3, 4, 6), (3, 3, 4, 6)]


@pytest.mark.django_db
def test_a_session_counts_as_held_when_it_is_over() -> None:
    mentee = participant(edition())
    held_sessions(mentee, present=[False])
    end = NOW + timedelta(hours=1)
    assert [progress_of(mentee, now=end + timedelta(seconds=s)).held for s in (0, 1)] == [0, 1]


@pytest.mark.django_db
def test_keynotes_do_not_count() -> None:
    call = edition()
    mentee = participant(call)
    join(place_of(event(call), mentee, now=NOW), now=NOW)
    assert (progress_of(mentee, now=LATER).attended, progress_of(mentee, now=LATER).held) == (0, 0)


@pytest.mark.django_db
def test_what_was_called_off_was_not_missed() -> None:
    mentee = participant(edition())
    room = circle(participant(mentee.edition, kind="mentor"), [mentee])
    cancel_event(session(room).event, by=staff(), now=NOW)
    assert progress_of(mentee, now=LATER).held == 0
