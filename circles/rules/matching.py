"""What the matcher is asked, and its answer in numbers. Pure: objects fetched by the verb, and `now`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from circles.matching import Seating, homes_of
from circles.matching.problem import Id
from circles.models import PairRule
from registration.models import Participant
from wic.names import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WEIGHTS = {"interests": 12, "goal": 20, "language": 30, "timezone": 10, "place": 8, "hours": 20}
WEEK = 168
# Why the matcher found no circle for a mentee: its codes, `circles.matching.problem.Reason`, in words.
UNSEATED: dict[str, "StrPromise"] = {
    "no-mentor-works-in-her-languages": _("No mentor works in one of her languages."),
    "no-common-hour-with-any-mentor": _("She has no hour in common with any mentor."),
    "kept-apart-from-every-mentor": _("She is kept apart from every mentor."),
    "not-acceptable-to-any-mentor": _("No mentor can take her."),
    "too-few-mentees-to-open-a-circle": _("There are too few mentees like her to open one more circle."),
    "kept-apart-from-mentees-where-a-seat-is-free": _("Seats are free only beside mentees she is kept apart from."),
    "every-seat-in-her-languages-is-taken": _("Every seat in her languages is taken."),
}


def instance_of(
    mentees: Iterable[Participant],
    mentors: Iterable[Participant],
    *,
    lower: int,
    upper: int,
    now: datetime,
    rules: Iterable[PairRule] = (),
    weights: Mapping[str, int] | None = None,
    locked: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The matching problem as `circles-instance/1`. People are named by their public ids.

    A mentee never meets a mentor from her own employer, unless staff say that they belong together.
    """
    mentees, mentors = list(mentees), list(mentors)
    known = {str(person.public_id) for person in (*mentees, *mentors)}
    pins, conflicts = of_rules(rules, known)
    said = {(pin["mentee"], pin["mentor"]) for pin in pins}
    colleagues = [(str(mentee.public_id), str(mentor.public_id)) for mentee, mentor in _colleagues(mentees, mentors)]
    return {
        "format": "circles-instance/1",
        "mentees": [_mentee(person, now) for person in mentees],
        "mentors": [_mentor(person, lower=lower, upper=upper, now=now) for person in mentors],
        "pins": [
            *pins,
            *(
                {"mentee": mentee, "mentor": mentor, "kind": "never"}
                for mentee, mentor in colleagues
                if (mentee, mentor) not in said
            ),
        ],
        "conflicts": conflicts,
        "locked": [{name: circle[name] for name in ("mentor", "language", "mentees")} for circle in locked],
        "affinity": {"kind": "attributes", "weights": dict(weights or WEIGHTS)},
    }


def of_rules(rules: Iterable[PairRule], known: Collection[Id]) -> tuple[list[dict[str, str]], list[list[str]]]:
    """Pins of mentees with mentors, and conflicts between mentees; of those who are asked about."""
    pins, conflicts = [], []
    for rule in rules:
        one, other = str(rule.mentee.public_id), str(rule.other.public_id)
        if one not in known or other not in known:
            continue
        if rule.is_between_mentees:
            conflicts.append([one, other])
        else:
            pins.append({"mentee": one, "mentor": other, "kind": str(rule.kind)})
    return pins, conflicts


def _mentee(person: Participant, now: datetime) -> dict[str, Any]:
    application = person.application
    return {
        **_person(person, now),
        "languages": [{"code": code, "level": level} for code, level in application.languages],
        "interests": application.topics,
        "goal": application.mentee.goal,
    }


def _mentor(person: Participant, *, lower: int, upper: int, now: datetime) -> dict[str, Any]:
    application = person.application
    capacity = min(upper, application.mentor.capacity)
    return {
        **_person(person, now),
        "languages": [code for code, _level in application.languages],
        "lower": min(lower, capacity),
        "upper": capacity,
        "interests": application.topics,
        "expertise": application.topics,
    }


def _person(person: Participant, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(person.application.time_zone or "UTC")
    described: dict[str, Any] = {
        "id": str(person.public_id),
        "tz": offset_hours(zone, now),
        "country": person.country,
        "region": person.region,
    }
    if person.application.availability:
        described["hours"] = sorted(hours_in_utc(person.application.availability, zone, now))
    return described


def offset_hours(zone: ZoneInfo, now: datetime) -> float:
    offset = now.astimezone(zone).utcoffset() or timedelta()
    return offset.total_seconds() / 3600


def hours_in_utc(hours: Iterable[int], zone: ZoneInfo, now: datetime) -> set[int]:
    """Hours of the week on her clock as hours of the week in UTC; half hours of an offset are rounded down."""
    shift = int(offset_hours(zone, now) // 1)
    return {(hour - shift) % WEEK for hour in hours}


def _colleagues(
    mentees: Sequence[Participant], mentors: Sequence[Participant]
) -> Iterable[tuple[Participant, Participant]]:
    by_employer: dict[str, list[Participant]] = {}
    for mentor in mentors:
        by_employer.setdefault(fold(mentor.application.employer), []).append(mentor)
    for mentee in mentees:
        employer = fold(mentee.application.employer)
        for mentor in by_employer.get(employer, []) if employer else []:
            yield mentee, mentor


def homes(circles: Iterable[Mapping[str, Any]]) -> dict[Id, tuple[Id, str]]:
    """Where each mentee sits, as the matcher is told it."""
    return homes_of(Seating(circle["mentor"], circle["language"], tuple(circle["mentees"])) for circle in circles)
