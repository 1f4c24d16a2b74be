"""What staff change in the circles that a run found, and what they know about two people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from circles.models import MatchRun, PairRule
from circles.models.runs import PairKind
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale

Plan = list[dict[str, Any]]


class NotADraft(Refused):
    """The run is not done, or published already."""


class NoSuchMove(Refused):
    """She is not in the run, or the circle is not, or it is locked."""


class NoSuchPair(Refused):
    """The two are no mentee and mentor, or two mentees, of one edition."""


@transaction.atomic
def move_mentee(
    run: MatchRun, *, mentee: str, to: str, instead_of: str = "", number: int, by: User, now: datetime
) -> MatchRun:
    """Into the circle of the mentor `to` (empty: into none), in exchange for somebody there if one is named.

    `number` is the count of changes that the page had seen.
    """
    run, plan = _draft(run, number)
    home, target = _circle_with(plan, mentee), _circle_of(plan, to) if to else None
    if target is home or (instead_of and (target is None or instead_of not in target["mentees"])):
        raise NoSuchMove(_("This changes nothing, or the two are not where the page showed them."))
    if home is None and mentee not in {person["id"] for person in run.instance["mentees"]}:
        raise NoSuchMove(_("This mentee is not part of this run."))
    for circle in (home, target):
        if circle is not None and circle.get("is_locked"):
            raise NoSuchMove(_("This circle is locked. Please unlock it first."))
    if target is not None:
        target["mentees"] = [*(other for other in target["mentees"] if other != instead_of), mentee]
    if home is not None:
        home["mentees"] = [other for other in home["mentees"] if other != mentee]
        home["mentees"] += [instead_of] if instead_of else []
    return _keep(run, plan, "circles.matchrun.changed", by, now)


@transaction.atomic
def lock_circle(run: MatchRun, *, mentor: str, is_locked: bool, number: int, by: User, now: datetime) -> MatchRun:
    """A locked circle stays as it is, on this page and in every run that goes on from this one."""
    run, plan = _draft(run, number)
    _circle_of(plan, mentor)["is_locked"] = is_locked
    return _keep(run, plan, "circles.matchrun.locked" if is_locked else "circles.matchrun.unlocked", by, now)


@transaction.atomic
def undo_changes(run: MatchRun, *, number: int, by: User, now: datetime) -> MatchRun:
    """Back to what the matcher found."""
    run, _plan = _draft(run, number)
    return _keep(run, None, "circles.matchrun.restored", by, now)


def _draft(run: MatchRun, number: int) -> tuple[MatchRun, Plan]:
    run = MatchRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != MatchRun.State.DONE:
        raise NotADraft(_("This run cannot be changed: it is not ready, or it is published."))
    if run.draft_number != number:
        raise Stale(_("Somebody else has just changed this. Please look at it again."))
    return run, [dict(circle) for circle in run.plan]


def _keep(run: MatchRun, plan: Plan | None, action: str, by: User, now: datetime) -> MatchRun:
    run.draft, run.draft_number = plan, run.draft_number + 1
    run.save(update_fields=["draft", "draft_number"])
    record(action, run, by=by, now=now, facts={"number": run.draft_number})
    return run


def _circle_with(plan: Plan, mentee: str) -> dict[str, Any] | None:
    return next((circle for circle in plan if mentee in circle["mentees"]), None)


def _circle_of(plan: Sequence[dict[str, Any]], mentor: str) -> dict[str, Any]:
    for circle in plan:
        if circle["mentor"] == mentor:
            return circle
    raise NoSuchMove(_("There is no circle of this mentor in this run."))


@transaction.atomic
def make_rule(kind: str, *, mentee: Participant, other: Participant, by: User, now: datetime) -> PairRule:
    """Obeyed by every run that starts from now on; two mentees can only be kept apart."""
    is_pair = mentee.role == "mentee" and mentee.edition_id == other.edition_id and mentee != other
    if not is_pair or (other.role == "mentee" and kind == PairKind.MUST):
        raise NoSuchPair(
            _("Choose a mentee and a mentor of one edition; or two mentees, who can be kept apart but not be bound.")
        )
    rule, _created = PairRule.objects.update_or_create(
        mentee=mentee, other=other, defaults={"kind": kind, "edition": mentee.edition, "made_at": now}
    )
    record("circles.pairrule.made", rule, by=by, now=now, facts={"kind": kind})
    return rule


@transaction.atomic
def drop_rule(rule: PairRule, *, by: User, now: datetime) -> None:
    record("circles.pairrule.dropped", rule, by=by, now=now, facts={"kind": rule.kind})
    rule.delete()
