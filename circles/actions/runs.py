"""Runs of the matching: started, watched, stopped, gone on from, and published."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from circles.actions.places import coordinator_for
from circles.actions.workbench import demand_seen
from circles.mails import circles as mails
from circles.matching import InstanceRefused, Progress, parse_instance, result_as_dict
from circles.models import Circle, CirclePlace, MatchRun, PairRule
from circles.rules.failures import INTERRUPTED
from circles.rules.matching import homes, instance_of
from circles.rules.workbench import no_longer_free, problem_of, review_of
from programme.models import Edition
from registration.models import Participant
from registration.models.participants import ParticipantQuerySet
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move

TIME_LIMIT = 120.0  # seconds for one run; the best found by then counts
LOOK_EVERY = 1.0  # seconds between looks at whether somebody asked to stop


class NobodyToMatch(Refused):
    """No mentee or no mentor is without a circle."""


class OutOfDate(Refused):
    """Somebody in the run has left or has a circle by now."""


class NothingFound(Refused):
    """The run has found no circle."""


class NotSound(Refused):
    """The circles as staff changed them break a rule."""


class AlreadyDone(Refused):
    """The run has ended: there is nothing to stop."""


@transaction.atomic
def start_run(
    edition: Edition,
    *,
    seed: int,
    weights: Mapping[str, int] | None = None,
    go_on_from: MatchRun | None = None,
    by: User | None,
    now: datetime,
) -> MatchRun:
    """Store what the matcher is asked: every participant of the edition who has no circle.

    Going on from an earlier run its locked circles stay, and everybody else keeps her circle unless a move is worth it.
    Who asks for the same again before it is answered gets the run that is under way.
    """
    edition = Edition.objects.locked().get(pk=edition.pk)
    instance, keep = _question(edition, weights=weights, go_on_from=go_on_from, now=now)
    for under_way in MatchRun.objects.for_edition(edition).under_way():
        if (under_way.instance, under_way.keep) == (instance, keep):
            return under_way
    run = MatchRun.objects.create(
        edition=edition, seed=seed, instance=instance, keep=keep, created_at=now, created_by=by
    )
    facts = {"mentees": len(instance["mentees"]), "mentors": len(instance["mentors"]), "seed": seed}
    record("circles.matchrun.queued", run, by=by, now=now, facts=facts)
    return run


def _question(
    edition: Edition, *, weights: Mapping[str, int] | None, go_on_from: MatchRun | None, now: datetime
) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    """What the matcher is asked, and the circles that it goes on from."""
    unmatched = without_circle(edition).select_related("application__mentee", "application__mentor").order_by("pk")
    mentees, mentors = unmatched.mentees(), unmatched.mentors()
    if not mentees:
        raise NobodyToMatch(_("In this edition there is no mentee without a circle."))
    if not mentors:
        raise NobodyToMatch(_("In this edition there is no mentor without a circle."))
    known = {str(person.public_id) for person in (*mentees, *mentors)}
    keep = _still_there(go_on_from.plan, known) if go_on_from else None
    instance = instance_of(
        mentees,
        mentors,
        lower=edition.circle_min,
        upper=edition.circle_max,
        now=now,
        rules=PairRule.objects.for_edition(edition),
        weights=weights or (go_on_from.instance["affinity"]["weights"] if go_on_from else None),
        locked=[circle for circle in keep or () if circle.get("is_locked")],
    )
    return instance, keep


def _still_there(plan: Sequence[Mapping[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """Without who has left; a circle that lost somebody is not locked any more."""
    kept = []
    for circle in plan:
        mentees = [mentee for mentee in circle["mentees"] if mentee in known]
        if circle["mentor"] in known and mentees:
            is_whole = len(mentees) == len(circle["mentees"])
            kept.append({**circle, "mentees": mentees, "is_locked": bool(circle.get("is_locked")) and is_whole})
    return kept


def run_matcher(run: MatchRun, *, now: datetime) -> MatchRun:
    """Solve outside of any transaction; a worker that dies here leaves nothing half done."""
    # NumPy and SciPy take most of a second to import: only a worker that matches pays for it.
    from circles.matching.solve import solve  # noqa: PLC0415

    if run.is_queued:
        move(run, MatchRun.State.RUNNING, by=None, now=now, started_at=now)
    watched = _Watched(run)
    try:
        solution = solve(
            parse_instance(run.instance),
            seed=run.seed,
            time_limit=TIME_LIMIT,
            keep=homes(run.keep) if run.keep else None,
            progress=watched.tell,
            stop=watched.is_stopped,
        )
    except InstanceRefused as refused:
        move(run, MatchRun.State.FAILED, by=None, now=now, finished_at=now, error=str(refused)[:300])
        return run
    result, draft = result_as_dict(solution), _draft_with_locks(run, result_as_dict(solution)["circles"])
    move(run, MatchRun.State.DONE, by=None, now=now, finished_at=now, result=result, draft=draft)
    return run


def _draft_with_locks(run: MatchRun, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What was locked before stays marked as such."""
    locked = {circle["mentor"] for circle in run.keep or () if circle["is_locked"]}
    if not locked:
        return None
    return [{**circle, "is_locked": circle["mentor"] in locked} for circle in found]


