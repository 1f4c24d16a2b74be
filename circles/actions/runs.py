"""Runs of the matching, and publishing what they found."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from circles.mails import circles as mails
from circles.matching import InstanceRefused, parse_instance, result_as_dict
from circles.models import Circle, CirclePlace, MatchRun
from circles.rules.matching import instance_of
from programme.models import Edition
from registration.models import Participant
from registration.models.participants import ParticipantQuerySet
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move

TIME_LIMIT = 120.0  # seconds for one run; the best found by then counts


class NobodyToMatch(Refused):
    """No mentee or no mentor is without a circle."""


class OutOfDate(Refused):
    """Somebody in the run has left or has a circle by now."""


@transaction.atomic
def start_run(edition: Edition, *, seed: int, by: User | None, now: datetime) -> MatchRun:
    """Store what the matcher is asked: every participant of the edition who has no circle."""
    unmatched = _without_circle(edition).select_related("application__mentee", "application__mentor").order_by("pk")
    mentees, mentors = unmatched.mentees(), unmatched.mentors()
    if not mentees or not mentors:
        raise NobodyToMatch(_("There is no mentee or no mentor without a circle."))
    instance = instance_of(mentees, mentors, lower=edition.circle_min, upper=edition.circle_max, now=now)
    run = MatchRun.objects.create(edition=edition, seed=seed, instance=instance, created_at=now, created_by=by)
    facts = {"mentees": len(mentees), "mentors": len(mentors), "seed": seed}
    record("circles.matchrun.queued", run, by=by, now=now, facts=facts)
    return run


def run_matcher(run: MatchRun, *, now: datetime) -> MatchRun:
    """Solve outside of any transaction; a worker that dies here leaves nothing half done."""
    # NumPy and SciPy take most of a second to import: only a worker that matches pays for it.
    from circles.matching.solve import solve  # noqa: PLC0415

    if run.state == MatchRun.State.QUEUED:
        move(run, MatchRun.State.RUNNING, by=None, now=now, started_at=now)
    try:
        solution = solve(parse_instance(run.instance), seed=run.seed, time_limit=TIME_LIMIT)
    except InstanceRefused as refused:
        move(run, MatchRun.State.FAILED, by=None, now=now, finished_at=now, error=str(refused)[:300])
        return run
    move(run, MatchRun.State.DONE, by=None, now=now, finished_at=now, result=result_as_dict(solution))
    return run


@transaction.atomic
def give_up(run: MatchRun, *, now: datetime) -> MatchRun:
    """Its worker has not come back within the time that a run may take: staff can start another."""
    move(run, MatchRun.State.FAILED, by=None, now=now, finished_at=now, error=_("It was interrupted."))
    return run


@transaction.atomic
def publish(run: MatchRun, *, by: User | None, now: datetime) -> list[Circle]:
    """Open a run’s circles in one act and write to their members. Of two who publish at once, one is told."""
    edition = Edition.objects.select_for_update().get(pk=run.edition_id)
    row = move(run, MatchRun.State.PUBLISHED, by=by, now=now, published_at=now)
    people = _people_of(run)
    first = 1 + max(Circle.objects.for_edition(edition).values_list("number", flat=True), default=0)
    circles = []
    for number, found in enumerate(run.found, start=first):
        circle = Circle.objects.create(
            edition=edition,
            number=number,
            run=run,
            mentor=people[found["mentor"]],
            language=found["language"],
            opened_at=now,
        )
        mentees = [people[public_id] for public_id in found["mentees"]]
        CirclePlace.objects.bulk_create(CirclePlace(circle=circle, participant=p, since=now) for p in mentees)
        record("circles.circle.opened", circle, by=by, now=now, facts={"mentees": len(mentees)})
        mails.circle_opened(circle, [circle.mentor, *mentees], key=f"circle-{row.pk}-{number}", now=now)
        circles.append(circle)
    return circles


def _without_circle(edition: Edition) -> ParticipantQuerySet:
    seated = CirclePlace.objects.filter(left_at=None, circle__edition=edition).values("participant")
    leading = Circle.objects.for_edition(edition).open().values("mentor")
    return Participant.objects.for_edition(edition).active().exclude(pk__in=seated).exclude(pk__in=leading)


def _people_of(run: MatchRun) -> Mapping[str, Participant]:
    """By public id; refuses a run that names somebody who has left or has a circle."""
    named = {found["mentor"] for found in run.found}
    named |= {public_id for found in run.found for public_id in found["mentees"]}
    free = _without_circle(run.edition).filter(public_id__in=named).select_related("user", "edition", "application")
    people = {str(participant.public_id): participant for participant in free}
    if named - people.keys():
        raise OutOfDate(_("Somebody in this proposal has left or has a circle by now. Please run the matching again."))
    return people
