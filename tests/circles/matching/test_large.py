"""The search for seasons of many thousands, on small ones: the same promises, and no proof of the last point."""

import pytest

from bench.instances import MENTORS, generate
from bench.matching_checker import best_by_trying, certified_bound, faults
from circles.matching import parse_instance, result_as_dict
from circles.matching import solve as solving
from tests.circles.matching.instances import drawn


@pytest.fixture(autouse=True)
def everybody_is_many(monkeypatch):
    monkeypatch.setattr(solving, "LARGE", 0)


def solved(document, **more):
    solution = solving.solve(parse_instance(document), seed=0, time_limit=60, **more)
    return solution, result_as_dict(solution)


@pytest.mark.parametrize("regime", MENTORS)
@pytest.mark.parametrize("hours", [False, True])
def test_count_is_proven_and_affinity_near_the_bound(regime, hours):
    document = generate(300, regime, seed=3, hours=hours)

    solution, result = solved(document)

    assert faults(document, result) == []
    assert solution.count == solution.count_bound
    assert certified_bound(document, result) == solution.affinity_bound
    assert solution.gap < 0.005


def test_pins_conflicts_tables_and_ties_hold():
    for seed in range(20):
        document = drawn(seed, mentees=9, mentors=3, table=seed % 2 == 1)
        best = best_by_trying(document)
        if best is None:
            continue

        solution, result = solved(document)

        assert faults(document, result) == []
        assert (solution.count, solution.affinity) <= best
        assert solution.count < best[0] or solution.affinity_bound >= best[1]


def test_who_has_a_circle_keeps_it():
    document = generate(300, "tight", seed=3)
    before, _ = solved(document)
    homes = {mentee: (circle.mentor, circle.language) for circle in before.circles for mentee in circle.mentees}

    after, result = solved(document, keep=homes)

    assert faults(document, result) == []
    assert {mentee: (c.mentor, c.language) for c in after.circles for mentee in c.mentees} == homes


def test_the_same_again():
    document = generate(300, "plenty", seed=4)

    assert solved(document)[0] == solved(document)[0]


def test_out_of_time_all_are_seated_all_the_same():
    document = generate(300, "few", seed=3)

    solution = solving.solve(parse_instance(document), seed=0, time_limit=0)

    assert faults(document, result_as_dict(solution)) == []
    assert solution.is_cut_short
    assert solution.count == solution.count_bound
