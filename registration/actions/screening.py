"""What the rules say of a submission, and what other rules would."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from programme.actions import change_criteria
from programme.models import Edition
from registration.models import Application, RuleChange, Screening, Submission
from registration.rules.rescreening import Rescreened, rescreen
from registration.rules.screening import Thresholds, outcome, screen
from wic.accounts.models import User
from wic.audit.actions import record, record_each
from wic.lifecycle import Refused


class NoReason(Refused):
    """Rules are changed for a reason that can be read later."""


class SameRules(Refused):
    """Nothing would change."""


class ListChanged(Refused):
    """Other outcomes would change than those that were shown."""


def screen_submission(submission: Submission, *, by: User | None, now: datetime) -> Screening:
    """Once for each submission, by the rules in force; the version of the rules stays with the outcome.

    A part of the verb that sends, and of its transaction.
    """
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


@transaction.atomic
def change_rules(
    edition: Edition, *, thresholds: Thresholds, because: str, seen: str, by: User, now: datetime
) -> RuleChange:
    """Other criteria, and everybody without a decision screened by them at once.

    `seen` is the fingerprint of the list that was shown before: another list is shown first. What staff decided by
    hand stays, and so does a question that was asked: her answer is screened by the new rules when it comes.
    """
    if not because.strip():
        raise NoReason(_("Please give the reason."))
    edition = Edition.objects.locked().get(pk=edition.pk)
    if Thresholds.of(edition) == thresholds:
        raise SameRules(_("These are the criteria already: nothing would change."))
    _hold_all(edition)
    screenings = Screening.objects.in_force(edition)
    outlook = rescreen(screenings, thresholds, rules_version=edition.rules_version)
    if outlook.fingerprint != seen:
        raise ListChanged(_("Applications have changed since this list was shown. Please read the new list."))
    rules = asdict(thresholds)
    regions = rules.pop("regions")
    change_criteria(edition, rules=rules, regions=regions, by=by, now=now)
    _screen_again(outlook.undecided, version=edition.rules_version, by=by, now=now)
    return RuleChange.objects.create(
        edition=edition,
        version=edition.rules_version,
        because=because.strip(),
        outcomes_changed=len(outlook.changed),
        by=by,
        at=now,
    )


@transaction.atomic
def catch_up(*, now: datetime) -> int:
    """Whoever sent hers in the moment of the change was screened by the rules before: once more, by those in force."""
    behind = Screening.objects.behind().values_list("application", "application__edition")
    count = 0
    editions = Edition.objects.filter(pk__in={pk for _application, pk in behind}).order_by("pk")
    for edition in editions.locked():  # in force is what a change leaves that is under way
        _hold_all(edition)
        late = Screening.objects.behind().values("pk")
        screenings = Screening.objects.in_force(edition).filter(pk__in=late)
        outlook = rescreen(screenings, Thresholds.of(edition), rules_version=edition.rules_version)
        _screen_again(outlook.undecided, version=edition.rules_version, by=None, now=now)
        count += len(outlook.undecided)
    return count


def _hold_all(edition: Edition) -> None:
    """Nobody sends again, is overruled or withdraws until this is done."""
    sent = Application.objects.for_edition(edition).submitted().order_by("pk")
    list(sent.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _screen_again(found: Iterable[Rescreened], *, version: int, by: User | None, now: datetime) -> None:
    found = list(found)
    Screening.objects.bulk_create(
        [
            Screening(
                application=one.application,
                submission=one.screening.submission,
                outcome=one.outcome,
                results=[result.as_row() for result in one.results],
                rules_version=version,
                at=now,
                overruled_by_id=one.screening.overruled_by_id,
                overruled_at=one.screening.overruled_at,
                overruled_because=one.screening.overruled_because,
            )
            for one in found
        ],
        batch_size=500,
    )
    changed = [
        (
            one.application,
            {
                "was": one.was,
                "outcome": one.outcome,
                "reasons": {result.criterion: result.reason for result in one.results},
                "rules_version": version,
            },
        )
        for one in found
        if one.outcome != one.was
    ]
    record_each("registration.application.screened_again", changed, by=by, now=now)
