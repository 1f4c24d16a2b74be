"""Locked circles stay as they are; the rest is matched around them."""

import pytest

from bench.matching_checker import certified_bound, faults
from circles.matching import InstanceRefused, Seating, parse_instance, result_as_dict
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn, instance, mentee, mentor


def locked_from(solution, number):
    return [
        {"mentor": circle.mentor, "language": circle.language, "mentees": list(circle.mentees)}
        for circle in solution.circles[:number]
    ]


@pytest.mark.parametrize("table", [False, True])
def test_locked_circles_stay_and_the_rest_is_as_good_as_can_be(table):
    document = drawn(8, mentees=40, mentors=12, table=table) | {"pins": [], "conflicts": []}
    before = solve(parse_instance(document), seed=0, time_limit=30)
    locked = locked_from(before, 3)

    after = solve(parse_instance(document | {"locked": locked}), seed=1, time_limit=30)

    assert faults(document, result_as_dict(after)) == []
    assert [circle for circle in before.circles[:3] if circle not in after.circles] == []
    assert (after.count, after.affinity, after.is_proven) == (before.count, before.affinity, True)
    assert certified_bound(document | {"locked": locked}, result_as_dict(after)) == after.certificate.bound


def test_a_locked_circle_may_be_smaller_than_others():
    document = instance([mentee(name, "en") for name in "abcde"], [mentor("m", "en"), mentor("n", "en")])
    locked = [{"mentor": "n", "language": "en", "mentees": ["b"]}]

    solution = solve(parse_instance(document | {"locked": locked}), seed=0, time_limit=30)

    assert [circle.seating for circle in solution.circles] == [
        Seating("m", "en", ("a", "c", "d", "e")),
        Seating("n", "en", ("b",)),
    ]
    assert (solution.count, solution.count_bound) == (5, 5)


LOCKED = {"mentor": "m", "language": "en", "mentees": ["a", "b"]}


@pytest.mark.parametrize(
    ("more", "entry"),
    [
        ({"locked": [LOCKED | {"mentor": "x"}]}, "locked[0] (x)"),
        ({"locked": [LOCKED | {"mentees": ["x"]}]}, "locked[0] (m)"),
        ({"locked": [LOCKED | {"mentees": ["a", "a"]}]}, "locked[0] (m)"),
        ({"locked": [LOCKED, LOCKED]}, "locked[1] (m)"),
        ({"locked": [LOCKED, LOCKED | {"mentor": "n"}]}, "locked[1] (n)"),
        ({"locked": [LOCKED], "conflicts": [["a", "b"]]}, "conflicts[0] (a, b)"),
        ({"locked": [LOCKED], "pins": [{"mentee": "a", "mentor": "n", "kind": "must"}]}, "pins[0] (a, n)"),
        ({"locked": [LOCKED], "pins": [{"mentee": "c", "mentor": "m", "kind": "must"}]}, "pins[0] (c, m)"),
        ({"locked": [LOCKED], "pins": [{"mentee": "a", "mentor": "m", "kind": "never"}]}, "pins[0] (a, m)"),
        ({"locked": [{"mentor": "m"}]}, "locked[0]"),
    ],
)
def test_locks_that_contradict_are_refused_by_name(more, entry):
    document = instance([mentee(name, "en") for name in "abc"], [mentor("m", "en"), mentor("n", "en")])

    with pytest.raises(InstanceRefused) as refusal:
        parse_instance(document | more)

    assert refusal.value.entry == entry
