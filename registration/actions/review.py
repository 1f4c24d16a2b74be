"""Reviewing: who reviews, by which criteria, who reads what, and what she found."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.models import Edition
from registration.models import Criterion, Nomination, Review, Reviewer, Rubric, Score, Screening
from registration.models.applications import Kind
from registration.models.review import HIGHEST
from registration.rules import review as rules
from registration.rules.assignment import Assignment, Reading, assign
from wic.accounts.actions import grant_role
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale, move


class NoCriteria(Refused):
    """Nobody can review without criteria."""


class CriteriaStand(Refused):
    """Points have been given: the criteria are no longer changed."""


class ReviewsAlready(Refused):
    """She is in the pool."""


class NotHers(Refused):
    """Somebody else reads this application."""


class PointsMissing(Refused):
    """Each criterion wants one to five points."""


# --- the rubric ------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_rubric(rubric: Rubric, *, by: User | None, now: datetime) -> Rubric:
    rubric.begun_at = None
    rubric.save(force_insert=True)
    record("registration.rubric.created", rubric, by=by, now=now)
    return rubric


@transaction.atomic
def revise_rubric(rubric: Rubric, *, changes: Mapping[str, Any], by: User | None, now: datetime) -> Rubric:
    for name, value in changes.items():
        setattr(rubric, name, value)
    if changes:
        rubric.save(update_fields=list(changes))
        record("registration.rubric.revised", rubric, by=by, now=now, facts={"changed": sorted(changes)})
    return rubric


@transaction.atomic
def revise_criteria(
    rubric: Rubric, *, put: Iterable[Criterion], dropped: Iterable[Criterion] = (), by: User | None, now: datetime
) -> Rubric:
    """Before the first points; afterwards only their words."""
    put, dropped = list(put), list(dropped)
    if Score.objects.filter(criterion__rubric=rubric).exists():
        weights = dict(rubric.criteria.values_list("pk", "weight"))
        if dropped or any(weights.get(criterion.pk) != criterion.weight for criterion in put):
            raise CriteriaStand(_("Points have been given: the criteria and their weights stand."))
    for criterion in dropped:
        criterion.delete()
    for criterion in put:
        criterion.rubric = rubric
        criterion.save()
    if put or dropped:
        facts = {"put": len(put), "dropped": len(dropped)}
        record("registration.rubric.criteria_revised", rubric, by=by, now=now, facts=facts)
    return rubric


# --- the pool --------------------------------------------------------------------------------------------------------
@transaction.atomic
def invite_reviewer(
    user: User, *, edition: Edition, languages: Collection[str], country: str, employer: str, by: User | None,
    now: datetime,
) -> Reviewer:  # fmt: skip
    """Into the pool, or back into it; who has no place at the desk yet is given a reviewer's."""
    if Reviewer.objects.available().filter(edition=edition, user=user).exists():
        raise ReviewsAlready(_("She reviews for this edition already."))
    if not User.objects.get(pk=user.pk).roles.is_staff:  # asked now, not when her page was begun
        grant_role(user, role=Role.REVIEWER, by=by, now=now)
    columns = {"languages": sorted(languages), "country": country, "employer": employer}
    reviewer, _is_new = Reviewer.objects.update_or_create(
        edition=edition,
        user=user,
        defaults={**columns, "ended_at": None},
        create_defaults={**columns, "invited_at": now},
    )
    record("registration.reviewer.invited", reviewer, by=by, now=now)
    return reviewer


@transaction.atomic
def end_reviewer(reviewer: Reviewer, *, by: User | None, now: datetime) -> Reviewer:
    """What she has not read goes to others; what she found stays."""
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if reviewer.ended_at is not None:
        raise Stale(_("Somebody else has just changed this. Please look at it again."))
    for review in Review.objects.select_for_update().open().filter(reviewer=reviewer):
        move(review, Review.State.TAKEN_BACK, by=by, now=now, ended_at=now)
    reviewer.ended_at = now
    reviewer.save(update_fields=["ended_at"])
    record("registration.reviewer.ended", reviewer, by=by, now=now)
    return reviewer


# --- who reads what --------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_reading(rubric: Rubric, *, seed: int, by: User | None, now: datetime) -> Assignment:
    """From now on every application that is sent gets its reviewers."""
    if not rubric.criteria.exists():
        raise NoCriteria(_("Please write the criteria first, with their weights."))
    if rubric.begun_at is None:
        rubric.begun_at, rubric.seed = now, seed
        rubric.save(update_fields=["begun_at", "seed"])
        record("registration.rubric.begun", rubric, by=by, now=now, facts={"seed": seed})
    return assign_reviews(rubric, by=by, now=now)


