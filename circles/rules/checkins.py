"""When a check-in is due, and what calls for somebody at the desk. Pure: facts in, signs out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from circles.models.checkins import AlertKind, Going, Moment
from circles.models.places import HEARD_AFTER

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_PAUSE = timedelta(days=35)
LONGEST_SILENCE = timedelta(days=21)
LAST_DAYS = timedelta(days=14)

SUGGESTED: Mapping[str, "StrPromise"] = {
    AlertKind.NO_SESSION: pgettext_lazy("feminine", "Write to the mentor, and help her to find an hour in common."),
    AlertKind.ABSENT_TWICE: pgettext_lazy("feminine", "Ask her how she is, and whether another hour would help."),
    AlertKind.LOW_CHECK_IN: pgettext_lazy("feminine", "Read her check-in, and call her this week."),
    AlertKind.UNDER_MINIMUM: _("Ask for a proposal: somebody from another circle or from the waiting list."),
    AlertKind.MENTOR_SILENT: pgettext_lazy("feminine", "Call the mentor; think of one who stands in for her."),
}


def is_too_late(*, ends_on: date, today: date) -> bool:
    return today > ends_on + HEARD_AFTER


def moment_due(*, held: int, planned: int, starts_on: date, ends_on: date, today: date) -> Moment | None:
    """The end comes with the last session or the last two weeks, the middle with half of the sessions or the time."""
    if is_too_late(ends_on=ends_on, today=today):
        return None
    if held >= planned or today >= ends_on - LAST_DAYS:
        return Moment.END
    if 2 * held >= planned or today >= starts_on + (ends_on - starts_on) / 2:
        return Moment.MIDDLE
    return None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about one circle; people are named by any key."""

    mentor: int
    is_led: bool  # she has not left
    is_over: bool  # the programme has ended, and what members say late is all that there is to look after
    opened_at: datetime
    minimum: int
    mentees: int
    changed_at: datetime | None  # when somebody left it last
    met_at: datetime | None  # the last session that took place
    is_planned: bool  # one lies ahead
    mentor_heard_at: datetime | None
    absences: Mapping[int, tuple[tuple[datetime, bool], ...]]  # of each mentee, the newest first: was she there?
    check_ins: tuple[tuple[int, datetime, int, bool], ...]  # who, when, how it goes, whether she wants to be called


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to look after; `participant` is whom to call about it."""

    kind: AlertKind
    since: datetime
    participant: int


def signs(of: Situation, *, now: datetime) -> frozenset[Sign]:
    return frozenset((*_of_the_circle(of, now), *_of_absences(of), *_of_check_ins(of)))


def _of_the_circle(of: Situation, now: datetime) -> Iterator[Sign]:
    """Where the mentor has left there is a proposal to read, and nobody to call."""
    if of.is_over or not of.is_led:
        return
    met_at = of.met_at or of.opened_at
    if now - met_at > LONGEST_PAUSE:
        yield Sign(AlertKind.NO_SESSION, met_at, of.mentor)
    heard_at = max(filter(None, (of.mentor_heard_at, of.met_at, of.opened_at)))
    if not of.is_planned and now - heard_at > LONGEST_SILENCE:
        yield Sign(AlertKind.MENTOR_SILENT, heard_at, of.mentor)
    if of.mentees < of.minimum:
        yield Sign(AlertKind.UNDER_MINIMUM, of.changed_at or of.opened_at, of.mentor)


def _of_absences(of: Situation) -> Iterator[Sign]:
    if of.is_over:
        return
    for participant, noted in of.absences.items():
        last_two = noted[:2]
        if len(last_two) == 2 and not any(was_there for _at, was_there in last_two):
            yield Sign(AlertKind.ABSENT_TWICE, last_two[0][0], participant)


def _of_check_ins(of: Situation) -> Iterator[Sign]:
    for participant, at, going, wants_contact in of.check_ins:
        if going <= Going.SO_SO or wants_contact:
            yield Sign(AlertKind.LOW_CHECK_IN, at, participant)
