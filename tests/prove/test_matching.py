"""The matching at the size of a large season: proven where it says so, and back in time where it is cut short."""

from time import process_time

import pytest

from bench.instances import MENTORS, generate
from bench.matching_checker import certified_bound, faults
from circles.matching import parse_instance, result_as_dict
from circles.matching.solve import solve


@pytest.mark.parametrize("regime", MENTORS)
def test_five_hundred_are_matched_to_proven_optimum(regime):
    document = generate(500, regime, seed=7, hours=True)

    solution = solve(parse_instance(document), seed=0, time_limit=300)

    result = result_as_dict(solution)
    assert faults(document, result) == []
    assert solution.is_proven
    assert certified_bound(document, result) == solution.certificate.bound


@pytest.mark.parametrize("regime", MENTORS)
def test_two_thousand_in_a_second_or_two(regime):
    document = generate(2_000, regime, seed=7)
    problem = parse_instance(document)
    start = process_time()

    solution = solve(problem, seed=0, time_limit=1)

    assert process_time() - start < 10
    assert faults(document, result_as_dict(solution)) == []
    assert solution.count == solution.count_bound
    assert 0 <= solution.gap < 0.05
