from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from wic.look.drawing import icon_svg, mark_svg
from wic.look.sheet import sheet as the_sheet
from wic.look.times import Deadline, deadline_parts, person_time_sentence

register = template.Library()


@register.simple_tag
def sheet() -> SafeString:
    return mark_safe(f"<style>{the_sheet()}</style>")


@register.simple_tag
def mark(filled: int = 5, of: int = 5) -> SafeString:
    return mark_safe(mark_svg(filled=filled, of=of))


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(icon_svg(name))


@register.simple_tag
def deadline(instant: datetime, zone: str, now: datetime | None = None) -> SafeString:
    """31 March 2021, 23:59 Geneva time (22:59 your time), in 3 days.

    The reader's zone is the active one. Where it is not known this says UTC, and `wic.js` puts the browser's own.
    """
    parts = deadline_parts(instant, zone, now=now, reader=timezone.get_current_timezone())
    return format_html(
        parts.pattern,
        main=time_element(instant, parts.main),
        yours=reader_element(instant, parts),
        left=parts.left,
    )


@register.simple_tag
def deadline_text(instant: datetime, zone: str, reader_zone: str) -> str:
    """The same in the plain words of a letter, which may be read days later."""
    return str(deadline_parts(instant, zone, now=None, reader=ZoneInfo(reader_zone)))


@register.simple_tag
def person_time(instant: datetime, zone: str) -> SafeString:
    return time_element(instant, person_time_sentence(instant, zone))


@register.simple_tag
def person_time_text(instant: datetime, zone: str) -> str:
    return person_time_sentence(instant, zone)


@register.filter
def bidi(name: str) -> SafeString:
    """A name in a sentence keeps its own direction: {% blocktranslate with name=person.name|bidi %}."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def labelled(cells: Iterable[Any], labels: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Each cell of a row with the head of its column, for the cards that a table becomes on a phone."""
    return zip(labels, cells, strict=True)


def time_element(instant: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(instant), words)


def reader_element(instant: datetime, parts: Deadline) -> SafeString:
    if not parts.reader_is_unknown:
        return time_element(instant, parts.yours)
    return format_html(
        '<time datetime="{}" data-day="{}" data-yours="{}">{}</time>',
        iso(instant),
        parts.day.isoformat(),
        gettext("{time} your time"),
        parts.yours,
    )


def iso(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
