"""Instants in words: always with a zone, in the reader's zone where it differs."""

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from wic.look.zones import zone_label


def day_words(on: date, form: str = "DATE_FORMAT") -> str:
    """A date in words. In French the first of a month is an ordinal, the others are not: 1er mars, 2 mars."""
    words = date_format(on, form)
    return words.replace("1 ", "1er ", 1) if on.day == 1 and get_language() == "fr" else words


class Deadline(NamedTuple):
    """An instant on two clocks, and how far it is: the parts of one sentence; an empty part is not said."""

    main: str
    yours: str
    left: str
    there: datetime  # on the clock that `main` says
    reader: tzinfo

    @property
    def reader_is_unknown(self) -> bool:
        return is_utc(self.reader)

    @property
    def pattern(self) -> str:
        """How the parts are joined in this language."""
        if self.yours and self.left:
            return gettext("{main} ({yours}), {left}")
        if self.yours:
            return gettext("{main} ({yours})")
        if self.left:
            return gettext("{main}, {left}")
        return "{main}"

    def __str__(self) -> str:
        return self.pattern.format(main=self.main, yours=self.yours, left=self.left)


def deadline_parts(instant: datetime, zone: str, *, now: datetime | None, reader: tzinfo) -> Deadline:
    """`zone` is the edition's. Without `now` (in a letter, read later) the time that is left is not said."""
    there, here = instant.astimezone(ZoneInfo(zone)), instant.astimezone(reader)
    same_clock = there.utcoffset() == here.utcoffset()
    return Deadline(
        main=moment(there, zone),
        yours="" if same_clock else reader_clock(here, besides=there.date()),
        left=time_left(instant, now) if now else "",
        there=there,
        reader=reader,
    )


def person_time_parts(instant: datetime, zone: str, *, reader: tzinfo) -> Deadline:
    """An instant on this clock, with the zone's name, and in UTC."""
    local = instant.astimezone(ZoneInfo(zone))
    utc = reader_clock(instant.astimezone(UTC), besides=local.date()) if local.utcoffset() else ""
    said = gettext("{weekday} {moment}").format(weekday=date_format(local, "l"), moment=moment(local, zone))
    return Deadline(main=said, yours=utc, left="", there=local, reader=reader)


def person_time_sentence(instant: datetime, zone: str) -> str:
    """An instant on the person's own clock, with the zone's name and UTC."""
    return str(person_time_parts(instant, zone, reader=ZoneInfo(zone)))


def moment(local: datetime, zone: str) -> str:
    return gettext("{date}, {time} {zone}").format(
        date=day_words(local), time=date_format(local, "TIME_FORMAT"), zone=zone_label(zone)
    )


def reader_clock(local: datetime, *, besides: date) -> str:
    """Another clock beside a time already said; the day only where it is another one."""
    clock = date_format(local, "TIME_FORMAT")
    if local.date() != besides:
        clock = gettext("{date}, {time}").format(date=day_words(local, "MONTH_DAY_FORMAT"), time=clock)
    sentence = gettext("{time} UTC") if local.tzinfo and is_utc(local.tzinfo) else gettext("{time} your time")
    return sentence.format(time=clock)


def is_utc(zone: tzinfo) -> bool:
    return str(zone) == "UTC"


def time_left(instant: datetime, now: datetime) -> str:
    """Whole days; below one day hours; below one hour minutes."""
    seconds = int((instant - now).total_seconds())
    if seconds < 0:
        return time_gone(-seconds)
    if days := seconds // 86_400:
        return ngettext("in {count} day", "in {count} days", days).format(count=days)
    if hours := seconds // 3_600:
        return ngettext("in {count} hour", "in {count} hours", hours).format(count=hours)
    minutes = max(1, seconds // 60)
    return ngettext("in {count} minute", "in {count} minutes", minutes).format(count=minutes)


def time_gone(seconds: int) -> str:
    if days := seconds // 86_400:
        return ngettext("{count} day ago", "{count} days ago", days).format(count=days)
    if hours := seconds // 3_600:
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    minutes = max(1, seconds // 60)
    return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
