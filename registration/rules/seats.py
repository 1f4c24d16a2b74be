"""Who gets a place, who waits and who does not, with the reason. Pure: values in, values out."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from registration.models.seats import Decision


@dataclass(frozen=True, slots=True)
class Candidate:
    key: int
    country: str
    is_eligible: bool
    score: float = 0.0  # of the reviews; higher is better


class Proposal(NamedTuple):
    key: int
    outcome: Decision.Outcome
    reason: Decision.Reason
    rank: int  # 1 is best; the waiting list is offered places in this order


def ranking_key(candidate: Candidate, seed: int) -> tuple[bool, float, str]:
    """The whole order of merit: eligible first, then the score, then a lot drawn by the stored seed."""
    lot = hashlib.sha256(f"{seed}:{candidate.key}".encode()).hexdigest()
    return (not candidate.is_eligible, -candidate.score, lot)


def propose(
    candidates: Sequence[Candidate], *, seats: int, country_ceiling: int | None, reserve: int, seed: int
) -> list[Proposal]:
    """Fill the seats in order of merit under the ceiling per country; the next `reserve` wait."""
    taken: Counter[str] = Counter()
    waiting = 0
    proposals = []
    for rank, candidate in enumerate(sorted(candidates, key=lambda c: ranking_key(c, seed)), start=1):
        outcome, reason = Decision.Outcome.NOT_SELECTED, Decision.Reason.NOT_ELIGIBLE
        if candidate.is_eligible:
            is_country_full = country_ceiling is not None and taken[candidate.country] >= country_ceiling
            if not is_country_full and taken.total() < seats:
                taken[candidate.country] += 1
                outcome, reason = Decision.Outcome.SELECTED, Decision.Reason.PLACE
            else:
                reason = Decision.Reason.COUNTRY_FULL if is_country_full else Decision.Reason.NO_PLACE
                if waiting < reserve:
                    waiting += 1
                    outcome = Decision.Outcome.WAITING
        proposals.append(Proposal(candidate.key, outcome, reason, rank))
    return proposals
