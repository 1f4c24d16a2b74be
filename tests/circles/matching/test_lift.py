"""The third aim: the worst-off mentee, without a seat less and for no more affinity than allowed."""

import json

import pytest

from bench.matching_checker import faults
from circles.matching import parse_instance, result_as_dict
from circles.matching.__main__ import main
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn, instance, mentee, mentor

SCORES = [[0, 0, 10], [0, 1, 6], [1, 0, 6], [1, 1, 2]]  # both ways sum up to 12
TABLE = instance(
    [mentee("a", "en"), mentee("b", "en")],
    [mentor("m", "en", lower=1, upper=1), mentor("n", "en", lower=1, upper=1)],
    affinity={"kind": "table", "pairs": SCORES},
)


def solved(document, **more):
    solution = solve(parse_instance(document), seed=0, time_limit=30, **more)
    assert faults(document, result_as_dict(solution)) == []
    return solution


def test_of_two_best_matchings_the_one_that_leaves_nobody_behind():
    assert sorted(circle.affinity for circle in solved(TABLE, lift_tolerance=0).circles) == [6, 6]


@pytest.mark.parametrize(("tolerance", "worths"), [(None, [2, 11]), (0, [2, 11]), (1, [6, 6])])
def test_affinity_is_given_up_only_as_far_as_allowed(tolerance, worths):
    document = TABLE | {"affinity": {"kind": "table", "pairs": [[0, 0, 11], *SCORES[1:]]}}

    assert sorted(circle.affinity for circle in solved(document, lift_tolerance=tolerance).circles) == worths


@pytest.mark.parametrize("seed", range(3))
def test_lifting_keeps_count_and_affinity(seed):
    document = drawn(seed, mentees=40, mentors=12) | {"pins": []}
    plain, lifted = solved(document), solved(document, lift_tolerance=0)

    assert (lifted.count, lifted.affinity) == (plain.count, plain.affinity)


def test_it_can_be_asked_for_on_the_command_line(tmp_path):
    source, target = tmp_path / "instance.json", tmp_path / "result.json"
    source.write_text(json.dumps(TABLE))

    assert main([str(source), str(target), "--lift-tolerance", "0"]) == 0
    assert [circle["affinity"] for circle in json.loads(target.read_text())["circles"]] == [6, 6]
