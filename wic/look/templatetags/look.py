import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from wic.look.context import LanguageLink
from wic.look.drawing import icon_svg, mark_svg
from wic.look.sheet import sheet as the_sheet
from wic.look.structured import online_event
from wic.look.times import Deadline, day_words, deadline_parts, person_time_parts, person_time_sentence
from wic.look.words import join_words

register = template.Library()
CURRENT_PAGE, CURRENT_LANGUAGE = mark_safe(' aria-current="page"'), mark_safe(' aria-current="true"')
# Which links of the context each part of a page shows.
PARTS = {"head": ("languages",), "header": ("nav", "languages"), "footer": ("footer_nav",)}
OWN_DIRECTION = mark_safe(' dir="auto"')


@register.simple_tag
def sheet() -> SafeString:
    return mark_safe(f"<style>{the_sheet()}</style>")


@register.simple_block_tag
def head_title(content: str) -> SafeString:
    """What the page is called, in the browser's tab and where its link is shared. A block can stand once only."""
    title = mark_safe(content.strip().replace('"', "&quot;"))  # its variables are escaped already
    said = '<title>{} · {}</title>\n<meta property="og:title" content="{}">'
    return format_html(said, title, gettext("Women in Cyber"), title)


@register.simple_tag
def mark(filled: int = 5, of: int = 5) -> SafeString:
    return mark_safe(mark_svg(filled=filled, of=of))


@register.simple_tag
def links(nav: Iterable[tuple[str, str, bool]]) -> SafeString:
    """A list of links: label, address, and whether it is this very page."""
    items = format_html_join(
        "\n", '<li><a href="{}"{}>{}</a></li>', ((url, CURRENT_PAGE if here else "", label) for label, url, here in nav)
    )
    return format_html('<ul class="links">\n{}\n</ul>', items)


@register.simple_tag(takes_context=True)
def page_part(context: Context, name: str) -> SafeString:
    """The head, the header or the footer. They say of the reader only whether she is signed in: the same for all."""
    user = context.get("user")
    links = tuple((which, tuple(context.get(which) or ())) for which in PARTS[name])
    return _page_part(name, bool(user and user.is_authenticated), get_language(), links)


@lru_cache(maxsize=512)
def _page_part(
    name: str, is_signed_in: bool, _language: str | None, links: tuple[tuple[str, tuple[Any, ...]], ...]
) -> SafeString:
    """Drawn once for its links: on each page anew it was a twentieth of the work."""
    return render_to_string(f"components/{name}.html", {"is_signed_in": is_signed_in, **dict(links)})


@register.simple_tag
def alternates(languages: Iterable[LanguageLink]) -> SafeString:
    """For the head: the same page in each language; who reads another one is sent to the English."""
    lines: list[SafeString] = []
    for language in languages:
        link = '<link rel="alternate" hreflang="{}" href="{}">\n'
        lines.append(format_html(link, language.code, language.url))
        if language.code == "en":
            lines.append(format_html(link, "x-default", language.url))
        other = "" if language.is_current else ":alternate"
        lines.append(format_html('<meta property="og:locale{}" content="{}">\n', other, language.locale))
    return mark_safe("".join(lines))


@register.simple_tag
def language_items(languages: Iterable[LanguageLink]) -> SafeString:
    return format_html_join(
        "\n",
        '<li><a href="{}" lang="{}" hreflang="{}"{}>{}</a></li>',
        ((one.path, one.code, one.code, CURRENT_LANGUAGE if one.is_current else "", one.name) for one in languages),
    )


@register.simple_tag
def answers(asked: Iterable[tuple[str, str]]) -> SafeString:
    """What was asked and what was answered, in its own direction and lines. A form has dozens: a loop takes thrice."""
    nothing = format_html('<span class="muted">{}</span>', gettext("No answer"))

    def shown(answer: str) -> str:
        if not answer:
            return nothing
        return linebreaksbr(answer) if len(answer.splitlines()) > 1 else answer

    return format_html_join(
        "\n",
        "<div><dt>{}</dt><dd{}>{}</dd></div>",
        ((question, "" if answer.isdecimal() else OWN_DIRECTION, shown(answer)) for question, answer in asked),
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(icon_svg(name))


@register.simple_tag
def deadline(instant: datetime, zone: str, now: datetime | None = None) -> SafeString:
    """31 March 2021, 23:59 Geneva time (22:59 your time), in 3 days.

    The reader's zone is the active one. Where it is not known this says UTC, and `wic.js` puts the browser's own.
    """
    parts = deadline_parts(instant, zone, now=now, reader=timezone.get_current_timezone())
    return sentence(instant, parts)


@register.simple_tag
def deadline_text(instant: datetime, zone: str, reader_zone: str) -> str:
    """The same in the plain words of a letter, which may be read days later."""
    return str(deadline_parts(instant, zone, now=None, reader=ZoneInfo(reader_zone)))


@register.simple_tag
def person_time(instant: datetime, zone: str) -> SafeString:
    """Monday 8 March 2021, 14:00 Geneva time (13:00 UTC). `wic.js` adds the clock of a reader not known."""
    parts = person_time_parts(instant, zone, reader=timezone.get_current_timezone())
    if not parts.reader_is_unknown:
        return time_element(instant, str(parts))
    return sentence(instant, parts, both=gettext("{time} your time, {utc}"))


@register.simple_tag
def person_time_text(instant: datetime, zone: str) -> str:
    return person_time_sentence(instant, zone)


@register.simple_tag(takes_context=True)
def structured_event(context: dict[str, Any], **parts: Any) -> SafeString:
    """An online event as JSON-LD: data, which no browser runs. `parts` as of `online_event`, without the address."""
    said = json.dumps(online_event(url=context["canonical"], **parts), ensure_ascii=False)
    for letter in "<>&":  # nothing in it ends the element
        said = said.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(f'<script type="application/ld+json">{said}</script>')


@register.filter(expects_localtime=True)
def day(on: date | None, form: str = "DATE_FORMAT") -> str:
    """{{ edition.ends_on|day }}: 31 August 2021. Of an instant with another form also its hour."""
    return day_words(on, form) if on else ""


@register.filter
def bidi(name: str) -> SafeString:
    """A name in a sentence keeps its own direction: {% blocktranslate with name=person.name|bidi %}."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def words(members: Iterable[Any]) -> str:
    """A list in one line, with the comma of the language."""
    return join_words(members)


def time_element(instant: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(instant), words)


def sentence(instant: datetime, parts: Deadline, *, both: str = "") -> SafeString:
    return format_html(
        parts.pattern,
        main=time_element(instant, parts.main),
        yours=reader_element(instant, parts, both),
        left=parts.left,
    )


def reader_element(instant: datetime, parts: Deadline, both: str) -> SafeString:
    """What `wic.js` needs where the reader's zone is not known; `both` says her time beside UTC, where they differ."""
    if not parts.reader_is_unknown:
        return time_element(instant, parts.yours)
    return format_html(
        '<time datetime="{}" data-there="{}" data-on="{}" data-yours="{}"{}>{}</time>',
        iso(instant),
        f"{parts.there:%Y-%m-%dT%H:%M}",
        gettext("{date}, {time}"),
        gettext("{time} your time"),
        format_html(' data-both="{}"', both) if both else "",
        parts.yours,
    )


def iso(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
