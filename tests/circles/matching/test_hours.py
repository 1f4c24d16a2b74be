"""Hours that a whole circle shares."""

from bench.matching_checker import faults
from circles.matching import Swap, parse_instance, result_as_dict
from circles.matching.solve import solve
from tests.circles.matching.instances import instance, mentee, mentor

EARLY, LATE = [1, 2], [8, 9]
DOCUMENT = instance(
    [
        mentee("early-1", "en", hours=EARLY, goal="law"),
        mentee("late-1", "en", hours=LATE, goal="law"),
        mentee("early-2", "en", hours=EARLY, goal="cloud"),
        mentee("late-2", "en", hours=LATE, goal="cloud"),
    ],
    [
        mentor("m", "en", lower=2, upper=2, hours=[*EARLY, *LATE], expertise=["law"]),
        mentor("n", "en", lower=2, upper=2, hours=[*EARLY, *LATE], expertise=["cloud"]),
    ],
)


def solved(tolerance):
    solution = solve(parse_instance(DOCUMENT), seed=0, time_limit=30, hours_tolerance=tolerance)
    assert faults(DOCUMENT, result_as_dict(solution)) == []
    return solution


def test_a_circle_without_a_common_hour_is_named_with_the_swap_that_would_help():
    solution = solved(0)

    assert [circle.hours for circle in solution.circles] == [frozenset(), frozenset()]
    assert solution.affinity == solution.affinity_bound
    assert solution.swaps[0] == Swap(mentor="m", mentee="early-1", other="late-2", cost=50)


def test_within_the_tolerance_the_swap_is_made():
    solution = solved(50)

    assert [circle.hours for circle in solution.circles] == [frozenset(LATE), frozenset(EARLY)]
    assert solution.swaps == ()
    assert solution.affinity == solution.affinity_bound - 50
