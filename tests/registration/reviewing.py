"""An edition that is being read, for the tests of reviewing."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from programme.models import Edition
from registration.actions.review import finish, invite_reviewer
from registration.models import Criterion, Review, Reviewer, Rubric
from tests.factories import NOW, person
from wic.accounts.models import User

numbers = count(1)


def rubric(call: Edition, *, weights: Sequence[int] = (2, 1), **columns: Any) -> Rubric:
    """Motivation counts twice, fit once."""
    row = Rubric.objects.create(edition=call, **columns)
    for position, (title, weight) in enumerate(zip(("Motivation", "Fit", "Potential"), weights, strict=False)):
        words = {f"title_{code}": title for code in ("en", "fr", "ar")}
        Criterion.objects.create(rubric=row, weight=weight, position=position, **words)
    return row


def reviewer(
    call: Edition, user: User | None = None, *, languages: Sequence[str] = ("en",), country: str = "CH",
    employer: str = "",
) -> Reviewer:  # fmt: skip
    return invite_reviewer(
        user or person(),
        edition=call,
        languages=languages,
        country=country,
        employer=employer or f"Employer {next(numbers)}",
        by=None,
        now=NOW,
    )


def done(review: Review, *points: int, now: datetime = NOW) -> Review:
    criteria = Criterion.objects.filter(rubric__edition=review.application.edition).order_by("position")
    given = {criterion.pk: number for criterion, number in zip(criteria, points, strict=True)}
    return finish(review, points=given, note="Well said.", by=review.reviewer.user, now=now)
