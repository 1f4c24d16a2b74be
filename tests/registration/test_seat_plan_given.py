"""A later plan: places of before count for the ceiling, the floors and the circles, whoever comes after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from registration.rules.seat_plan.plan import propose, search
from registration.rules.seat_plan.proof import check, prove
from registration.rules.seat_plan.system import System
from registration.rules.seat_plan.terms import Candidate, Group, Mentor, Terms, group_of, group_sizes, ranked
from tests.registration.seat_plans import Numbers, can_sit, case, selected_ranks, sums_of_circles

KENYAN = Candidate(100, "KE", "AFR", ("en",))


def given(*people: Candidate) -> dict[Group, int]:
    return dict(Counter(group_of(person) for person in people))


def applicants(*languages: str, country: str = "KE") -> list[Candidate]:
    return [Candidate(key, country, "AFR", tuple(spoken.split()), score=-key) for key, spoken in enumerate(languages)]


def test_the_ceiling_of_a_country_counts_the_places_of_before() -> None:
    terms = Terms(seats=5, reserve=5, seed=1, country_ceiling=3, given=given(KENYAN, KENYAN))
    plan = propose(applicants("en", "en", "en"), terms)
    assert selected_ranks(plan) == [1]
    assert [line.reason for line in plan.lines] == ["place", "country_full", "country_full"]


def test_a_floor_is_reached_with_them() -> None:
    egyptian = Candidate(0, "EG", "ARB", ("ar",), score=9)
    terms = Terms(seats=1, reserve=5, seed=1, floors={"AFR": 1}, given=given(KENYAN))
    plan = propose([egyptian, Candidate(1, "KE", "AFR", ("en",))], terms)
    assert (selected_ranks(plan), plan.shortfalls) == ([1], ())


def test_they_sit_in_the_circles_first() -> None:
    terms = Terms(seats=9, reserve=9, seed=1, mentors=(Mentor(("en",), 3, 5),), given=given(KENYAN, KENYAN))
    plan = propose(applicants("en", "en", "en", "en"), terms)
    assert selected_ranks(plan) == [1, 2, 3]
    assert plan.lines[3].reason == "language_full"
    assert [(circle.taken, circle.places) for circle in plan.circles] == [(5, 5)]


def test_nobody_is_taken_in_their_stead_when_a_mentor_is_gone() -> None:
    terms = Terms(seats=9, reserve=9, seed=1, mentors=(Mentor(("en",), 1, 2),), given=given(KENYAN, KENYAN, KENYAN))
    plan = propose(applicants("en"), terms)
    assert (selected_ranks(plan), plan.unseated) == ([], 1)


def aims(
    ranks: Sequence[int],
    order: Sequence[Candidate],
    held: Sequence[Candidate],
    terms: Terms,
    circles: set[Numbers] | None,
) -> tuple[int, int, int, list[int]] | None:
    """The order of aims, higher is better; None when a limit is broken."""
    chosen = [order[rank - 1] for rank in ranks]
    countries = Counter(candidate.country for candidate in held)
    before = countries.copy()
    countries.update(candidate.country for candidate in chosen)
    if terms.country_ceiling is not None and any(
        number > max(terms.country_ceiling, before[country]) for country, number in countries.items()
    ):
        return None
    unseated = next(
        (
            len(held) - seated
            for seated in range(len(held), -1, -1)
            if any(can_sit([*chosen, *some], circles) for some in combinations(held, seated))
        ),
        None,
    )
    if unseated is None:
        return None
    regions = Counter(candidate.region for candidate in [*held, *chosen])
    missing = sum(max(0, floor - regions[region]) for region, floor in terms.floors.items())
    return -unseated, -missing, len(ranks), [-rank for rank in ranks]


@pytest.mark.parametrize("seed", range(120))
def test_no_better_plan_exists(seed: int) -> None:
    random = Random(seed)
    candidates, terms = case(random, most=5)
    held = case(random, most=3)[0]
    terms = replace(terms, given=given(*held))
    order = [candidate for candidate in ranked(candidates, terms.seed) if candidate.is_eligible]
    circles = sums_of_circles(terms.mentors)
    possible = (
        aims(ranks, order, held, terms, circles)
        for number in range(min(terms.seats, len(order)) + 1)
        for ranks in combinations(range(1, len(order) + 1), number)
    )
    plan = propose(candidates, terms)
    best = max(found for found in possible if found)
    assert aims(selected_ranks(plan), order, held, terms, circles) == best
    assert -plan.unseated == best[0]


@pytest.mark.parametrize("seed", range(10))
def test_the_proof_covers_them(seed: int) -> None:
    random = Random(1000 + seed)
    candidates, terms = case(random)
    terms = replace(terms, given=given(*case(random, most=3)[0]))
    eligible = [candidate for candidate in ranked(candidates, terms.seed) if candidate.is_eligible]
    system = System(group_sizes(eligible), terms)
    found = search(eligible, system)
    number = {group: n for n, group in enumerate(system.groups)}
    assert check(system, [number[group_of(candidate)] for candidate in eligible], found, prove(system, found))
