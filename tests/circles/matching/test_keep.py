"""Repairing circles: who sits well stays."""

from circles.matching import parse_instance, previous_circles, result_as_dict, solve
from tests.circles.matching.checker import faults
from tests.circles.matching.instances import drawn, instance, mentee, mentor


def solved(document, **more):
    solution = solve(parse_instance(document), seed=0, time_limit=60, **more)
    assert faults(document, result_as_dict(solution)) == []
    return solution


def test_a_withdrawal_moves_hardly_anybody():
    document = drawn(11, mentees=60, mentors=16)
    document |= {"pins": [], "conflicts": []}
    before = solved(document)
    previous = previous_circles(result_as_dict(before))
    gone = before.circles[0].mentees[0]
    document["mentees"] = [person for person in document["mentees"] if person["id"] != gone]

    after = solved(document, keep=previous)

    now = previous_circles(result_as_dict(after))
    moved = [who for who, home in now.items() if who in previous and previous[who] != home]
    afresh = solved(document)
    assert after.count == after.count_bound
    assert len(moved) <= 2
    assert after.affinity <= afresh.affinity <= after.affinity_bound
    assert after.affinity >= afresh.affinity * 0.99


def test_staying_never_costs_a_seat():
    people = [mentee("a", "en"), mentee("b", "en"), mentee("c", "en"), mentee("d", "fr"), mentee("e", "fr", "en")]
    leaders = [mentor("m", "en", lower=2, upper=4), mentor("n", "fr", lower=2, upper=2)]

    solution = solved(instance(people, leaders), keep={"e": ("m", "en"), "gone": ("m", "en"), "a": ("left", "en")})

    assert solution.count == 5
