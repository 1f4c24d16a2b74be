"""Thousands of small cases, each against every plan there is, with its proof checked in whole numbers."""

from random import Random

import pytest

from registration.rules.seat_plan.compare import merit
from registration.rules.seat_plan.plan import propose, search
from registration.rules.seat_plan.proof import check, prove
from registration.rules.seat_plan.system import System
from registration.rules.seat_plan.terms import group_of, group_sizes, ranked
from tests.registration.seat_plans import best_aims, case, check_reasons, check_remedies


@pytest.mark.parametrize("block", range(30))
def test_no_plan_is_better_among_all_of_a_small_case(block: int) -> None:
    for seed in range(1_000 + 100 * block, 1_100 + 100 * block):
        candidates, terms = case(Random(seed), most=9)
        plan = propose(candidates, terms)
        assert merit(plan) == best_aims(candidates, terms), seed
        check_reasons(plan, candidates)
        check_remedies(plan, candidates)
        order = [candidate for candidate in ranked(candidates, terms.seed) if candidate.is_eligible]
        system = System(group_sizes(order), terms)
        found = search(order, system)
        numbers = [system.groups.index(group_of(candidate)) for candidate in order]
        assert check(system, numbers, found, prove(system, found)), seed
