"""What other criteria would make of everybody who has applied. Pure: screenings and thresholds in, changes out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property

from registration.models import Application, Screening
from registration.models.screening import Outcome
from registration.rules.applications import is_decided
from registration.rules.screening import Result, Thresholds, Verdict, outcome, screen


@dataclass(frozen=True, slots=True)
class Rescreened:
    """One application, by the screening that counts and by the criteria looked at."""

    screening: Screening
    results: list[Result]

    @property
    def application(self) -> Application:
        return self.screening.application

    @property
    def by_rules(self) -> Outcome:
        return outcome(self.results)

    @property
    def was_by_rules(self) -> Outcome:
        """What the criteria said so far, also where staff know better."""
        return outcome(Result.from_row(row) for row in self.screening.results)

    @property
    def was(self) -> Outcome:
        return Outcome(self.screening.outcome)

    @property
    def outcome(self) -> Outcome:
        """What staff have decided by hand stays."""
        return self.was if self.is_overruled else self.by_rules

    @property
    def is_overruled(self) -> bool:
        return self.screening.overruled_at is not None

    @property
    def is_decided(self) -> bool:
        return is_decided(self.application)

    @property
    def has_question(self) -> bool:
        """Something was asked of her, and she has not answered."""
        return hasattr(self.application, "inquiry") and self.application.inquiry.answered_at is None

    @property
    def reasons(self) -> list[Result]:
        """The criteria that say something else than before."""
        before = {(row["criterion"], row["answer"]) for row in self.screening.results}
        return [result for result in self.results if (result.criterion, result.verdict) not in before]

    @property
    def dropped(self) -> list[Result]:
        """The criteria that are no longer asked, and were not met."""
        asked = {result.criterion for result in self.results}
        before = [Result.from_row(row) for row in self.screening.results]
        return [result for result in before if result.criterion not in asked and result.verdict != Verdict.MET]


@dataclass(frozen=True)
class Outlook:
    """All that was sent to an edition, by the criteria looked at."""

    thresholds: Thresholds
    rules_version: int
    everybody: list[Rescreened]

    @cached_property
    def undecided(self) -> list[Rescreened]:
        return [one for one in self.everybody if not one.is_decided]

    @cached_property
    def changed(self) -> list[Rescreened]:
        return [one for one in self.undecided if one.outcome != one.was]

    @cached_property
    def overruled(self) -> list[Rescreened]:
        """The criteria would say something else, and staff have decided by hand."""
        return [one for one in self.undecided if one.is_overruled and one.by_rules != one.was_by_rules]

    @cached_property
    def decided(self) -> list[Rescreened]:
        """Would be another outcome, and stays: a decision was made on it."""
        return [one for one in self.everybody if one.is_decided and one.outcome != one.was]

    @property
    def counts(self) -> list[tuple[str, Outcome, Outcome, int]]:
        """How many, by region (empty: mentors, who live anywhere), from which outcome to which."""
        found = Counter((one.application.region, one.was, one.outcome) for one in self.changed)
        return [(*key, found[key]) for key in sorted(found)]

    @property
    def fingerprint(self) -> str:
        """The same as long as the same list would be shown."""
        lists = [
            [(one.application.pk, one.was, one.by_rules) for one in rows]
            for rows in (self.changed, self.overruled, self.decided)
        ]
        rules = asdict(self.thresholds) | {"regions": sorted(self.thresholds.regions)}
        return hashlib.sha256(json.dumps([self.rules_version, rules, lists]).encode()).hexdigest()


def rescreen(screenings: Iterable[Screening], thresholds: Thresholds, *, rules_version: int) -> Outlook:
    """Of screenings loaded `in_force`."""
    everybody = [
        Rescreened(one, screen(one.submission.answers, kind=one.application.kind, thresholds=thresholds))
        for one in screenings
    ]
    return Outlook(thresholds, rules_version, everybody)
