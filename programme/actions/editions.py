"""Preparing an edition, publishing it, and correcting it afterwards."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.models import (
    Contact,
    Edition,
    EditionRegion,
    Milestone,
    Partner,
    Passage,
    Question,
    Signatory,
    Topic,
    Window,
)
from programme.rules import Gap, cuts_short, gaps
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

Part = EditionRegion | Window | Milestone | Contact | Passage | Topic | Signatory | Partner | Question

PARTS: dict[str, type[Part]] = {
    "regions": EditionRegion,
    "windows": Window,
    "milestones": Milestone,
    "contacts": Contact,
    "passages": Passage,
    "topics": Topic,
    "signatories": Signatory,
    "partners": Partner,
    "questions": Question,
}


class AddressIsFixed(Refused):
    """The address of an edition stands in letters, and in roles."""


class AlreadyPublished(Refused):
    """Published once is published."""


class NotTranslated(Refused):
    """Texts are missing; `gaps` says which."""

    def __init__(self, sentence: str, found: list[Gap]) -> None:
        super().__init__(sentence)
        self.gaps = found


class CutsShort(Refused):
    """The new end would come before the day that people were told."""


@transaction.atomic
def create_edition(edition: Edition, *, by: User | None, now: datetime) -> Edition:
    """Write a new edition, unpublished."""
    edition.published_at = None
    edition.save(force_insert=True)
    record("programme.edition.created", edition, by=by, now=now)
    return edition


@transaction.atomic
def revise(edition: Edition, *, changes: Mapping[str, Any], by: User | None, now: datetime) -> Edition:
    """Change what stands on the edition itself. Nothing blocks a correction, not even a missing translation."""
    if {"slug", "code", "published_at"} & set(changes):
        raise AddressIsFixed(_("The address and the short code of an edition never change: they stand in letters."))
    if not changes:
        return edition
    for name, value in changes.items():
        setattr(edition, name, value)
    edition.save(update_fields=list(changes))
    record("programme.edition.revised", edition, by=by, now=now, facts={"changed": sorted(changes)})
    return edition


@transaction.atomic
def revise_parts(
    edition: Edition, *, put: Iterable[Part], dropped: Iterable[Part] = (), by: User | None, now: datetime
) -> Edition:
    """Write, or take away, what belongs to the edition: its regions, windows, milestones, texts and people."""
    facts: dict[str, list[str]] = {"put": [], "dropped": []}
    for part in dropped:
        facts["dropped"].append(_named(part))
        part.delete()
    for part in put:
        part.edition = edition
        if isinstance(part, Window) and part.pk:
            _refuse_to_cut_short(part.pk, part.closes_at, now=now)
        part.save()
        facts["put"].append(_named(part))
    if any(facts.values()):
        record("programme.edition.parts_revised", edition, by=by, now=now, facts=facts)
    return edition


@transaction.atomic
def publish(edition: Edition, *, by: User | None, now: datetime) -> Edition:
    """Show the edition to everybody. A text missing in one of the languages holds back this first publication only."""
    edition = Edition.objects.with_words().select_for_update().get(pk=edition.pk)
    if edition.published_at is not None:
        raise AlreadyPublished(_("This edition is published already."))
    if found := gaps(edition):
        raise NotTranslated(_("Some texts are not translated yet."), found)
    edition.published_at = now
    edition.save(update_fields=["published_at"])
    record("programme.edition.published", edition, by=by, now=now)
    return edition


@transaction.atomic
def extend_window(window: Window, *, closes_at: datetime, by: User | None, now: datetime) -> Window:
    """Give everybody more time, in one act."""
    window = Window.objects.select_for_update().get(pk=window.pk)
    if closes_at <= window.closes_at:
        raise CutsShort(_("An extension ends later than the registration period does now."))
    was, window.closes_at = window.closes_at, closes_at
    window.save(update_fields=["closes_at"])
    facts = {"was": was.isoformat(), "closes_at": closes_at.isoformat()}
    record("programme.window.extended", window, by=by, now=now, facts=facts)
    return window


@transaction.atomic
def load_edition(
    data: Mapping[str, Any], *, shift_days: int = 0, slug: str, code: str, by: User | None, now: datetime
) -> Edition:
    """An unpublished edition from a data file like programme/data/2021.toml, every date moved by whole days."""
    zone = Edition(zone=data["edition"]["zone"]).tz

    def shifted(row: Mapping[str, Any]) -> dict[str, Any]:
        moved = {}
        for name, value in row.items():
            day = value + timedelta(days=shift_days) if isinstance(value, date) else value
            moved[name] = day.replace(tzinfo=zone) if isinstance(day, datetime) else day
        return moved

    edition = Edition(slug=slug, code=code, **shifted(data["edition"]))
    for column in ("name_en", "name_fr", "name_ar"):
        setattr(edition, column, getattr(edition, column).format(year=edition.starts_on.year))
    create_edition(edition, by=by, now=now)
    parts = [model(**shifted(row)) for name, model in PARTS.items() for row in data[name]]
    return revise_parts(edition, put=parts, by=by, now=now)


def _refuse_to_cut_short(window_pk: int, closes_at: datetime, *, now: datetime) -> None:
    stands = Window.objects.select_for_update(of=("self",)).select_related("edition").get(pk=window_pk)
    if cuts_short(stands, closes_at, now=now):
        raise CutsShort(_("People were told a later last day: a registration period that has begun is not cut short."))


def _named(part: Part) -> str:
    return f"{part._meta.model_name} {part.pk}"
