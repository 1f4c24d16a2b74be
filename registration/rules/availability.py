"""A week in 7 days of 3 parts, and the hours of the week that they stand for (Monday 00:00 is hour 0)."""

from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wic.look.words import join_words

PARTS = {
    "morning": (_("Morning"), range(8, 12)),
    "afternoon": (_("Afternoon"), range(12, 17)),
    "evening": (_("Evening"), range(17, 21)),
}
DAYS = WEEKDAYS  # 0 is Monday

Part = tuple[int, str]


def hours_of(parts: Iterable[Part]) -> list[int]:
    return sorted({day * 24 + hour for day, part in parts for hour in PARTS[part][1]})


def parts_of(hours: Iterable[int]) -> list[Part]:
    """The parts of the week in which at least one of the hours lies."""
    free = set(hours)
    return [
        (day, part) for day in DAYS for part, (_label, span) in PARTS.items() if free & {day * 24 + h for h in span}
    ]


def in_words(hours: Iterable[int]) -> str:
    """One line for each day that has a free part."""
    free = parts_of(hours)
    lines = []
    for day, name in DAYS.items():
        parts = [str(PARTS[part][0]) for free_day, part in free if free_day == day]
        if parts:
            lines.append(gettext("{day}: {parts}").format(day=name, parts=join_words(parts)))
    return "\n".join(lines)
