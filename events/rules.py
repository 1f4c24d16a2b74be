"""Questions about events; what needs a query is fetched by the verb and passed in."""

from datetime import date, datetime

from events.models import Audience, Event, EventState, Kind
from programme.models import Edition

# Near either end of the calendar an hour of one zone is none in another, and there is no next month.
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)


def takes_registrations(event: Event, *, is_eligible: bool = False, now: datetime) -> bool:
    """By the public, or by an eligible applicant who has no place in the programme; until it ends."""
    is_for_her = event.audience == Audience.PUBLIC or (is_eligible and admits_eligible(event))
    return event.state == EventState.PUBLISHED and is_for_her and now <= event.ends_at


def admits_eligible(event: Event) -> bool:
    """Whether eligible applicants without a place may register: it says so itself, or its edition for all trainings."""
    if event.audience == Audience.ELIGIBLE:
        return True
    is_training = event.kind == Kind.TRAINING and event.audience == Audience.PARTICIPANTS
    if not is_training or event.edition is None:
        return False
    return event.edition.trainings_admit == Edition.TrainingsAdmit.ELIGIBLE


def is_full(event: Event, *, taken: int) -> bool:
    return event.capacity is not None and taken >= event.capacity


def doors_are_open(event: Event, *, now: datetime) -> bool:
    """From some minutes before the beginning to the end, both included."""
    return event.state == EventState.PUBLISHED and event.opens_at <= now <= event.ends_at


def is_over(event: Event, *, now: datetime) -> bool:
    return now > event.ends_at


def admits(event: Event, *, role: str) -> bool:
    """Whether somebody of the edition may attend without registering: `role` is her participant's role.

    Everybody else registers for what is public; circle sessions have rows of their own.
    """
    match event.audience:
        case Audience.PUBLIC | Audience.ELIGIBLE | Audience.PARTICIPANTS:
            return bool(role)
        case Audience.MENTORS:
            return role == "mentor"
        case _:
            return False