@transaction.atomic
def assign_reviews(rubric: Rubric, *, by: User | None, now: datetime) -> Assignment:
    """Whatever wants a reviewer gets one: a first, a second near the last place, a third where two disagree."""
    rubric = Rubric.objects.select_for_update(of=("self",)).select_related("edition").get(pk=rubric.pk)
    reviewers = list(Reviewer.objects.available().filter(edition=rubric.edition))
    loads = Counter(Review.objects.for_edition(rubric.edition).living().values_list("reviewer", flat=True))
    readers = [rules.reader_of(reviewer, load=loads[reviewer.pk]) for reviewer in reviewers]
    found = assign(_readings(rubric, reviewers), readers, seed=rubric.seed)
    Review.objects.bulk_create(
        Review(application_id=application, reviewer_id=reviewer, assigned_at=now)
        for application, reviewer in found.pairs
    )
    gaps = rules.kept_of(found.gaps)
    if found.pairs or gaps != rubric.gaps:
        rubric.gaps = gaps
        rubric.save(update_fields=["gaps"])
        facts = {"reviews": len(found.pairs), "gaps": len(found.gaps)}
        record("registration.rubric.assigned", rubric, by=by, now=now, facts=facts)
    return found


def _readings(rubric: Rubric, reviewers: Collection[Reviewer]) -> list[Reading]:
    """What waits for a decision, could be eligible, and has fewer reviewers than it wants."""
    screenings = list(Screening.objects.for_review(rubric.edition))
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.for_edition(rubric.edition):
        reviews[review.application_id].append(review)
    totals = {key: [row.total for row in rows if row.total is not None] for key, rows in reviews.items()}
    near = _near_the_cut(rubric, screenings, totals)
    nominated = Nomination.objects.for_edition(rubric.edition, Kind.MENTEE).organisations_by_nominee()
    readings = []
    for screening in screenings:
        key = screening.application_id
        wanted = rules.readings_wanted(rubric, totals.get(key, []), is_near_cut=key in near)
        missing = wanted - sum(row.state in {Review.State.OPEN, Review.State.DONE} for row in reviews[key])
        if missing > 0:
            barred = {row.reviewer_id for row in reviews[key]}
            barred |= {reviewer.pk for reviewer in reviewers if reviewer.user_id == screening.application.user_id}
            names = nominated.get(screening.application.user_id, [])
            readings.append(rules.reading_of(screening, wanted=missing, barred=barred, organisations=names))
    return readings


def _near_the_cut(rubric: Rubric, screenings: Iterable[Screening], totals: Mapping[int, list[Decimal]]) -> set[int]:
    """Known when everybody has been read once."""
    read = {screening.application_id: totals.get(screening.application_id, []) for screening in screenings}
    if not all(read.values()):
        return set()
    scores = {key: rules.mean(found) for key, found in read.items()}
    return rules.near_the_cut(scores, seats=rubric.edition.seats, percent=rubric.near_cut)


def assign_all(*, now: datetime) -> None:
    """In every edition that is being read."""
    for rubric in Rubric.objects.begun():
        assign_reviews(rubric, by=None, now=now)


# --- what she found --------------------------------------------------------------------------------------------------
@transaction.atomic
def finish(review: Review, *, points: Mapping[int, int], note: str, by: User, now: datetime) -> Review:
    """Her points for every criterion, once."""
    review = _hers(review, by)
    weights = dict(Criterion.objects.filter(rubric__edition=review.application.edition_id).values_list("pk", "weight"))
    if set(points) != set(weights) or not all(1 <= given <= HIGHEST for given in points.values()):
        raise PointsMissing(_("Please give one to five points for every criterion."))
    move(review, Review.State.DONE, by=by, now=now, ended_at=now, total=rules.weighted(points, weights), note=note)
    Score.objects.bulk_create(Score(review=review, criterion_id=key, points=given) for key, given in points.items())
    return review


@transaction.atomic
def give_back(review: Review, *, by: User, now: datetime) -> Review:
    """She knows the applicant, or otherwise should not judge: somebody else is found."""
    review = _hers(review, by)
    move(review, Review.State.CONFLICT, by=by, now=now, ended_at=now)
    return review


def _hers(review: Review, by: User) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("application", "reviewer")
    review = rows.get(pk=review.pk)
    if review.reviewer.user_id != by.pk:
        raise NotHers(_("Somebody else reads this application."))
    return review
