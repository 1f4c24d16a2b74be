"""The date check: what contradicts itself in the dates of an edition, what deserves care, and how to mend each.

Nothing is forbidden: the circular of 2021 contradicted itself and the programme took place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import ClosedDay, Edition, Pillar, Window
from wic import places
from wic.look.times import day_words

END_OF_DAY = time(23, 59)


class Weight(StrEnum):
    CONTRADICTION = "contradiction"  # two dates cannot both be meant
    CARE = "care"  # they can, and somebody will be hindered by it


@dataclass(frozen=True, slots=True)
class Period:
    """A registration period, on the clock of the edition."""

    audience: Window.Audience
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that only participants take part in."""

    title: str
    on: date


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that takes place at an hour, by the clock of its zone.

    `series` is the pillar that it belongs to, if any, and `kind` says in words what it is.
    """

    series: str
    kind: str
    title: str
    on: date
    at: time
    zone: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Country:
    """Where people of the edition live; ISO days of the week, Monday is 1."""

    code: str
    name: str
    weekend: frozenset[int]
    zone: str


@dataclass(frozen=True, slots=True)
class Closed:
    country: str
    on: date


@dataclass(frozen=True, slots=True)
class EditionFacts:
    starts_on: date
    ends_on: date
    results_on: date
    offer_days: int
    sessions_planned: int
    periods: tuple[Period, ...] = ()
    activities: tuple[Activity, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    countries: tuple[Country, ...] = ()
    closed: frozenset[Closed] = field(default_factory=frozenset)

    @property
    def circles_can_meet_from(self) -> date:
        """The first day on which every offer is answered, and so the circles can be known."""
        return self.results_on + timedelta(days=self.offer_days)


@dataclass(frozen=True, slots=True)
class DateWarning:
    code: str
    sentence: str
    dates: tuple[date, ...]
    remedy: str
    weight: Weight = Weight.CONTRADICTION


def facts_of(edition: Edition, *, occasions: Iterable[Occasion] = (), closed: Iterable[ClosedDay] = ()) -> EditionFacts:
    """Of the windows, regions and milestones fetched with the edition, and of what the caller has fetched besides.

    A milestone of a pillar stands for its activities as long as none of them is planned with its hour.
    """
    occasions = tuple(occasions)
    planned = {occasion.series for occasion in occasions}
    regions = {region.region for region in edition.regions.all()}
    return EditionFacts(
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        results_on=edition.local(edition.results_at).date(),
        offer_days=edition.offer_days,
        sessions_planned=edition.sessions_planned,
        periods=tuple(
            Period(Window.Audience(window.audience), edition.local(window.closes_at))
            for window in edition.windows.all()
        ),
        activities=tuple(
            Activity(milestone.title, milestone.on)
            for milestone in edition.milestones.all()
            if milestone.pillar in {Pillar.TRAIN, Pillar.EMPOWER} - planned
        ),
        occasions=occasions,
        countries=tuple(
            Country(place.code, places.name(place.code), place.weekend, place.zones[0])
            for place in places.PLACES.values()
            if place.region in regions
        ),
        closed=frozenset(Closed(day.country, day.on) for day in closed),
    )


def shifted(facts: EditionFacts, by: timedelta, *, closed: Iterable[ClosedDay]) -> EditionFacts:
    """The same calendar on other days, each hour as the clocks on the wall show it; closed days are those of then."""
    return replace(
        facts,
        starts_on=facts.starts_on + by,
        ends_on=facts.ends_on + by,
        results_on=facts.results_on + by,
        periods=tuple(replace(period, closes_at=period.closes_at + by) for period in facts.periods),
        activities=tuple(replace(activity, on=activity.on + by) for activity in facts.activities),
        occasions=tuple(replace(occasion, on=occasion.on + by) for occasion in facts.occasions),
        closed=frozenset(Closed(day.country, day.on) for day in closed),
    )


def check_dates(facts: EditionFacts) -> list[DateWarning]:
    """What contradicts itself, and a last day that is not a whole day."""
    return [
        *_results_before_close(facts),
        *_begins_before_selection(facts),
        *_activity_before_selection(facts),
        *_sessions_do_not_fit(facts),
        *_closes_within_the_day(facts),
    ]


def sessions_that_fit(first: date, last: date) -> int:
    """How many meetings a month apart there is room for, the first on the first day."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months + (1 if last.day >= first.day else 0))


