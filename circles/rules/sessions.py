"""Questions about a circle’s sessions; what needs a query is fetched by the caller and passed in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from circles.models import Circle, Session
from circles.rules.hours import Busy, Closed, Diary, Surroundings, months_without
from events.models import Event
from programme.models import ClosedDay
from registration.models import Participant

ADDRESS_WORKS = timedelta(days=14)  # after the session


def can_call_roll(*, starts_at: datetime, now: datetime) -> bool:
    """From the beginning of the session on; later corrections are welcome."""
    return now >= starts_at


def can_be_changed(session: Session, *, now: datetime) -> bool:
    """Moved, called off, led by somebody else: until it begins."""
    return not session.is_called_off and now < session.event.starts_at


def opens_by_address(*, ends_at: datetime, now: datetime) -> bool:
    """Whether the mentor's personal address is enough to call the roll; later she signs in too."""
    return now <= ends_at + ADDRESS_WORKS


def diaries_of(people: Sequence[Participant]) -> list[Diary]:
    """Of people fetched with their user and application; the clock is the one that she reads today."""
    return [
        Diary(
            name=person.certificate_name,
            country=person.country,
            zone=ZoneInfo(person.user.time_zone),
            hours=frozenset(person.application.availability),
        )
        for person in people
    ]


def access_needs(people: Iterable[Participant]) -> list[str]:
    """What they asked for, without their names: for whoever plans."""
    return sorted({needs for person in people if (needs := person.application.access_needs.strip())})


def surroundings(events: Iterable[Event], closed_days: Iterable[ClosedDay]) -> Surroundings:
    return Surroundings(
        busy=tuple(Busy(event.title, event.starts_at, event.ends_at) for event in events),
        closed=tuple(Closed(day.on, day.country, day.name) for day in closed_days),
    )


def months_to_fill(circle: Circle, starts: Iterable[datetime], *, zone: ZoneInfo, now: datetime) -> list[date]:
    """From this month to the end of the programme: those without a session. A circle meets at least once in each."""
    today = now.astimezone(zone).date()
    return months_without(starts, first=max(today, circle.edition.starts_on), last=circle.edition.ends_on, zone=zone)
