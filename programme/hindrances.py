"""Dates that do not contradict each other and still hinder somebody: weekends, closed days, Ramadan, clock changes.

Pure, like the date check whose warnings these are.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.dates import Closed, Country, DateWarning, EditionFacts, Occasion, Weight, check_dates
from programme.ramadan import expected_ramadans
from wic.look.times import day_words, moment
from wic.look.words import join_words
from wic.look.zones import zone_label

NAMED = 3  # countries named as examples
SEARCHED = 14  # days after which no better day is proposed


class Wall(StrEnum):
    """How often the clocks of a zone show an hour on a day."""

    MISSING = "missing"
    ONCE = "once"
    TWICE = "twice"


def check_calendar(facts: EditionFacts) -> list[DateWarning]:
    """The contradictions first."""
    return [
        *check_dates(facts),
        *_hour_that_is_not_one(facts),
        *_released_on_a_day_off(facts),
        *_closed_days(facts),
        *_in_ramadan(facts),
        *_hour_shifts(facts),
    ]


def wall_time(on: date, at: time, zone: str) -> Wall:
    local = datetime.combine(on, at, tzinfo=ZoneInfo(zone))
    if local.utcoffset() == local.replace(fold=1).utcoffset():
        return Wall.ONCE
    there_and_back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    return Wall.TWICE if there_and_back.time() == at else Wall.MISSING


def _hour_that_is_not_one(facts: EditionFacts) -> Iterator[DateWarning]:
    for occasion in facts.occasions:
        said = {"title": occasion.title, "moment": moment(_local(occasion), occasion.zone)}
        match wall_time(occasion.on, occasion.at, occasion.zone):
            case Wall.MISSING:
                yield DateWarning(
                    "hour_does_not_exist",
                    _("“{title}” is to begin on {moment}: an hour that the change of the clocks skips.").format(**said),
                    (occasion.on,),
                    _("Let it begin an hour earlier or later."),
                )
            case Wall.TWICE:
                yield DateWarning(
                    "hour_exists_twice",
                    _(
                        "“{title}” is to begin on {moment}: an hour that comes twice, for the clocks are put back."
                    ).format(**said),
                    (occasion.on,),
                    _("Let it begin an hour earlier or later."),
                    Weight.CARE,
                )


def _released_on_a_day_off(facts: EditionFacts) -> Iterator[DateWarning]:
    on = facts.results_on
    resting = [country for country in facts.countries if on.isoweekday() in country.weekend]
    closed = _closed_on(on, facts)
    for code, away, sentence in (
        (
            "results_on_a_weekend",
            resting,
            _("The results are announced on {weekday} {day}, a day of the weekend in {some}."),
        ),
        ("results_on_a_closed_day", closed, _("The results are announced on {weekday} {day}, a closed day in {some}.")),
    ):
        if away:
            said = sentence.format(weekday=date_format(on, "l"), day=day_words(on), some=_some(away, facts))
            yield DateWarning(code, said, (on,), _better_day(facts), Weight.CARE)


def _better_day(facts: EditionFacts) -> str:
    for days in range(1, SEARCHED + 1):
        on = facts.results_on + timedelta(days=days)
        is_free = not any(on.isoweekday() in country.weekend for country in facts.countries)
        if is_free and not _closed_on(on, facts):
            said = {"weekday": date_format(on, "l"), "day": day_words(on)}
            return _("The next day on which people work in all of them is {weekday} {day}.").format(**said)
    return _("Choose a day on which people work in most of them, and answer questions on the day after too.")


def _closed_days(facts: EditionFacts) -> Iterator[DateWarning]:
    dated = [(occasion.title, occasion.on) for occasion in facts.occasions]
    dated += [(activity.title, activity.on) for activity in facts.activities]
    for title, on in dict.fromkeys(sorted(dated, key=lambda pair: pair[1])):
        if closed := _closed_on(on, facts):
            said = {"title": title, "day": day_words(on), "some": _some(closed, facts)}
            yield DateWarning(
                "closed_day",
                _("“{title}” is on {day}, a closed day in {some}.").format(**said),
                (on,),
                _("Move it, or record it for those who are away."),
                Weight.CARE,
            )


def _in_ramadan(facts: EditionFacts) -> Iterator[DateWarning]:
    """Both what is dated and the months in which circles meet."""
    dated = {(occasion.on, occasion.title) for occasion in facts.occasions}
    dated |= {(activity.on, activity.title) for activity in facts.activities}
    for ramadan in expected_ramadans(min(facts.starts_on, facts.circles_can_meet_from), facts.ends_on):
        titles = [_("“{title}”").format(title=title) for on, title in sorted(dated) if on in ramadan]
        meets = facts.sessions_planned and ramadan.last >= facts.circles_can_meet_from
        if not titles and not meets:
            continue
        said = {"first": day_words(ramadan.first), "last": day_words(ramadan.last), "titles": join_words(titles)}
        yield DateWarning(
            "ramadan",
            (
                _("Ramadan is expected from {first} to {last}, and into it fall: {titles}.")
                if titles
                else _("Ramadan is expected from {first} to {last}, in the months in which the circles meet.")
            ).format(**said),
            (ramadan.first, ramadan.last),
            _(
                "Choose hours well before sunset and keep them short, or move them after {last}; let circles agree "
                "their own hours. The days are by the tabular Islamic calendar: where the moon is sighted, Ramadan may "
                "begin or end a day earlier or later."
            ).format(**said),
            Weight.CARE,
        )


def _hour_shifts(facts: EditionFacts) -> Iterator[DateWarning]:
    """A series at one hour of one clock, and the clocks of a country are changed on other days, or never."""

    def key(occasion: Occasion) -> tuple[str, time, str]:
        return occasion.kind, occasion.at, occasion.zone

    for (kind, _at, _zone), group in groupby(sorted(facts.occasions, key=key), key=key):
        members = sorted((occasion for occasion in group if _is_an_hour(occasion)), key=lambda one: one.on)
        moved = [country for country in facts.countries if len({_hour_in(country, one) for one in members}) > 1]
        if moved:
            yield _shifted(kind, members, moved, facts)


def _shifted(kind: str, members: list[Occasion], moved: list[Country], facts: EditionFacts) -> DateWarning:
    country = moved[0]
    before, after = next(
        (one, other) for one, other in pairwise(members) if _hour_in(country, one) != _hour_in(country, other)
    )
    said = {
        "kind": kind,
        "hour": time_format(before.at, "TIME_FORMAT"),
        "zone": zone_label(before.zone),
        "some": _some(moved, facts),
        "country": country.name,
        "first": time_format(_hour_in(country, before), "TIME_FORMAT"),
        "then": time_format(_hour_in(country, after), "TIME_FORMAT"),
        "day": day_words(after.on),
    }
    return DateWarning(
        "hour_shifts",
        _(
            "{kind}: {hour} {zone} is not always the same hour in {some}. {country}: {first} at first, {then} from "
            "{day} on."
        ).format(**said),
        (before.on, after.on),
        _("Say in the invitation that the hour changes, or plan the series by a clock that is never changed."),
        Weight.CARE,
    )


def _is_an_hour(occasion: Occasion) -> bool:
    return wall_time(occasion.on, occasion.at, occasion.zone) == Wall.ONCE


def _hour_in(country: Country, occasion: Occasion) -> time:
    return _local(occasion).astimezone(ZoneInfo(country.zone)).time()


def _local(occasion: Occasion) -> datetime:
    return datetime.combine(occasion.on, occasion.at, tzinfo=ZoneInfo(occasion.zone))


def _closed_on(on: date, facts: EditionFacts) -> list[Country]:
    return [country for country in facts.countries if Closed(country.code, on) in facts.closed]


def _some(countries: list[Country], facts: EditionFacts) -> str:
    """How many of them, and a few by name."""
    names = join_words([country.name for country in countries[:NAMED]])
    if len(countries) <= NAMED:
        return names
    return ngettext(
        "{count} of the {all} countries and territories ({names} and others)",
        "{count} of the {all} countries and territories ({names} and others)",
        len(countries),
    ).format(count=len(countries), all=len(facts.countries), names=names)
