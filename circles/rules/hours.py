"""Hours that a circle has in common: who could come when, on whose clock, and what else lies there. Pure.

A session is judged on its own date, so that a clock change in one country moves her hour and nobody else's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wic import places
from wic.look.times import day_words
from wic.look.words import name_in_sentence

FIRST_HOUR, LAST_HOUR = 7, 21  # what is proposed begins on the mentor's clock between these
WAKING = range(8, 21)  # what is assumed of somebody who has not told her hours
DAYTIME = range(7, 22)  # what lies outside is somebody's night, unless she has told these very hours
QUARTER = timedelta(minutes=15)  # the finest shift between two clocks


@dataclass(frozen=True, slots=True)
class Diary:
    """When somebody has time: hours of her week on her own clock, Monday 00:00 is 0; none told means unknown."""

    name: str
    country: str
    zone: ZoneInfo
    hours: frozenset[int]


@dataclass(frozen=True, slots=True)
class Busy:
    """Something else that takes place, such as a keynote."""

    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """A day on which a country rests; without a country it is the programme's own."""

    on: date
    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    busy: tuple[Busy, ...] = ()
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at the proposed dates: her own hour at each, and at how many of them she has time."""

    name: str
    hours: tuple[datetime, ...]
    able: int

    @property
    def is_always_able(self) -> bool:
        return self.able == len(self.hours)

    @property
    def changes(self) -> tuple[datetime, ...]:
        """The first date, and each from which her clock says another hour."""
        return (
            self.hours[0],
            *(after for before, after in pairwise(self.hours) if before.time() != after.time()),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    starts: tuple[datetime, ...]
    people: tuple[Presence, ...]
    clashes: tuple[str, ...]

    @property
    def able(self) -> int:
        """How many can come to all of the dates."""
        return sum(person.is_always_able for person in self.people)


def monthly(first: date, count: int) -> list[date]:
    """The same day of the same week in each month; a fifth week is read as the fourth, which every month has."""
    week = min((first.day - 1) // 7, 3)
    dates = [first]
    for number in range(1, count):
        month = first.month - 1 + number
        begin = date(first.year + month // 12, month % 12 + 1, 1)
        dates.append(begin + timedelta(days=(first.weekday() - begin.weekday()) % 7 + 7 * week))
    return dates


def how_many_fit(first: date, last: date, count: int) -> int:
    """Of so many monthly sessions from a day on, those that lie within the programme; at least the next one."""
    return max(1, sum(on <= last for on in monthly(first, count)))


def at_wall(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)


def proposals(
    diaries: Sequence[Diary],
    *,
    first: date,
    days: int,
    count: int,
    minutes: int,
    zone: ZoneInfo,
    around: Surroundings,
) -> list[Proposal]:
    """Every hour of the coming days on the mentor's clock, the best first.

    Best is what most can come to; then with the fewest clashes; then what fits the most single dates; then the
    hour nearest to the middle of her day; then the earliest.
    """
    found = []
    for day in range(days):
        for hour in range(FIRST_HOUR, LAST_HOUR):
            dates = monthly(first + timedelta(days=day), count)
            starts = tuple(at_wall(on, time(hour), zone) for on in dates)
            found.append((propose(diaries, starts, minutes=minutes, around=around), abs(hour - 14)))
    found.sort(key=lambda pair: (*_rank(pair[0]), pair[1], pair[0].starts))
    return [proposal for proposal, _distance in found]


def _rank(proposal: Proposal) -> tuple[int, int, int]:
    return -proposal.able, len(proposal.clashes), -sum(person.able for person in proposal.people)


def propose(diaries: Sequence[Diary], starts: Sequence[datetime], *, minutes: int, around: Surroundings) -> Proposal:
    length = timedelta(minutes=minutes)
    people = tuple(
        Presence(
            name=diary.name,
            hours=tuple(start.astimezone(diary.zone) for start in starts),
            able=sum(has_time(diary, start, length) for start in starts),
        )
        for diary in diaries
    )
    clashes = tuple(clash for start in starts for clash in clashes_of(diaries, start, start + length, around))
    return Proposal(tuple(starts), people, clashes)


def has_time(diary: Diary, starts_at: datetime, length: timedelta) -> bool:
    """In every hour that the session touches on her clock."""
    touched = _touched(diary, starts_at, length)
    if not diary.hours:
        return all(hour in WAKING for _day, hour in touched)
    return all(day * 24 + hour in diary.hours for day, hour in touched)


def _touched(diary: Diary, starts_at: datetime, length: timedelta) -> set[tuple[int, int]]:
    """Days of the week with hours, on her clock."""
    moments = (starts_at + QUARTER * number for number in range(-(-length // QUARTER)))
    return {(local.weekday(), local.hour) for local in (moment.astimezone(diary.zone) for moment in moments)}


def nights_of(diaries: Sequence[Diary], starts: Iterable[datetime], *, minutes: int) -> list[str]:
    """Whose night it is, in whole sentences with her hour; for a chosen hour, for none is proposed where few come."""
    said = pgettext("feminine", "For {name} it is in the night: {hour}.")
    length = timedelta(minutes=minutes)
    found = [
        said.format(name=name_in_sentence(diary.name), hour=date_format(starts_at.astimezone(diary.zone), "l H:i"))
        for starts_at in starts
        for diary in diaries
        if _is_in_her_night(diary, starts_at, length)
    ]
    return list(dict.fromkeys(found))


def _is_in_her_night(diary: Diary, starts_at: datetime, length: timedelta) -> bool:
    touched = _touched(diary, starts_at, length)
    return any(hour not in DAYTIME and day * 24 + hour not in diary.hours for day, hour in touched)


def clashes_of(diaries: Iterable[Diary], starts_at: datetime, ends_at: datetime, around: Surroundings) -> list[str]:
    """What else lies there, in whole sentences: other dates of the programme, closed days, weekends."""
    diaries = list(diaries)
    said = [
        _("At the same time: {title}.").format(title=busy.title)
        for busy in around.busy
        if busy.starts_at < ends_at and starts_at < busy.ends_at
    ]
    for local, countries in _countries_by_day(diaries, starts_at).items():
        day = day_words(local)
        said += [
            _("{day} is a closed day: {name}.").format(day=day, name=closed.name)
            for closed in around.closed
            if closed.on == local and closed.country in {*countries, ""}
        ]
        resting = [country for country in countries if country in places.PLACES and _rests(country, local)]
        if resting:
            told = _("{weekday} {day} is at the weekend. Countries: {countries}.")
            names = " · ".join(places.name(country) for country in resting)
            said.append(told.format(weekday=date_format(local, "l"), day=day, countries=names))
    return list(dict.fromkeys(said))


def _rests(country: str, local: date) -> bool:
    return local.isoweekday() in places.place(country).weekend


def _countries_by_day(diaries: Iterable[Diary], starts_at: datetime) -> dict[date, list[str]]:
    """On whose clock it is which day."""
    found: dict[date, list[str]] = {}
    for diary in diaries:
        countries = found.setdefault(starts_at.astimezone(diary.zone).date(), [])
        if diary.country not in countries:
            countries.append(diary.country)
    return found


def months_without(starts: Iterable[datetime], *, first: date, last: date, zone: ZoneInfo) -> list[date]:
    """The first day of every month of the period in which no session lies."""
    met = {(local.year, local.month) for local in (start.astimezone(zone) for start in starts)}
    months, month = [], first.replace(day=1)
    while month <= last:
        if (month.year, month.month) not in met:
            months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months
