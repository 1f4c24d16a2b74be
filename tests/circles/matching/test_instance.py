"""Malformed files are refused with the name of the entry."""

from copy import deepcopy

import pytest

from circles.matching import InstanceRefused, Table, Weights, parse_instance, previous_circles
from tests.circles.matching.instances import instance, mentee, mentor

GOOD = instance(
    [mentee("a", "en", hours=[0, 167]), mentee("b", "en", "fr")],
    [mentor("m", "en", lower=1)],
    pins=[{"mentee": "a", "mentor": "m", "kind": "must"}],
    conflicts=[["a", "b"]],
)


def test_a_good_instance_is_read():
    problem = parse_instance(GOOD)

    assert [person.id for person in problem.mentees] == ["a", "b"]
    assert problem.mentees[0].hours == frozenset({0, 167})
    assert problem.mentees[1].languages[1].code == "fr"
    assert problem.affinity == Weights(interests=30, goal=25, language=20, timezone=15, place=10)


def test_a_table_is_read():
    affinity = {"kind": "table", "pairs": [[0, 0, 5]]}

    assert parse_instance(GOOD | {"affinity": affinity}).affinity == Table(((0, 0, 5),))


CHANGES = {
    "format": (["format"], "circles-instance/2", "format"),
    "mentees missing": (["mentees"], None, "instance.mentees"),
    "mentee not an object": (["mentees", 1], 7, "mentees[1]"),
    "mentee without id": (["mentees", 0, "id"], None, "mentees[0].id"),
    "duplicate mentee": (["mentees", 1, "id"], "a", "mentees[1] (a)"),
    "unknown language": (["mentees", 1, "languages", 1, "code"], "xx", "mentees[1] (b)"),
    "language twice": (["mentees", 1, "languages", 1, "code"], "en", "mentees[1] (b)"),
    "level": (["mentees", 0, "languages", 0, "level"], 4, "mentees[0] (a)"),
    "level not whole": (["mentees", 0, "languages", 0, "level"], "2", "mentees[0].languages[0].level"),
    "tz": (["mentees", 0, "tz"], "UTC", "mentees[0].tz"),
    "tz far": (["mentees", 0, "tz"], 99, "mentees[0] (a)"),
    "interest": (["mentees", 0, "interests"], [1], "mentees[0].interests[0]"),
    "hour": (["mentees", 0, "hours"], [168], "mentees[0] (a)"),
    "hour not whole": (["mentees", 0, "hours"], [1.5], "mentees[0].hours[0]"),
    "mentor language": (["mentors", 0, "languages"], ["klingon"], "mentors[0] (m)"),
    "lower over upper": (["mentors", 0, "lower"], 6, "mentors[0] (m)"),
    "lower negative": (["mentors", 0, "lower"], -1, "mentors[0] (m)"),
    "upper not whole": (["mentors", 0, "upper"], 2.5, "mentors[0].upper"),
    "pin kind": (["pins", 0, "kind"], "maybe", "pins[0].kind"),
    "pin mentee": (["pins", 0, "mentee"], "z", "pins[0] (z, m)"),
    "pin mentor": (["pins", 0, "mentor"], "z", "pins[0] (a, z)"),
    "conflict unknown": (["conflicts", 0], ["a", "z"], "conflicts[0]"),
    "conflict with herself": (["conflicts", 0], ["a", "a"], "conflicts[0]"),
    "conflict of three": (["conflicts", 0], ["a", "b", "c"], "conflicts[0]"),
    "affinity kind": (["affinity", "kind"], "magic", "affinity.kind"),
    "weight missing": (["affinity", "weights"], {"goal": 1}, "affinity.weights"),
    "weight unknown": (["affinity", "weights", "charm"], 1, "affinity.weights.charm"),
    "weight negative": (["affinity", "weights", "goal"], -1, "affinity.weights.goal"),
    "pair of two": (["affinity"], {"kind": "table", "pairs": [[0, 0]]}, "affinity.pairs[0]"),
    "pair mentee": (["affinity"], {"kind": "table", "pairs": [[2, 0, 1]]}, "affinity.pairs[0]"),
    "pair mentor": (["affinity"], {"kind": "table", "pairs": [[0, 1, 1]]}, "affinity.pairs[0]"),
    "pair twice": (["affinity"], {"kind": "table", "pairs": [[0, 0, 1], [0, 0, 2]]}, "affinity.pairs[1]"),
    "pair huge": (["affinity"], {"kind": "table", "pairs": [[0, 0, 10**9]]}, "affinity.pairs[0]"),
}


@pytest.mark.parametrize(("path", "value", "entry"), CHANGES.values(), ids=CHANGES.keys())
def test_a_malformed_instance_is_refused_by_entry(path, value, entry):
    document = deepcopy(GOOD)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(InstanceRefused) as refusal:
        parse_instance(document)

    assert refusal.value.entry == entry


def test_not_even_an_object():
    with pytest.raises(InstanceRefused, match="instance: must be an object"):
        parse_instance([])


def test_previous_circles_are_read_from_a_result():
    result = {"format": "circles-result/1", "circles": [{"mentor": "m", "language": "en", "mentees": ["a", "b"]}]}

    assert previous_circles(result) == {"a": ("m", "en"), "b": ("m", "en")}


def test_an_instance_is_no_previous_result():
    with pytest.raises(InstanceRefused, match="previous result"):
        previous_circles(GOOD)
