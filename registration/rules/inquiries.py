"""What may be asked of her once more, and until when."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from registration.models import Inquiry
from registration.models.screening import Outcome
from registration.rules.screening import Criterion, Verdict

REMINDED_BEFORE = timedelta(days=2)
DAYS_TO_ANSWER = 7
# The questions on which a criterion rests.
RESTS_ON: dict[Criterion, tuple[str, ...]] = {
    Criterion.REGION: ("country",),
    Criterion.GENDER: ("gender", "gender_words"),
    Criterion.EXPERIENCE: ("pathway", "years", "post"),
    Criterion.ENGLISH: ("english",),
    Criterion.EQUIPMENT: ("has_computer", "has_connection"),
    Criterion.SENIORITY: ("seniority", "post"),
}


def is_open(inquiry: Inquiry, *, now: datetime) -> bool:
    """The last second still belongs to her."""
    return inquiry.answered_at is None and now <= inquiry.due_at


def unclear(results: Iterable[Mapping[str, Any]], outcome: str) -> list[str]:
    """The questions that would clear up a screening."""
    if outcome != Outcome.UNCLEAR:
        return []
    criteria = [Criterion(row["criterion"]) for row in results if row["answer"] == Verdict.UNCLEAR]
    return list(dict.fromkeys(question for criterion in criteria for question in RESTS_ON[criterion]))
