"""What the rules say of a submission."""

from datetime import datetime

from django.db import transaction

from registration.models import Screening, Submission
from registration.rules.screening import Thresholds, outcome, screen
from wic.accounts.models import User
from wic.audit.actions import record


@transaction.atomic
def screen_submission(submission: Submission, *, by: User | None, now: datetime) -> Screening:
    """Once for each submission, by the rules in force; the version of the rules stays with the outcome."""
    application = submission.application
    results = screen(submission.answers, kind=application.kind, thresholds=Thresholds.of(application.edition))
    screening = Screening.objects.create(
        application=application,
        submission=submission,
        outcome=outcome(results),
        results=[result.as_row() for result in results],
        rules_version=application.edition.rules_version,
        at=now,
    )
    reasons = {result.criterion: result.reason for result in results}
    record(
        "registration.application.screened",
        application,
        by=by,
        now=now,
        facts={"outcome": screening.outcome, "reasons": reasons, "rules_version": screening.rules_version},
    )
    return screening
