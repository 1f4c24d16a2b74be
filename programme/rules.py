"""Questions about an edition and an instant; nothing here reads the clock or the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, override
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from programme.models import Edition, Window
from wic.look.times import day_words

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Phase(StrEnum):
    """Where an edition stands, derived from its dates: never stored."""

    UPCOMING = "upcoming"  # registration has not begun
    OPEN = "open"  # mentees can apply
    REVIEW = "review"  # closed, results not announced
    RUNNING = "running"
    ENDED = "ended"


def is_open(window: Window, *, now: datetime) -> bool:
    """Both ends belong to the registration period."""
    return window.opens_at <= now <= window.closes_at


def window_for(edition: Edition, audience: str) -> Window | None:
    """Of the windows already fetched with the edition."""
    return next((window for window in edition.windows.all() if window.audience == audience), None)


def takes_applications(edition: Edition, audience: str, *, now: datetime) -> bool:
    window = window_for(edition, audience)
    return edition.published_at is not None and window is not None and is_open(window, now=now)


def phase(edition: Edition, *, now: datetime) -> Phase:
    today = edition.local(now).date()
    window = window_for(edition, Window.Audience.MENTEES)
    if today > edition.ends_on:
        return Phase.ENDED
    if window is not None and now < window.opens_at:
        return Phase.UPCOMING
    if window is not None and is_open(window, now=now):
        return Phase.OPEN
    if now < edition.results_at:
        return Phase.REVIEW
    return Phase.RUNNING


def current(editions: Iterable[Edition], *, now: datetime) -> Edition | None:
    """What a visitor most probably comes for: open to apply, else about to open, else under way, else the last."""
    order = (Phase.OPEN, Phase.UPCOMING, Phase.REVIEW, Phase.RUNNING, Phase.ENDED)
    newest_first = sorted(editions, key=lambda edition: edition.starts_on, reverse=True)
    return min(newest_first, key=lambda edition: order.index(phase(edition, now=now)), default=None)


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that is written in one language and missing in another, or missing altogether."""

    where: str
    what: str
    language: str

    def __str__(self) -> str:
        return gettext("{where}: “{what}” is missing in {language}.").format(
            where=self.where, what=self.what, language=dict(settings.LANGUAGES)[self.language]
        )


def gaps(edition: Edition) -> list[Gap]:
    """What has to be translated before the first publication; of the parts fetched with the edition."""
    parts = [
        edition,
        *edition.milestones.all(),
        *edition.contacts.all(),
        *edition.passages.all(),
        *edition.topics.all(),
        *edition.signatories.all(),
        *edition.partners.all(),
        *edition.questions.all(),
        *edition.updates.all(),
        *_asked(edition),
    ]
    return [gap for part in parts for gap in _gaps_of(part)]


def _asked(edition: Edition) -> Iterator[models.Model]:
    """What the form asks in this edition only, with its choices."""
    for question in edition.extra_questions.all():
        if question.withdrawn_at is None:
            yield question
            yield from question.choices.all()


def _gaps_of(part: models.Model) -> Iterator[Gap]:
    worded = translator.get_options_for_model(type(part)).get_field_names()
    for name in sorted(worded, key=[field.name for field in part._meta.concrete_fields].index):
        field = cast("models.Field[Any, Any]", type(part)._meta.get_field(name))
        texts = {code: getattr(part, build_localized_fieldname(name, code)) for code, _language in settings.LANGUAGES}
        if any(texts.values()) or not field.blank:
            for language, text in texts.items():
                if not text:
                    where = f"{capfirst(part._meta.verbose_name)} “{part}”"
                    yield Gap(where=where, what=str(field.verbose_name), language=language)


def words_in(part: models.Model, name: str, language: str) -> str:
    """A text in the reader's language or, where a correction has outrun its translation, in the first that there is."""
    languages = [language, *(code for code, _language in settings.LANGUAGES)]
    texts = (getattr(part, build_localized_fieldname(name, code)) for code in languages)
    return next((text for text in texts if text), "")


def is_translated(part: models.Model, language: str) -> bool:
    """Whether each of its texts is there in the language, or in none."""
    return not any(gap.language == language for gap in _gaps_of(part))


@dataclass(frozen=True, slots=True)
class Extension:
    """A registration period that ends later than people were told."""

    audience: Window.Audience
    was: date
    closes_on: date


EXTENDED: Mapping[Window.Audience, "StrPromise"] = {
    Window.Audience.MENTEES: gettext_lazy("Mentees can apply until the end of {day}, no longer only until {was}."),
    Window.Audience.MENTORS: gettext_lazy("Mentors can register until the end of {day}, no longer only until {was}."),
}


def extension_words(extensions: Iterable[Extension], reasons: Mapping[str, str]) -> dict[str, str]:
    """The update about it, in every language: the dates, and the reason where one is written in that language."""
    words = {}
    extensions = list(extensions)
    for code, _language in settings.LANGUAGES:
        with override(code):
            latest = max(extension.closes_on for extension in extensions)
            title = gettext("More time: registration is open until {day}").format(day=day_words(latest))
            said = [
                EXTENDED[extension.audience].format(day=day_words(extension.closes_on), was=day_words(extension.was))
                for extension in extensions
            ]
        words[f"title_{code}"] = title
        words[f"body_{code}"] = "\n\n".join([reasons[code], *said] if reasons.get(code) else said)
    return words


def cuts_short(window: Window, closes_at: datetime, *, now: datetime) -> bool:
    """People were told a last day, and it would come sooner."""
    told = window.edition.published_at is not None and window.opens_at <= now
    return told and closes_at < window.closes_at