class _Watched:
    """Tells the row how far a run is, and asks it whether somebody wants it to stop; at most once a second."""

    def __init__(self, run: MatchRun) -> None:
        self.rows = MatchRun.objects.filter(pk=run.pk)
        self.told_at = self.looked_at = float("-inf")
        self.stopped = False

    def tell(self, progress: Progress) -> None:
        if monotonic() - self.told_at >= LOOK_EVERY:
            self.told_at = monotonic()
            self.rows.update(
                progress={
                    "seated": progress.count,
                    "affinity": progress.affinity,
                    "most": progress.affinity_bound,
                    "seconds": round(progress.seconds, 1),
                }
            )

    def is_stopped(self) -> bool:
        if not self.stopped and monotonic() - self.looked_at >= LOOK_EVERY:
            self.looked_at = monotonic()
            self.stopped = self.rows.exclude(stop_asked_at=None).exists()
        return self.stopped


@transaction.atomic
def stop_run(run: MatchRun, *, by: User, now: datetime) -> MatchRun:
    """One that waits never begins; one that runs ends within seconds with the best it has found."""
    if run.is_queued:
        move(run, MatchRun.State.STOPPED, by=by, now=now, finished_at=now)
        return run
    asked = MatchRun.objects.running().filter(pk=run.pk).update(stop_asked_at=now)
    if not asked:
        raise AlreadyDone(_("This run has ended already."))
    record("circles.matchrun.stop_asked", run, by=by, now=now)
    return run


@transaction.atomic
def give_up(run: MatchRun, *, now: datetime) -> MatchRun:
    """Its worker has not come back within the time that a run may take: staff can start another."""
    move(run, MatchRun.State.FAILED, by=None, now=now, finished_at=now, error=INTERRUPTED)
    return run


@transaction.atomic
def publish(run: MatchRun, *, number: int, by: User | None, now: datetime) -> list[Circle]:
    """Open a run’s circles in one act and write to their members. Of two who publish at once, one is told.

    `number` counts the changes that the page has seen: nobody publishes circles that she was not shown.
    """
    edition = Edition.objects.locked().get(pk=run.edition_id)
    row = move(run, MatchRun.State.PUBLISHED, by=by, now=now, published_at=now)
    run.refresh_from_db(fields=["draft", "draft_number"])  # nobody changes it any more
    demand_seen(run, number)
    if not run.plan:
        raise NothingFound(_("There is no circle to publish."))
    if not review_of(problem_of(run, PairRule.objects.for_edition(edition)), run.plan).is_sound:
        raise NotSound(_("These circles break a rule. Please mend what is marked, then publish."))
    people = _people_of(run)
    first = 1 + max(Circle.objects.for_edition(edition).values_list("number", flat=True), default=0)
    circles = []
    for circle_number, found in enumerate(run.plan, start=first):
        circle = Circle.objects.create(
            edition=edition,
            number=circle_number,
            run=run,
            mentor=people[found["mentor"]],
            language=found["language"],
            coordinator=coordinator_for([people[her] for her in (found["mentor"], *found["mentees"])], by),
            opened_at=now,
        )
        mentees = [people[public_id] for public_id in found["mentees"]]
        CirclePlace.objects.bulk_create(CirclePlace(circle=circle, participant=p, since=now) for p in mentees)
        record("circles.circle.opened", circle, by=by, now=now, facts={"mentees": len(mentees)})
        mails.circle_opened(circle, [circle.mentor, *mentees], key=f"circle-{row.pk}-{circle_number}", now=now)
        circles.append(circle)
    return circles


def without_circle(edition: Edition) -> ParticipantQuerySet:
    seated = CirclePlace.objects.filter(left_at=None, circle__edition=edition).values("participant")
    leading = Circle.objects.for_edition(edition).open().values("mentor")
    return Participant.objects.for_edition(edition).active().exclude(pk__in=seated).exclude(pk__in=leading)


def free_now(edition: Edition) -> set[str]:
    """Public ids of who takes part and has no circle.

    All are asked for and not the named: a statement of PostgreSQL takes no more than 65,535 values.
    """
    return {str(public_id) for public_id in without_circle(edition).values_list("public_id", flat=True)}


def _people_of(run: MatchRun) -> Mapping[str, Participant]:
    """By public id; refuses a run that names somebody who has left or has a circle."""
    if no_longer_free(run, free_now(run.edition)):
        raise OutOfDate(_("Somebody in this proposal has left or has a circle by now. Please run the matching again."))
    free = without_circle(run.edition).select_related("user", "edition", "application")
    return {str(participant.public_id): participant for participant in free}
