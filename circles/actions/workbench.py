"""What staff change in the circles that a run found, and what they know about two people."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from circles.models import MatchRun, PairRule
from circles.models.runs import PairKind
from registration.models import Participant
from registration.models.applications import Kind
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale

Plan = list[dict[str, Any]]


class NotADraft(Refused):
    """The run is not done, or published already."""


class NoSuchMove(Refused):
    """She is not in the run, or the circle is not, or it is locked."""


class NotEmpty(Refused):
    """The circle has mentees."""


class NothingToTakeBack(Refused):
    """The circles are as they were found."""


class NoSuchPair(Refused):
    """The two are no mentee and mentor, or two mentees, of one edition."""


@transaction.atomic
def move_mentee(run: MatchRun, *, mentee: str, to: str, number: int, by: User, now: datetime) -> MatchRun:
    """Into the circle of the mentor `to`; empty, into none. `number` counts the changes that the page has seen."""
    run, plan = _draft(run, number)
    home, target = _home_of(run, plan, mentee), _circle_of(plan, to) if to else None
    if target is home:
        raise NoSuchMove(_("This changes nothing: she is there already."))
    before = _open_ones(home, target)
    if home is not None:
        home["mentees"] = [each for each in home["mentees"] if each != mentee]
    if target is not None:
        target["mentees"] = [*target["mentees"], mentee]
    return _keep(run, plan, [*run.changes, before], "circles.matchrun.changed", by, now)


@transaction.atomic
def exchange_mentees(run: MatchRun, *, mentee: str, other: str, number: int, by: User, now: datetime) -> MatchRun:
    """Each sits where the other sat; one of them may have had no circle."""
    run, plan = _draft(run, number)
    home, others = _home_of(run, plan, mentee), _home_of(run, plan, other)
    if home is others:
        raise NoSuchMove(_("This changes nothing: the two sit together already."))
    before = _open_ones(home, others)
    for circle, leaves, comes in ((home, mentee, other), (others, other, mentee)):
        if circle is not None:
            circle["mentees"] = [comes if each == leaves else each for each in circle["mentees"]]
    return _keep(run, plan, [*run.changes, before], "circles.matchrun.changed", by, now)


@transaction.atomic
def lock_circle(run: MatchRun, *, mentor: str, number: int, by: User, now: datetime) -> MatchRun:
    """A locked circle stays as it is, on this page and in every run that goes on from this one."""
    return _set_lock(run, mentor, number, "circles.matchrun.locked", by, now, is_locked=True)


@transaction.atomic
def unlock_circle(run: MatchRun, *, mentor: str, number: int, by: User, now: datetime) -> MatchRun:
    return _set_lock(run, mentor, number, "circles.matchrun.unlocked", by, now, is_locked=False)


def _set_lock(
    run: MatchRun, mentor: str, number: int, action: str, by: User, now: datetime, *, is_locked: bool
) -> MatchRun:
    run, plan = _draft(run, number)
    circle = _circle_of(plan, mentor)
    before, circle["is_locked"] = [dict(circle)], is_locked
    return _keep(run, plan, [*run.changes, before], action, by, now)


@transaction.atomic
def open_circle(run: MatchRun, *, mentor: str, language: str, number: int, by: User, now: datetime) -> MatchRun:
    """Of a mentor of the run who leads none: it is empty until staff put mentees into it."""
    run, plan = _draft(run, number)
    if not any(each["id"] == mentor and language in each["languages"] for each in run.instance["mentors"]):
        raise NoSuchMove(_("This mentor is not part of this run, or does not work in this language."))
    if any(circle["mentor"] == mentor for circle in plan):
        raise NoSuchMove(_("This mentor leads a circle of this run already."))
    opened = {"mentor": mentor, "language": language, "mentees": []}
    before = [{"mentor": mentor, "is_absent": True}]
    return _keep(run, [*plan, opened], [*run.changes, before], "circles.matchrun.opened", by, now)


@transaction.atomic
def dissolve_circle(run: MatchRun, *, mentor: str, number: int, by: User, now: datetime) -> MatchRun:
    """A circle that everybody was taken out of is not opened; until it is taken back its mentor leads none."""
    run, plan = _draft(run, number)
    circle = _circle_of(plan, mentor)
    before = _open_ones(circle)
    if circle["mentees"]:
        raise NotEmpty(_("There are mentees in this circle. Please take them out first."))
    plan.remove(circle)
    return _keep(run, plan, [*run.changes, before], "circles.matchrun.dissolved", by, now)


@transaction.atomic
def take_back(run: MatchRun, *, number: int, by: User, now: datetime) -> MatchRun:
    """The last change: what it touched stands as it stood before."""
    run, plan = _draft(run, number)
    if not run.changes:
        raise NothingToTakeBack(_("There is no change to take back."))
    *earlier, last = run.changes
    return _keep(run, _restored(run, plan, last), earlier, "circles.matchrun.taken_back", by, now)


@transaction.atomic
def undo_changes(run: MatchRun, *, number: int, by: User, now: datetime) -> MatchRun:
    """Back to what stood before the first change."""
    run, plan = _draft(run, number)
    for before in reversed(run.changes):
        plan = _restored(run, plan, before)
    return _keep(run, plan, [], "circles.matchrun.restored", by, now)


def _draft(run: MatchRun, number: int) -> tuple[MatchRun, Plan]:
    run = MatchRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not run.is_draft:
        raise NotADraft(_("This run cannot be changed: it is not ready, or it is published."))
    demand_seen(run, number)
    return run, [dict(circle) for circle in run.plan]


def demand_seen(run: MatchRun, number: int) -> None:
    """The page has seen the last of the changes."""
    if run.draft_number != number:
        raise Stale(_("The circles have changed since this page was shown. Please look at them again."))


def _keep(run: MatchRun, plan: Plan, changes: list[Plan], action: str, by: User, now: datetime) -> MatchRun:
    run.draft, run.changes, run.draft_number = plan, changes, run.draft_number + 1
    run.save(update_fields=["draft", "changes", "draft_number"])
    record(action, run, by=by, now=now, facts={"number": run.draft_number})
    return run


def _home_of(run: MatchRun, plan: Plan, mentee: str) -> dict[str, Any] | None:
    if mentee not in {person["id"] for person in run.instance["mentees"]}:
        raise NoSuchMove(_("This mentee is not part of this run."))
    return next((circle for circle in plan if mentee in circle["mentees"]), None)


def _circle_of(plan: Plan, mentor: str) -> dict[str, Any]:
    for circle in plan:
        if circle["mentor"] == mentor:
            return circle
    raise NoSuchMove(_("There is no circle of this mentor in this run."))


def _open_ones(*touched: dict[str, Any] | None) -> Plan:
    """As they stand before the change."""
    circles = [dict(circle) for circle in touched if circle is not None]
    if any(circle.get("is_locked") for circle in circles):
        raise NoSuchMove(_("This circle is locked. Please unlock it first."))
    return circles


def _restored(run: MatchRun, plan: Plan, before: Plan) -> Plan:
    """In the order in which they were found: a circle that was dissolved comes back to its place, and one that was
    opened by hand goes."""
    standing = {circle["mentor"]: circle for circle in (*plan, *before)}
    order = dict.fromkeys(circle["mentor"] for circle in (*run.found, *plan, *before))
    there = [standing[mentor] for mentor in order if mentor in standing]
    return [circle for circle in there if not circle.get("is_absent")]


@transaction.atomic
def make_rule(kind: str, *, mentee: Participant, other: Participant, by: User, now: datetime) -> PairRule:
    """Obeyed by every run that starts from now on; two mentees can only be kept apart."""
    is_pair = mentee.role == Kind.MENTEE and mentee.edition_id == other.edition_id and mentee != other
    if not is_pair or (other.role == Kind.MENTEE and kind == PairKind.MUST):
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
