"""The solver against every possible matching of small instances, and against itself."""

import numpy as np
import pytest

from bench.instances import generate
from bench.matching_checker import best_by_trying, certified_bound, faults
from circles.matching import InstanceRefused, Progress, Solution, parse_instance, result_as_dict
from circles.matching.bound import SCALE, build_pool, choose
from circles.matching.grid import build_grid
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn, instance, mentee, mentor


def solved(document, **more):
    return solve(parse_instance(document), seed=1, time_limit=60, **more)


def check(document, solution: Solution):
    assert faults(document, result_as_dict(solution)) == []


@pytest.mark.parametrize("kind", [{}, {"table": True}, {"hours": True}], ids=["attributes", "table", "hours"])
@pytest.mark.parametrize("seed", range(6))
def test_small_instances_are_solved_as_well_as_by_trying_everything(seed, kind):
    document = drawn(seed, mentees=7, **kind)
    expected = best_by_trying(document)
    if expected is None:
        with pytest.raises(InstanceRefused, match=r"pins\[0\]"):
            solved(document)
        return

    solution = solved(document)

    check(document, solution)
    assert (solution.count, solution.affinity) == expected
    assert (solution.count_bound, solution.affinity_bound) == expected
    assert solution.is_proven
    assert solution.gap == 0


def test_the_multipliers_prove_the_bound_in_one_independent_pass():
    document = drawn(3, mentees=40, mentors=12)

    solution = solved(document)

    check(document, solution)
    assert solution.count == solution.count_bound
    assert certified_bound(document, result_as_dict(solution)) == solution.certificate.bound
    assert solution.affinity <= solution.affinity_bound <= solution.certificate.bound


@pytest.mark.parametrize("width", [8, 80], ids=["narrow", "wide"])
def test_a_circle_that_too_few_could_join_adds_nothing_to_the_bound(width):
    document = instance(
        [mentee(f"w{n}", "en") for n in range(80)],
        [mentor("all", "en"), mentor("few", "en")],
        affinity={"kind": "table", "pairs": [*([i, 0, 5] for i in range(80)), [0, 1, 900], [1, 1, 900]]},
    )
    grid, prices = build_grid(parse_instance(document)), np.zeros(80, dtype=np.int64)

    assert choose(grid, build_pool(grid, prices, width), prices, 5).bound == 25 * SCALE


@pytest.mark.parametrize("seed", [1, 2])
def test_wishes_with_ties_everywhere_are_granted_as_well_as_can_be(seed):
    document = generate(300, "ties", seed)

    solution = solved(document)

    check(document, solution)
    assert solution.count == 300
    assert solution.is_proven


def test_the_same_seed_gives_the_same_solution():
    document = drawn(5, mentees=40, mentors=12)

    assert solved(document) == solved(document)


def test_progress_is_told_and_an_exception_in_it_ends_the_run():
    told: list[Progress] = []
    solved(drawn(5, mentees=20, mentors=6), progress=told.append)
    assert told[0].step == "lowering the bound"
    assert told[-1].count > 0

    class CancelledError(Exception):
        pass

    def cancel(progress: Progress) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        solved(drawn(5, mentees=20, mentors=6), progress=cancel)


@pytest.mark.parametrize("time_limit", [0, 0.01, 0.2])
def test_out_of_time_it_returns_the_best_it_has_with_honest_bounds(time_limit):
    document = drawn(7, mentees=200, mentors=60)

    solution = solve(parse_instance(document), seed=1, time_limit=time_limit)

    check(document, solution)
    assert solution.count <= solution.count_bound
    assert solution.affinity <= solution.affinity_bound
    assert solution.is_cut_short or solution.is_proven


def test_without_any_time_most_have_a_seat_all_the_same():
    document = drawn(7, mentees=200, mentors=60)

    solution = solve(parse_instance(document), seed=1, time_limit=0)

    assert solution.is_cut_short
    assert solution.count > 0.9 * solution.count_bound


def test_a_circle_is_held_in_one_language():
    document = instance(
        [mentee("a", "ar"), mentee("b", "ar"), mentee("c", "fr"), mentee("d", "fr"), mentee("e", "fr")],
        [mentor("m", "ar", "fr", lower=2, upper=5)],
    )

    solution = solved(document)

    check(document, solution)
    assert [(circle.language, circle.mentees) for circle in solution.circles] == [("fr", ("c", "d", "e"))]
