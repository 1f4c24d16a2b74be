"""Repairing circles: who sits well stays."""

from bench.matching_checker import faults
from circles.matching import parse_instance, previous_circles, result_as_dict
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn, instance, mentee, mentor


def solved(document, **more):
    solution = solve(parse_instance(document), seed=0, time_limit=60, **more)
    assert faults(document, result_as_dict(solution)) == []
    return solution


def test_a_withdrawal_moves_two_mentees_at_most_on_average():
    document = drawn(11, mentees=40, mentors=12) | {"pins": [], "conflicts": []}
    before = solved(document)
    previous = previous_circles(result_as_dict(before))
    moves = []
    for circle in before.circles[::3]:
        gone = circle.mentees[0]
        without = document | {"mentees": [person for person in document["mentees"] if person["id"] != gone]}
        after = solved(without, keep=previous)
        now = previous_circles(result_as_dict(after))
        moves.append(sum(previous[who] != home for who, home in now.items() if who in previous))
        assert after.count == after.count_bound
        assert after.affinity_bound - after.affinity <= after.affinity_bound // 50

    assert len(moves) == 4
    assert sum(moves) <= 2 * len(moves)


def test_staying_never_costs_a_seat():
    people = [mentee("a", "en"), mentee("b", "en"), mentee("c", "en"), mentee("d", "fr"), mentee("e", "fr", "en")]
    leaders = [mentor("m", "en", lower=2, upper=4), mentor("n", "fr", lower=2, upper=2)]

    solution = solved(instance(people, leaders), keep={"e": ("m", "en"), "gone": ("m", "en"), "a": ("left", "en")})

    assert solution.count == 5
