"""Deciding: prepare a batch, change a decision in it, have it approved, announce it."""

import logging
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from programme.models import Edition
from registration.actions.offers import given_places, make_offer, terms_of
from registration.mails import seats as mails
from registration.models import Application, Batch, Decision, Deputy, Review, Screening
from registration.models.applications import ApplicationQuerySet, Kind
from registration.models.screening import Outcome
from registration.rules.languages import Forecast
from registration.rules.seat_plan.compare import Comparison, compare
from registration.rules.seat_plan.terms import SeatPlan
from registration.rules.seats import candidate_of, kept_of, objections, place_of, plan_of, terms_for_mentors
from wic.accounts.models import User
from wic.accounts.permissions import DESK
from wic.audit.actions import record
from wic.lifecycle import Illegal, Refused, Stale, move

log = logging.getLogger(__name__)


class NothingToDecide(Refused):
    """No application waits for a decision."""


class NotInPreparation(Refused):
    """The batch is approved or announced: its decisions stand."""


class TooManySelected(Refused):
    """More are selected than there are places: in all, for one country, or in a language."""


class NotApproved(Refused):
    """A second person has to approve first."""


class TooEarly(Refused):
    """A moment that is over is no plan."""


class SamePerson(Refused):
    """Who prepared a batch cannot approve it."""


class NotHersToApprove(Refused):
    """Neither headquarters nor a deputy for the time."""


class NoReason(Refused):
    """Whoever moves somebody says why."""


@transaction.atomic
def prepare_batch(edition: Edition, *, kind: str, seed: int, by: User | None, now: datetime) -> Batch:
    """Propose a decision for every sent application that has a clear screening and no decision yet."""
    edition = Edition.objects.locked().get(pk=edition.pk)
    screenings = _clear_screenings(edition, kind)
    if not screenings:
        raise NothingToDecide(_("No application waits for a decision."))
    plan = _plan(edition, screenings, kind=kind, seed=seed)
    batch = Batch.objects.create(
        edition=edition, kind=kind, created_at=now, prepared_by=by, plan=kept_of(plan) if kind == Kind.MENTEE else {}
    )
    Decision.objects.bulk_create(
        Decision(
            batch=batch,
            application_id=line.key,
            outcome=line.verdict,
            reason=line.reason,
            facts=dict(line.facts),
            rank=line.rank,
            decided_by=by,
            decided_at=now,
        )
        for line in sorted(plan.lines, key=attrgetter("key"))  # whose keys follow in a row must not tell the ranks
    )
    facts = {"decisions": len(plan.lines), "seed": seed}
    if kind == Kind.MENTEE:
        facts |= {"mentors": len(plan.terms.mentors or ()), "shortfalls": len(plan.shortfalls)}
    record("registration.batch.prepared", batch, by=by, now=now, facts=facts)
    return batch


def _plan(edition: Edition, screenings: list[Screening], *, kind: str, seed: int) -> SeatPlan:
    # NumPy and SciPy take most of a second to import: only who prepares decisions pays for it.
    from registration.rules.seat_plan.plan import propose  # noqa: PLC0415

    if kind == Kind.MENTEE:
        terms = terms_of(edition, given=given_places(edition), seed=seed)
    else:
        terms = terms_for_mentors(edition, seats=len(screenings), seed=seed)
    points = Review.objects.for_edition(edition).points()
    return propose([candidate_of(each, score=points.get(each.application_id, 0.0)) for each in screenings], terms)


def what_if(batch: Batch, *, seats: int, country_ceiling: int | None, seed: int) -> Comparison:
    """The batch beside the plan that these numbers would give. Nothing is written."""
    # NumPy and SciPy take most of a second to import: only who compares pays for it.
    from registration.rules.seat_plan.plan import propose  # noqa: PLC0415

    edition, points = batch.edition, Review.objects.for_edition(batch.edition).points()
    screenings = Screening.objects.newest().filter(application__decision__batch=batch)
    rows = screenings.select_related("application", "submission").order_by("pk")
    candidates = [candidate_of(each, score=points.get(each.application_id, 0.0)) for each in rows]
    now = terms_of(edition, given=given_places(edition, beside=batch), seed=seed)
    other = propose(candidates, replace(now, seats=seats, country_ceiling=country_ceiling))
    return compare(plan_of(batch, batch.decisions.all(), now), other)


