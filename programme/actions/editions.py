"""Preparing an edition, publishing it, and correcting it afterwards."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.actions.notices import post_update
from programme.models import (
    RULES,
    Contact,
    Edition,
    EditionRegion,
    Milestone,
    Partner,
    Passage,
    Question,
    Signatory,
    Topic,
    Update,
    Window,
)
from programme.rules import Extension, Gap, cuts_short, extension_words, gaps
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

Part = EditionRegion | Window | Milestone | Contact | Passage | Topic | Signatory | Partner | Question

END_OF_DAY = time(23, 59, 59)

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


class CriteriaApart(Refused):
    """Who is eligible is changed by `change_criteria` alone, once everybody was told whose outcome changes."""


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
    if {*RULES, "rules_version"} & set(changes):
        raise _criteria_apart()
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
    put, dropped = list(put), list(dropped)
    _refuse_other_regions(edition, put, dropped)
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
def change_criteria(
    edition: Edition, *, rules: Mapping[str, Any], regions: Collection[str], by: User | None, now: datetime
) -> Edition:
    """Who is eligible, under the next version of the rules. Asked for by the verb that screens everybody again."""
    known = {row.region for row in edition.regions.all()}
    facts = {"was": {**edition.rules, "regions": sorted(known)}, "is": {**rules, "regions": sorted(regions)}}
    for name, value in rules.items():
        setattr(edition, name, value)
    edition.rules_version += 1
    edition.save(update_fields=[*rules, "rules_version"])
    edition.regions.exclude(region__in=regions).delete()
    EditionRegion.objects.bulk_create(
        EditionRegion(edition=edition, region=code) for code in sorted(set(regions) - known)
    )
    record(
        "programme.edition.criteria_changed",
        edition,
        by=by,
        now=now,
        facts={"rules_version": edition.rules_version, **facts},
    )
    return edition


@transaction.atomic
def publish(edition: Edition, *, by: User | None, now: datetime) -> Edition:
    """Show the edition to everybody. A text missing in one of the languages holds back this first publication only."""
    edition = Edition.objects.with_words().locked().get(pk=edition.pk)
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
def extend_registration(
    edition: Edition,
    *,
    audiences: Collection[str],
    closes_on: date,
    reasons: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> Update:
    """More time for everybody, to the end of that day, with the line of the timeline moved along and the update posted.

    `reasons` are by language; the dates are said in each of them, also where no reason is written.
    """
    closes_at = datetime.combine(closes_on, END_OF_DAY, tzinfo=edition.tz)
    if closes_at <= now:
        raise CutsShort(_("An extension ends in the future."))
    extensions = []
    for window in edition.windows.filter(audience__in=audiences).order_by("pk"):
        was = edition.local(window.closes_at).date()
        extend_window(window, closes_at=closes_at, by=by, now=now)
        begins = edition.local(window.opens_at).date()
        Milestone.objects.telling_of_registration(edition, begins, was).update(until=closes_on)
        extensions.append(Extension(Window.Audience(window.audience), was, closes_on))
    if not extensions:
        raise CutsShort(_("Choose at least one registration period."))
    return post_update(edition, words=extension_words(extensions, reasons), by=by, now=now)


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


def _refuse_other_regions(edition: Edition, put: Collection[Part], dropped: Collection[Part]) -> None:
    """A new edition is given its regions; later the places kept for one may change, not which they are."""
    known = dict(edition.regions.values_list("pk", "region"))
    if any(isinstance(part, EditionRegion) for part in dropped) or (
        known and any(isinstance(part, EditionRegion) and known.get(part.pk) != part.region for part in put)
    ):
        raise _criteria_apart()


def _criteria_apart() -> CriteriaApart:
    return CriteriaApart(
        _("Criteria and regions are changed on a page of their own, which says first whose outcome would change.")
    )


def _named(part: Part) -> str:
    return f"{part._meta.model_name} {part.pk}"
