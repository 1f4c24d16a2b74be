"""Circles edited by hand: every broken rule is named, and what the circles are worth."""

import subprocess
import sys

import pytest

from bench.matching_checker import score
from circles.matching import Rule, Scoring, Seating, Violation, parse_instance, review
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn, instance, mentee, mentor

DOCUMENT = instance(
    [
        *(mentee(name, "en", hours=[1, 2]) for name in ("a", "b", "c")),
        mentee("d", "en", hours=[2, 3]),
        mentee("f", "fr"),
        mentee("owl", "en", hours=[100]),
        mentee("late", "en", hours=[3]),
    ],
    [
        mentor("m", "en", lower=2, upper=3, hours=[1, 2, 3]),
        mentor("n", "en", "fr", lower=1, upper=3, hours=[3, 4]),
        mentor("o", "en", lower=1, upper=3),
    ],
)


def broken(*seatings, **more):
    return review(parse_instance(DOCUMENT | more), [Seating(*seating) for seating in seatings]).violations


def test_sound_circles_have_a_worth_and_hours():
    found = review(parse_instance(DOCUMENT), [Seating("m", "en", ("a", "b", "d"))])

    assert (found.violations, found.is_sound, found.count) == ((), True, 3)
    assert found.circles[0].hours == frozenset({2})
    assert found.affinity == sum(score(DOCUMENT, i, 0, "en") for i in (0, 1, 3))


@pytest.mark.parametrize(
    ("seatings", "violations"),
    [
        ([("x", "en", ("a",))], [Violation(Rule.KNOWN_MENTOR, "x")]),
        ([("o", "en", ("x",))], [Violation(Rule.KNOWN_MENTEE, "o", "x")]),
        ([("o", "en", ("a",)), ("o", "en", ("b",))], [Violation(Rule.ONE_CIRCLE, "o")]),
        (
            [("o", "en", ("a",)), ("m", "en", ("a", "b"))],
            [Violation(Rule.ONE_SEAT, "o", "a"), Violation(Rule.ONE_SEAT, "m", "a")],
        ),
        ([("m", "en", ("a",))], [Violation(Rule.LOWER, "m")]),
        ([("o", "en", ())], [Violation(Rule.LOWER, "o")]),
        ([("m", "en", ("a", "b", "c", "d"))], [Violation(Rule.UPPER, "m")]),
        ([("o", "fr", ("f",))], [Violation(Rule.MENTOR_LANGUAGE, "o")]),
        ([("o", "en", ("f",))], [Violation(Rule.MENTEE_LANGUAGE, "o", "f")]),
        ([("n", "en", ("a",))], [Violation(Rule.COMMON_HOUR, "n", "a"), Violation(Rule.SHARED_HOUR, "n")]),
        ([("m", "en", ("a", "late"))], [Violation(Rule.SHARED_HOUR, "m")]),
    ],
)
def test_each_broken_rule_is_named(seatings, violations):
    assert list(broken(*seatings)) == violations


def test_no_shared_hour_is_advice_only():
    assert review(parse_instance(DOCUMENT), [Seating("m", "en", ("a", "late"))]).is_sound


def test_broken_pins_conflicts_and_locks():
    pins = [
        {"mentee": "a", "mentor": "o", "kind": "must"},
        {"mentee": "b", "mentor": "m", "kind": "never"},
    ]
    locked = [{"mentor": "n", "language": "fr", "mentees": ["f"]}]

    assert list(broken(("m", "en", ("a", "b")), pins=pins, conflicts=[["b", "a"]], locked=locked)) == [
        Violation(Rule.CONFLICT, "m", "b", "a"),
        Violation(Rule.MUST, "o", "a"),
        Violation(Rule.NEVER, "m", "b"),
        Violation(Rule.LOCKED, "n"),
    ]


def test_a_pair_without_a_given_score_is_not_acceptable():
    affinity = {"kind": "table", "pairs": [[0, 2, 4]]}

    assert list(broken(("o", "en", ("a", "b")), affinity=affinity)) == [Violation(Rule.ACCEPTABLE, "o", "b")]


@pytest.mark.parametrize("kind", [{}, {"table": True}, {"hours": True}], ids=["attributes", "table", "hours"])
def test_pairs_are_scored_as_the_search_scores_them(kind):
    document = drawn(4, mentees=30, mentors=9, **kind) | {"pins": [], "conflicts": []}
    solution = solve(parse_instance(document), seed=0, time_limit=30)
    scoring = Scoring(parse_instance(document))
    found = review(parse_instance(document), [circle.seating for circle in solution.circles])

    assert found.circles == solution.circles
    assert (found.count, found.affinity, found.is_sound) == (solution.count, solution.affinity, True)
    assert [
        scoring.score(one["id"], other["id"], "en") for one in document["mentees"] for other in document["mentors"]
    ] == [score(document, i, m, "en") for i in range(30) for m in range(9)]


def test_the_terms_of_a_pair_add_up_to_its_score():
    scoring = Scoring(parse_instance(DOCUMENT))

    assert scoring.terms("a", "o", "en") == {
        "interests": 0,
        "goal": 0,
        "language": 16,
        "timezone": 15,
        "place": 0,
        "hours": 0,
    }
    assert scoring.terms("a", "o", "fr") is None


def test_reviewing_does_not_need_numpy():
    check = "import sys, circles.matching; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