def _results_before_close(facts: EditionFacts) -> Iterator[DateWarning]:
    for period in facts.periods:
        closes_on = period.closes_at.date()
        if period.audience == Window.Audience.MENTEES and facts.results_on <= closes_on:
            said = {"results": _day(facts.results_on), "close": _day(closes_on)}
            yield DateWarning(
                "results_before_close",
                _("The results are announced on {results}, but mentees can apply until {close}.").format(**said),
                (facts.results_on, closes_on),
                _("Announce the results after {close}, or close the registration earlier.").format(**said),
            )


def _begins_before_selection(facts: EditionFacts) -> Iterator[DateWarning]:
    if facts.starts_on < facts.results_on:
        said = {"start": _day(facts.starts_on), "results": _day(facts.results_on)}
        yield DateWarning(
            "begins_before_selection",
            _("The programme begins on {start}, before the participants are selected on {results}.").format(**said),
            (facts.starts_on, facts.results_on),
            _("Open to the public what takes place before {results}, and hold trainings and circles after it.").format(
                **said
            ),
        )


def _activity_before_selection(facts: EditionFacts) -> Iterator[DateWarning]:
    selected_only = [Activity(one.title, one.on) for one in facts.occasions if not one.is_public]
    for activity in (*facts.activities, *selected_only):
        if activity.on < facts.results_on:
            said = {"title": activity.title, "day": _day(activity.on), "results": _day(facts.results_on)}
            yield DateWarning(
                "activity_before_selection",
                _("“{title}” on {day} is for participants, who are selected on {results} only.").format(**said),
                (activity.on, facts.results_on),
                _("Move “{title}” to a day after {results}.").format(**said),
            )


def _sessions_do_not_fit(facts: EditionFacts) -> Iterator[DateWarning]:
    first, last, planned = facts.circles_can_meet_from, facts.ends_on, facts.sessions_planned
    room = sessions_that_fit(first, last)
    if room < planned:
        sentence = ngettext(
            "{planned} circle session a month apart does not fit between {first}, when the offers are answered, "
            "and {last}: there is room for {room}.",
            "{planned} circle sessions a month apart do not fit between {first}, when the offers are answered, "
            "and {last}: there is room for {room}.",
            planned,
        ).format(planned=planned, first=_day(first), last=_day(last), room=room)
        yield DateWarning("sessions_do_not_fit", sentence, (first, last), _remedy_for_sessions(room, planned))


def _remedy_for_sessions(room: int, planned: int) -> str:
    double = planned - room
    if double > room:
        return _("Plan fewer sessions, or let the programme end later.")
    return ngettext(
        "Hold two sessions in one month.", "Hold two sessions a month in {count} of the months.", double
    ).format(count=double)


def _closes_within_the_day(facts: EditionFacts) -> Iterator[DateWarning]:
    for period in facts.periods:
        closes_at = period.closes_at
        if closes_at.time() < END_OF_DAY:
            said = {"day": _day(closes_at.date()), "hour": date_format(closes_at, "TIME_FORMAT")}
            yield DateWarning(
                "closes_within_the_day",
                _("A registration period ends on {day} at {hour}, not at the end of the day.").format(**said),
                (closes_at.date(),),
                _("Let it end at 23:59:59: people read a last day as a whole day."),
                Weight.CARE,
            )


def _day(on: date) -> str:
    return day_words(on)