def forecast(edition: Edition) -> Forecast:
    """What a plan of today would give to those who wait for a decision. Nothing is written or locked."""
    screenings = _clear(Application.objects.for_edition(edition).mentees().undecided())
    plan = _plan(edition, screenings, kind=Kind.MENTEE, seed=0)
    return Forecast([candidate_of(each) for each in screenings], plan)


def _clear_screenings(edition: Edition, kind: str) -> list[Screening]:
    waiting = Application.objects.for_edition(edition).filter(kind=kind).undecided()
    list(waiting.select_for_update(of=("self",)).order_by("pk").only("pk"))  # nobody sends again while it is decided on
    return _clear(waiting)


def _clear(waiting: ApplicationQuerySet) -> list[Screening]:
    newest = Screening.objects.newest().filter(application__in=waiting).exclude(outcome=Outcome.UNCLEAR)
    return list(newest.select_related("application", "submission").order_by("pk"))


@transaction.atomic
def change_decision(decision: Decision, *, outcome: str, note: str, by: User, now: datetime) -> Decision:
    """Staff know better: another outcome, with the reason in words. Only while the batch is in preparation."""
    batch = Batch.objects.select_for_update().get(pk=decision.batch_id)
    if batch.state != Batch.State.PREPARED:
        raise NotInPreparation(_("These decisions are approved or announced: they can no longer be changed."))
    if not note.strip():
        raise NoReason(_("Please give the reason."))
    was = decision.outcome
    decision.outcome = Decision.Outcome(outcome)
    decision.reason, decision.note = Decision.Reason.STAFF, note.strip()
    decision.decided_by, decision.decided_at = by, now
    decision.save(update_fields=["outcome", "reason", "note", "decided_by", "decided_at"])
    record("registration.decision.changed", decision, by=by, now=now, facts={"was": was, "is": outcome})
    return decision


@transaction.atomic
def approve_batch(batch: Batch, *, by: User, now: datetime) -> Batch:
    """A second person stands for the batch, or her deputy: nobody who decided something in it, or who applied."""
    Edition.objects.locked().get(pk=batch.edition_id)
    Batch.objects.select_for_update().get(pk=batch.pk)  # nobody changes a decision while it is asked who did
    principal = _in_whose_place(batch, by=by, now=now)
    _must_fit(batch)
    facts = {} if principal is None else {"in_the_place_of": principal.pk}
    fields: dict[str, Any] = {"approved_by": by, "approved_for": principal, "approved_at": now}
    move(batch, Batch.State.APPROVED, by=by, now=now, facts=facts, **fields)
    return batch


def _in_whose_place(batch: Batch, *, by: User, now: datetime) -> User | None:
    """None: in her own."""
    if _is_involved(batch, by):
        raise SamePerson(_("You prepared these decisions. Please ask a colleague to approve them."))
    if Batch.objects.visible_to(by).contains(batch):
        return None
    works_at_the_desk = by.roles.names & DESK  # she may have left it since
    named_her = Deputy.objects.of(by).in_force(now).order_by("pk").principals() if works_at_the_desk else []
    principals = [one for one in named_her if Batch.objects.visible_to(one).contains(batch)]
    if not principals:
        raise NotHersToApprove(_("Only headquarters approve these decisions, or whom they have named as deputy."))
    free = [one for one in principals if not _is_involved(batch, one)]
    if not free:
        raise SamePerson(
            _("Who named you as deputy prepared these decisions. Please ask somebody else to approve them.")
        )
    return free[0]


def _is_involved(batch: Batch, user: User) -> bool:
    decided = batch.decisions.filter(Q(decided_by=user) | Q(application__user=user))
    return batch.prepared_by_id == user.pk or decided.exists()


def _must_fit(batch: Batch) -> None:
    """Asked again before approval and before release: staff move people, and places, ceilings and mentors change."""
    edition = Edition.objects.locked().get(pk=batch.edition_id)
    if objections := objections_to(batch, edition):
        raise TooManySelected(" ".join(objections))


def objections_to(batch: Batch, edition: Edition) -> list[str]:
    """What the selected would break, in sentences for staff. Final only while the edition's row is locked."""
    if batch.kind != Kind.MENTEE:
        return []
    selected = batch.decisions.for_mentees_of(edition).selected().select_related("application")
    places = [place_of(decision.application) for decision in selected.prefetch_related("application__submissions")]
    given = given_places(edition, beside=batch)
    return objections(edition, places, given=given, terms=terms_of(edition, given=given, seed=0))


