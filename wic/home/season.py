"""What the pages of an edition say: pure, over rows fetched by the view, in the language of the page."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, gettext, override, pgettext

from events.models import Event
from events.rules import is_over, takes_registrations
from programme.models import Contact, Edition, Milestone, Partner, Pillar, Question, Update, Window
from programme.models import Passage as Text
from programme.rules import Phase, is_translated, phase, window_for, words_in
from wic.look.context import OWN_NAMES
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
class News:
    posted_at: datetime
    passage: Passage


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
    events: Sequence[Event]  # all of them
    coming: Sequence[Event]  # the next two
    lines: Sequence[DatedLine]  # of the milestones, those to come
    milestones: Sequence[DatedLine]  # all of them


class Document(NamedTuple):
    """In one language, under the language's own name."""

    code: str
    name: str
    url: str
    is_signed: bool


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


def timeline(edition: Edition, *, now: datetime | None, pillar: str | None = None) -> list[DatedLine]:
    """The milestones in their order; of one pillar, or all. In print, where there is no now, all are still to come."""
    today = edition.local(now).date() if now else date.min
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
        when=span(row.on, row.until),
        title=words_in(row, "title", _language()),
        state=state,
        is_invented=row.is_invented,
    )


def span(first: date, last: date | None) -> str:
    if last is None:
        return day_words(first)
    short = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    return gettext("{first} to {last}").format(first=day_words(first, short), last=day_words(last))


def pillars(edition: Edition, events: Sequence[Event], *, now: datetime) -> list[PillarCard]:
    """The three of them, each with its text and the dates that come next."""
    texts = passages(edition)
    coming = [event for event in events if event.state == Event.State.PUBLISHED and not is_over(event, now=now)]
    dated = {pillar: timeline(edition, now=now, pillar=pillar) for pillar in Pillar}
    return [
        PillarCard(
            key=pillar.value,
            label=str(pillar.label),
            passage=texts[pillar.value],
            events=[event for event in events if event.pillar == pillar],
            coming=[event for event in coming if event.pillar == pillar][:2],
            lines=[line for line in dated[pillar] if line.state != "done"],
            milestones=with_notes(dated[pillar]),
        )
        for pillar in Pillar
    ]


def updates(rows: Iterable[Update]) -> list[News]:
    return [News(row.posted_at, Passage(_worded(row, "title"), _worded(row, "body"))) for row in rows]


def questions(rows: Iterable[Question]) -> list[Passage]:
    return [Passage(_worded(row, "question"), _worded(row, "answer")) for row in rows]


def by_region(rows: Iterable[Contact]) -> list[tuple[str, list[Contact]]]:
    """The contacts of each region under its name; first those for the programme as a whole."""
    found: dict[str, list[Contact]] = {}
    for row in sorted(rows, key=lambda row: row.region != ""):
        label = row.get_region_display() if row.region else gettext("The programme as a whole")
        found.setdefault(str(label), []).append(row)
    return list(found.items())


def by_kind(rows: Sequence[Partner]) -> list[tuple[str, list[tuple[Passage, str]]]]:
    """Organisers, partners and supporters, each with its sentence and address."""
    kinds = {
        Partner.Kind.ORGANISER: gettext("Organised by"),
        Partner.Kind.PARTNER: gettext("In partnership with"),
        Partner.Kind.SUPPORTER: gettext("Supported by"),
    }
    of_kind = {
        title: [(Passage(_worded(row, "name"), _worded(row, "about")), row.url) for row in rows if row.kind == kind]
        for kind, title in kinds.items()
    }
    return [(title, found) for title, found in of_kind.items() if found]


def papers(edition: Edition, *, signed: Collection[str]) -> list[tuple[str, list[Document]]]:
    """What to hand on, each in its languages; `signed` are those in which the circular is there as it was signed."""
    is_written = any(passage.slot == Text.Slot.CIRCULAR for passage in edition.passages.all())
    found = {
        gettext("Circular: the invitation to nominate"): [
            _document(edition, "circular", code, is_signed=code in signed)
            for code in OWN_NAMES
            if is_written or code in signed
        ],
        gettext("Terms of reference"): [_document(edition, "terms", code) for code in OWN_NAMES],
    }
    return [(title, documents) for title, documents in found.items() if documents]


def _document(edition: Edition, paper: str, code: str, *, is_signed: bool = False) -> Document:
    with override(code):
        return Document(code, OWN_NAMES[code], reverse("home:paper", args=[edition.slug, paper]), is_signed)


def _worded(row: models.Model, name: str) -> str:
    return words_in(row, name, _language())


def has_gaps(parts: Iterable[models.Model]) -> bool:
    """Whether the page has to say that something stands in another language."""
    language = _language()
    return not all(is_translated(part, language) for part in parts)


def _language() -> str:
    return get_language() or "en"
