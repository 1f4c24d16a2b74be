"""Repairs in the middle of a season: most mentees, then fewest moves, then affinity."""

import pytest

from circles.matching import Seating, homes_of, parse_instance, review
from circles.matching.arcs import all_arcs
from circles.matching.core import fewest_moves
from circles.matching.grid import NOWHERE, build_grid
from circles.matching.repair import Move, repair
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn, instance, mentee, mentor


def mended(document, current, **more):
    found = repair(parse_instance(document), current, seed=0, time_limit=30, **more)
    assert review(parse_instance(document), [circle.seating for circle in found.circles]).is_sound
    return found


def people(*names, **more):
    return [mentee(name, "en", **more) for name in names]


NOW = [Seating("m", "en", ("a", "b", "c")), Seating("n", "en", ("d", "e", "f", "g"))]


def test_nothing_changes_without_a_reason():
    better = instance(people(*"abcdefg", country="KE"), [mentor("m", "en"), mentor("n", "en", country="KE")])

    found = mended(better, NOW)

    assert (found.moves, found.count, found.is_fewest) == ((), 7, True)
    assert found.affinity == found.affinity_before


def test_a_mentee_left_and_one_from_the_larger_circle_moves():
    found = mended(
        instance([*people(*"abde"), mentee("f", "en", goal="law"), *people("g")], [MENTOR, mentor("n", "en")]), NOW
    )

    assert found.moves == (Move("f", ("n", "en"), ("m", "en")),)
    assert (found.count, found.is_fewest) == (6, True)
    assert found.affinity == found.affinity_before + 25


MENTOR = mentor("m", "en", expertise=["law"])


def test_a_late_mentee_joins_and_nobody_moves():
    found = mended(instance(people(*"abcdefgh"), [mentor("m", "en"), mentor("n", "en")]), NOW)

    assert [move.mentee for move in found.moves] == ["h"]
    assert found.moves[0].before is None


def test_a_mentor_left():
    found = mended(instance(people(*"abcdefg"), [mentor("m", "en"), mentor("o", "en", lower=1, upper=2)]), NOW)

    assert (found.count, found.count_bound, len(found.moves), len(found.unmatched)) == (7, 7, 4, 0)
    assert {move.before for move in found.moves} == {("n", "en")}


def test_a_mentor_takes_fewer():
    found = mended(instance(people(*"abcdefg"), [mentor("m", "en"), mentor("n", "en", lower=2, upper=2)]), NOW)

    assert (found.count, len(found.moves)) == (7, 2)


def test_a_circle_that_cannot_reach_its_minimum_is_closed():
    found = mended(instance(people(*"ab"), [mentor("m", "en")]), NOW)

    assert [(move.before, move.after) for move in found.moves] == [(("m", "en"), None)] * 2
    assert (found.count, found.count_bound, found.circles) == (0, 0, ())


def test_a_locked_circle_gives_nobody():
    document = instance(people(*"abdefg"), [mentor("m", "en"), mentor("n", "en")])
    locked = [{"mentor": "n", "language": "en", "mentees": list("defg")}]

    found = mended(document | {"locked": locked}, NOW)

    assert {move.mentee: move.after for move in found.moves} == {"a": None, "b": None}
    assert found.count == 4


@pytest.mark.parametrize("seed", range(4))
def test_a_withdrawal_moves_one_at_most_if_the_mentors_have_room(seed):
    document = drawn(seed, mentees=60, mentors=20, hours=True) | {"pins": [], "conflicts": []}
    before = solve(parse_instance(document), seed=0, time_limit=30)
    gone = before.circles[seed].mentees[0]
    without = document | {"mentees": [person for person in document["mentees"] if person["id"] != gone]}
    best = solve(parse_instance(without), seed=0, time_limit=30)

    found = mended(without, [circle.seating for circle in before.circles])

    assert (found.count, found.count_bound) == (best.count, best.count_bound)
    assert len([move for move in found.moves if move.before]) <= 2
    assert found.is_fewest


@pytest.mark.parametrize("seed", range(8))
def test_no_repair_moves_fewer(seed):
    document = drawn(seed, mentees=14, mentors=5) | {"pins": []}
    before = solve(parse_instance(document), seed=0, time_limit=30)
    gone = before.circles[seed % len(before.circles)].mentees[0]
    without = document | {
        "mentees": [person for person in document["mentees"] if person["id"] != gone],
        "conflicts": [pair for pair in document["conflicts"] if gone not in pair],
    }
    seatings = [circle.seating for circle in before.circles]
    grid = build_grid(parse_instance(without), homes_of(seatings), stay_bonus=0)

    found = mended(without, seatings)

    among_all = fewest_moves(grid, all_arcs(grid), found.count, penalty=10_000, time_limit=30).seat
    moved = len([move for move in found.moves if move.before])
    assert moved == int((grid.home != NOWHERE).sum() - ((grid.home != NOWHERE) & (among_all == grid.home)).sum())
    assert found.is_fewest


def test_out_of_time_the_circles_that_still_hold_are_kept():
    document = instance(people(*"abcdefgh"), [mentor("m", "en"), mentor("n", "en")])

    found = mended(document, NOW, stop=lambda: True)

    assert found.count >= 7
