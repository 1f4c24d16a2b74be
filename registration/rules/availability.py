"""A week in 7 days of 3 parts, and the hours of the week that they stand for (Monday 00:00 is hour 0).

Kept are hours. Whoever wants to be finer than the parts says single hours on a page of its own; on the form a part is
then ticked when at least one of its hours is free, and what is left as it was keeps its hours.
"""

from collections.abc import Iterable
from datetime import time

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wic.look.words import join_words

PARTS = {
    "morning": (_("Morning"), range(8, 12)),
    "afternoon": (_("Afternoon"), range(12, 17)),
    "evening": (_("Evening"), range(17, 21)),
}
DAYS = WEEKDAYS  # 0 is Monday
HOURS_OF_DAY = range(24)

Part = tuple[int, str]
ALL_PARTS: list[Part] = [(day, part) for day in DAYS for part in PARTS]


def hours_in(part: Part) -> set[int]:
    day, name = part
    return {day * 24 + hour for hour in PARTS[name][1]}


def hours_of(parts: Iterable[Part]) -> list[int]:
    return sorted({hour for part in parts for hour in hours_in(part)})


def parts_of(hours: Iterable[int]) -> list[Part]:
    """The parts of the week in which at least one of the hours lies."""
    free = set(hours)
    return [part for part in ALL_PARTS if free & hours_in(part)]


def whole_parts_of(hours: Iterable[int]) -> list[Part]:
    free = set(hours)
    return [part for part in ALL_PARTS if hours_in(part) <= free]


def is_finer(hours: Iterable[int]) -> bool:
    """Single hours, which the parts alone do not say."""
    free = set(hours)
    return set(hours_of(parts_of(free))) != free


def refined(ticked: Iterable[Part], known: Iterable[int]) -> list[int]:
    """Of parts ticked on the form: those that were ticked before keep their hours, new ones are free as a whole."""
    known, ticked = set(known), set(ticked)
    shown = set(parts_of(known))
    unasked = known - set(hours_of(ALL_PARTS))  # early and late: the form has no box for them
    free = {hour for part in ticked for hour in (hours_in(part) & known if part in shown else hours_in(part))}
    return sorted(free | unasked)


def in_words(hours: Iterable[int]) -> str:
    """One line for each day with a free hour: its parts, or, where they do not say it, its hours."""
    free, lines = set(hours), []
    for day, name in DAYS.items():
        hers = {hour for hour in free if hour // 24 == day}
        if not hers:
            continue
        parts = list(parts_of(hers))
        is_said = set(hours_of(parts)) == hers
        said = [str(PARTS[part][0]) for _day, part in parts] if is_said else spans(hour % 24 for hour in hers)
        lines.append(gettext("{day}: {parts}").format(day=name, parts=join_words(said)))
    return "\n".join(lines)


def spans(hours: Iterable[int]) -> list[str]:
    """Hours of one day in a row: 08:00–10:00. The last one ends at 24:00, which no clock says otherwise."""
    free = sorted(set(hours))
    begins = [hour for hour in free if hour - 1 not in free]
    ends = [hour + 1 for hour in free if hour + 1 not in free]
    return [f"{clock(begin)}–{clock(end)}" for begin, end in zip(begins, ends, strict=True)]


def clock(hour: int) -> str:
    return "24:00" if hour == 24 else time_format(time(hour), "H:i")