@transaction.atomic
def reopen_batch(batch: Batch, *, by: User, now: datetime) -> Batch:
    """Back into preparation, for changes."""
    nothing = dict.fromkeys(("approved_by", "approved_for", "approved_at", "release_at", "refused_at"))
    move(batch, Batch.State.PREPARED, by=by, now=now, **nothing)
    return batch


@transaction.atomic
def release_batch(batch: Batch, *, by: User | None, now: datetime) -> Batch:
    """From this one statement on every person of the batch may know; `announce` then writes to each."""
    _must_fit(batch)
    move(batch, Batch.State.RELEASED, by=by, now=now, released_at=now, refused_at=None)
    return batch


@transaction.atomic
def schedule_release(batch: Batch, *, release_at: datetime, by: User | None, now: datetime) -> Batch:
    """It is announced by itself at that moment, as one batch."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.APPROVED:
        raise NotApproved(_("Only approved decisions are announced."))
    if release_at <= now:
        raise TooEarly(_("This moment is over. Please choose a later one, or announce at once."))
    batch.release_at, batch.refused_at = release_at, None
    batch.save(update_fields=["release_at", "refused_at"])
    record("registration.batch.scheduled", batch, by=by, now=now, facts={"release_at": release_at.isoformat()})
    return batch


def release_due(*, now: datetime) -> None:
    """What is approved and due; mentors first, for they bring the circles. What does not fit is tried again."""
    for batch in Batch.objects.due(now).order_by("-kind", "pk"):
        try:
            release_batch(batch, by=None, now=now)
        except TooManySelected:
            tell_refused(batch, now=now)
        except (Stale, Illegal):  # somebody announced it, or took it back, in this very moment
            continue


@transaction.atomic
def tell_refused(batch: Batch, *, now: datetime) -> Batch:
    """Its time has come, and it does not fit: headquarters learn it once, each in her language."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("edition").get(pk=batch.pk)
    if batch.state != Batch.State.APPROVED or batch.refused_at is not None:
        return batch
    batch.refused_at = now
    batch.save(update_fields=["refused_at"])
    row = record("registration.batch.refused", batch, by=None, now=now)
    log.error("batch %s could not be announced at its time", batch.pk)
    for reader in User.objects.headquarters_of(batch.edition.slug).order_by("pk"):
        with translation.override(reader.language):
            reasons = objections_to(batch, batch.edition)
        mails.release_refused(batch, reader, reasons=reasons, key=f"release-refused-{row.pk}-{reader.pk}", now=now)
    return batch


@transaction.atomic
def announce(decision: Decision, *, now: datetime) -> Decision:
    """Tell one person: an offer, the waiting list, or a kind no. Safe to run twice."""
    # The edition before the decision, as in every verb that counts seats.
    Edition.objects.locked().get(applications__decision=decision)
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("application__edition", "application__user")
        .get(pk=decision.pk)
    )
    if decision.announced_at is not None:
        return decision
    decision.announced_at = now
    decision.save(update_fields=["announced_at"])
    row = record("registration.decision.announced", decision, by=None, now=now, facts={"outcome": decision.outcome})
    if decision.application.state != Application.State.SUBMITTED:
        return decision  # withdrawn between decision and announcement: there is nobody to tell
    if decision.outcome == Decision.Outcome.SELECTED:
        make_offer(decision.application, from_waiting_list=False, by=None, now=now)
    elif decision.outcome == Decision.Outcome.WAITING:
        mails.on_waiting_list(decision, key=f"decision-{row.pk}", now=now)
    else:
        mails.not_selected(decision, key=f"decision-{row.pk}", now=now)
    return decision


def announce_all(*, now: datetime) -> int:
    """Everybody whose batch is released and who has not been told. Returns how many were told."""
    told = 0
    for decision in Decision.objects.to_announce().ranked():
        try:
            announce(decision, now=now)
            told += 1
        except Refused as refusal:  # the others are told all the same
            log.error("decision %s could not be announced: %s", decision.pk, type(refusal).__name__)  # noqa: TRY400
    return told
