"""What the pages of an edition say: pure, over rows fetched by the view, in the language of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext

from events.models import Event
from events.rules import is_over, takes_registrations
from programme.models import Edition, Milestone, Pillar, Window
from programme.models import Passage as Text
from programme.rules import Phase, is_translated, phase, window_for, words_in
from wic.look.times import day_words


@dataclass(frozen=True, slots=True)
class Banner:
    """Where the edition stands today, and the one thing to do next."""

    title: str
    icon: str
    tone: str
    text: str
    moment: datetime | None
    action_url: str
    action_label: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line of the timeline, as its component takes it."""

    when: str
    title: str
    state: str
    is_invented: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class PillarCard:
    key: str
    label: str
    passage: Passage
    coming: Sequence[Event]
    lines: Sequence[DatedLine]


def banner(edition: Edition, events: Sequence[Event], *, now: datetime) -> Banner:
    window = window_for(edition, Window.Audience.MENTEES)
    match phase(edition, now=now):
        case Phase.UPCOMING:
            return _upcoming(edition, opens_at=window.opens_at if window else None)
        case Phase.OPEN:
            return _open(edition, closes_at=window.closes_at if window else None)
        case Phase.REVIEW:
            return _in_review(edition, *_next_date(edition, events, now=now))
        case Phase.RUNNING:
            return _running(edition, *_next_date(edition, events, now=now))
    return _ended()


def _upcoming(edition: Edition, *, opens_at: datetime | None) -> Banner:
    return Banner(
        title=gettext("Registration opens soon"),
        icon="clock",
        tone="",
        text=pgettext("feminine", "You can apply from:"),
        moment=opens_at,
        action_url=reverse("home:eligibility", args=[edition.slug]),
        action_label=gettext("See who can apply"),
    )


def _open(edition: Edition, *, closes_at: datetime | None) -> Banner:
    return Banner(
        title=gettext("Registration is open"),
        icon="edit",
        tone="ember",
        text=pgettext("feminine", "You can send your application until:"),
        moment=closes_at,
        action_url=reverse("registration:apply", args=[edition.slug]),
        action_label=pgettext("feminine", "Apply"),
        is_due=True,
    )


def _in_review(edition: Edition, url: str, label: str) -> Banner:
    return Banner(
        title=gettext("Registration has closed, and the applications are being read"),
        icon="list",
        tone="amber",
        text=gettext("The results leave by e-mail on:"),
        moment=edition.results_at,
        action_url=url,
        action_label=label,
    )


def _running(edition: Edition, url: str, label: str) -> Banner:
    said = gettext("The circles meet until {date}. The keynote webinars are open to everybody.")
    return Banner(
        title=gettext("The season is under way"),
        icon="calendar",
        tone="green",
        text=said.format(date=day_words(edition.ends_on)),
        moment=None,
        action_url=url,
        action_label=label,
    )


def _ended() -> Banner:
    return Banner(
        title=gettext("This edition has ended"),
        icon="award",
        tone="grey",
        text=gettext("Its certificates can be checked here at any time."),
        moment=None,
        action_url=reverse("certificates:check-form"),
        action_label=gettext("Check a certificate"),
    )


def _next_date(edition: Edition, events: Iterable[Event], *, now: datetime) -> tuple[str, str]:
    """To the next event that takes registrations or, when there is none, to the calendar."""
    for event in events:
        if takes_registrations(event, now=now):
            is_launch = event.kind == Event.Kind.LAUNCH
            label = gettext("Register for the launch") if is_launch else gettext("Register for the next keynote")
            return reverse("events:event", args=[event.public_id]), label
    return reverse("events:calendar", args=[edition.slug]), gettext("See the calendar")


def passages(edition: Edition) -> dict[str, Passage]:
    """The edition's texts by their place; where none is written yet, a title and no text."""
    language = _language()
    written = {row.slot: row for row in edition.passages.all()}
    titles = {slot.value: str(slot.label) for slot in Text.Slot} | {Text.Slot.INTRODUCTION.value: str(edition)}
    return {
        slot: Passage(words_in(written[slot], "title", language), words_in(written[slot], "body", language))
        if slot in written
        else Passage(title, body="")
        for slot, title in titles.items()
    }


def timeline(edition: Edition, *, now: datetime, pillar: str | None = None) -> list[DatedLine]:
    """The milestones in their order; of one pillar, or all."""
    today = edition.local(now).date()
    rows = sorted(edition.milestones.all(), key=lambda row: (row.on, row.pk))
    return [_dated_line(row, today) for row in rows if pillar is None or row.pillar == pillar]


def with_notes(lines: Iterable[DatedLine]) -> list[DatedLine]:
    """Each invented date says so."""
    note = gettext("This date is an example; the source names none.")
    return [replace(line, text=note) if line.is_invented else line for line in lines]


def _dated_line(row: Milestone, today: date) -> DatedLine:
    last = row.until or row.on
    state = "done" if last < today else "now" if row.on <= today else "todo"
    return DatedLine(
        when=_span(row.on, row.until),
        title=words_in(row, "title", _language()),
        state=state,
        is_invented=row.is_invented,
    )


def _span(first: date, last: date | None) -> str:
    if last is None:
        return day_words(first)
    short = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    return gettext("{first} to {last}").format(first=day_words(first, short), last=day_words(last))


def pillars(edition: Edition, events: Iterable[Event], *, now: datetime) -> list[PillarCard]:
    """The three of them, each with its text and the dates that come next."""
    texts = passages(edition)
    coming = [event for event in events if event.state == Event.State.PUBLISHED and not is_over(event, now=now)]
    return [
        PillarCard(
            key=pillar.value,
            label=str(pillar.label),
            passage=texts[pillar.value],
            coming=[event for event in coming if event.pillar == pillar][:2],
            lines=[line for line in timeline(edition, now=now, pillar=pillar) if line.state != "done"],
        )
        for pillar in Pillar
    ]


def has_gaps(parts: Iterable[models.Model]) -> bool:
    """Whether the page has to say that something stands in another language."""
    language = _language()
    return not all(is_translated(part, language) for part in parts)


def _language() -> str:
    return get_language() or "en"
