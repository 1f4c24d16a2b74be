"""Who is proposed for a place: against every other way to fill the seats, on cases small enough to try them all."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest

from registration.models.seats import Decision
from registration.rules.seats import Candidate, Proposal, propose, ranking_key

SELECTED, WAITING, NOT_SELECTED = Decision.Outcome.SELECTED, Decision.Outcome.WAITING, Decision.Outcome.NOT_SELECTED


def women(*countries: str) -> list[Candidate]:
    """Eligible, the first with the best score."""
    return [
        Candidate(key=number, country=country, is_eligible=True, score=-float(number))
        for number, country in enumerate(countries, start=1)
    ]


def outcomes(proposals: list[Proposal]) -> list[tuple[int, str, str]]:
    return [(proposal.key, proposal.outcome.value, proposal.reason.value) for proposal in proposals]


def test_seats_are_filled_in_order_of_merit_then_the_reserve() -> None:
    proposals = propose(women("KE", "KE", "EG", "EG"), seats=2, country_ceiling=None, reserve=1, seed=1)
    assert outcomes(proposals) == [
        (1, "selected", "place"),
        (2, "selected", "place"),
        (3, "waiting", "no_place"),
        (4, "not_selected", "no_place"),
    ]
    assert [proposal.rank for proposal in proposals] == [1, 2, 3, 4]


def test_a_country_has_no_more_than_its_ceiling() -> None:
    proposals = propose(women("KE", "KE", "KE", "EG"), seats=3, country_ceiling=1, reserve=1, seed=1)
    assert outcomes(proposals) == [
        (1, "selected", "place"),
        (2, "waiting", "country_full"),
        (3, "not_selected", "country_full"),
        (4, "selected", "place"),
    ]


def test_who_does_not_meet_the_criteria_comes_last_and_is_told_why() -> None:
    ineligible = Candidate(key=9, country="KE", is_eligible=False, score=99)
    proposals = propose([ineligible, *women("KE")], seats=5, country_ceiling=None, reserve=5, seed=1)
    assert outcomes(proposals) == [(1, "selected", "place"), (9, "not_selected", "not_eligible")]


def test_nobody_and_no_seat() -> None:
    assert propose([], seats=3, country_ceiling=1, reserve=3, seed=1) == []
    assert outcomes(propose(women("KE"), seats=0, country_ceiling=None, reserve=0, seed=1)) == [
        (1, "not_selected", "no_place")
    ]


def test_equals_are_drawn_by_the_stored_seed() -> None:
    equals = [Candidate(key=key, country="KE", is_eligible=True) for key in range(12)]
    first = propose(equals, seats=4, country_ceiling=None, reserve=4, seed=7)
    assert propose(equals[::-1], seats=4, country_ceiling=None, reserve=4, seed=7) == first
    others = {tuple(p.key for p in propose(equals, seats=4, country_ceiling=None, reserve=4, seed=s)) for s in range(9)}
    assert len(others) == 9


def tried_by_hand(pool: list[Candidate], seats: int, ceiling: int | None, seed: int) -> tuple[int, ...]:
    """Of all sets of eligible women within seats and ceiling: most seats filled, then the best ranks."""
    order = sorted(pool, key=lambda candidate: ranking_key(candidate, seed))
    fitting = [
        ranks
        for size in range(len(order) + 1)
        for ranks in combinations(range(len(order)), size)
        if size <= seats
        and all(order[rank].is_eligible for rank in ranks)
        and (ceiling is None or max(Counter(order[rank].country for rank in ranks).values(), default=0) <= ceiling)
    ]
    best = min(fitting, key=lambda ranks: (-len(ranks), ranks))
    return tuple(order[rank].key for rank in best)


@pytest.mark.parametrize("seed", range(60))
def test_no_other_set_is_better(seed: int) -> None:
    random = Random(seed)
    pool = [
        Candidate(
            key=key,
            country=random.choice(["KE", "EG", "SN"]),
            is_eligible=random.random() < 0.8,
            score=random.choice([0.0, 1.0, 2.0]),
        )
        for key in range(random.randint(1, 8))
    ]
    seats, ceiling, reserve = random.randint(0, 6), random.choice([None, 1, 2]), random.randint(0, 3)
    proposals = propose(pool, seats=seats, country_ceiling=ceiling, reserve=reserve, seed=seed)

    by_outcome = {outcome: [p.key for p in proposals if p.outcome == outcome] for outcome in Decision.Outcome}
    assert tuple(by_outcome[SELECTED]) == tried_by_hand(pool, seats, ceiling, seed)
    eligible = {candidate.key for candidate in pool if candidate.is_eligible}
    left = [p.key for p in proposals if p.key in eligible and p.outcome != SELECTED]
    assert by_outcome[WAITING] == left[:reserve]
    assert sorted(p.key for p in proposals) == [candidate.key for candidate in pool]
