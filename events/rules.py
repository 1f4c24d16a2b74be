"""Questions about events; what needs a query is fetched by the verb and passed in."""

from datetime import datetime

from events.models import Audience, Event, EventState


def takes_registrations(event: Event, *, now: datetime) -> bool:
    """By the public, until it ends."""
    return event.state == EventState.PUBLISHED and event.audience == Audience.PUBLIC and now <= event.ends_at


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
