"""The next edition from one that has been: every date later by the same whole weeks, nothing of its people."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from programme.actions.editions import PARTS, Part, create_edition, revise_parts
from programme.actions.extra import write_extra_question
from programme.models import Edition, ExtraChoice, ExtraQuestion, Milestone, Window
from programme.offered import extra_questions
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

Row = TypeVar("Row", bound=models.Model)


class Taken(Refused):
    """Another edition has this address or short code."""


@transaction.atomic
def copy_edition(
    source: Edition, *, slug: str, code: str, year: int, weeks: int, by: User | None, now: datetime
) -> Edition:
    """Unpublished, with the source's numbers, texts and people to ask; names with its year get the new one."""
    if Edition.objects.using_words_of(slug=slug, code=code).exists():
        raise Taken(_("Another edition has this address or this short code already."))
    later = timedelta(weeks=weeks)
    edition = fresh_copy(
        source,
        slug=slug,
        code=code,
        published_at=None,
        starts_on=source.starts_on + later,
        ends_on=source.ends_on + later,
        results_at=later_on_the_wall(source.results_at, later, source),
        replacements_until=source.replacements_until + later,
        **_names_of(source, year),
    )
    create_edition(edition, by=by, now=now)
    parts = [_later(fresh_copy(part), later, source) for part in _parts_of(source)]
    revise_parts(edition, put=parts, by=by, now=now)
    copy_extra_questions(source, edition, by=by, now=now)
    record("programme.edition.copied", edition, by=by, now=now, facts={"from": source.slug, "weeks": weeks})
    return edition


@transaction.atomic
def copy_extra_questions(source: Edition, edition: Edition, *, by: User | None, now: datetime) -> None:
    """What its form still asks beside the programme's own questions, with choices and conditions."""
    copies: dict[int, ExtraChoice] = {}
    rows = {row.pk: row for row in ExtraQuestion.objects.for_edition(source).with_choices()}
    for asked in extra_questions(source):  # what depends on a question comes after it
        if asked.is_withdrawn:
            continue
        choices = {choice.pk: fresh_copy(choice) for choice in rows[asked.pk].choices.all()}
        shown_if = [copies[choice.pk] for choice in rows[asked.pk].shown_if.all()]
        question = fresh_copy(rows[asked.pk], edition=edition)
        write_extra_question(question, choices=choices.values(), shown_if=shown_if, by=by, now=now)
        copies |= choices


def fresh_copy(row: Row, **changes: Any) -> Row:
    """The same columns in a row of its own, not saved yet."""
    columns = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    copy = type(row)(**columns)
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def later_on_the_wall(instant: datetime, later: timedelta, edition: Edition) -> datetime:
    """The same hour on the clocks of the edition's zone, also when they have been changed in between."""
    return edition.local(instant) + later  # an aware sum in Python is one of the wall's clock


def _names_of(source: Edition, year: int) -> dict[str, str]:
    columns = [build_localized_fieldname("name", code) for code, _language in settings.LANGUAGES]
    return {column: (getattr(source, column) or "").replace(source.slug[:4], str(year)) for column in columns}


def _parts_of(source: Edition) -> list[Part]:
    return [part for model in PARTS.values() for part in model._default_manager.filter(edition=source).order_by("pk")]


def _later(part: Part, later: timedelta, source: Edition) -> Part:
    if isinstance(part, Window):
        part.opens_at = later_on_the_wall(part.opens_at, later, source)
        part.closes_at = later_on_the_wall(part.closes_at, later, source)
    if isinstance(part, Milestone):
        part.on += later
        part.until = part.until and part.until + later
        part.is_invented = False
    return part
