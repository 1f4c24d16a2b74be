"""What linear programmes leave out or seat for sure, against every possible matching of small instances."""

import numpy as np
import pytest

from bench.matching_checker import best_by_trying
from circles.matching import parse_instance, search
from circles.matching.arcs import all_arcs
from circles.matching.closing import Closing
from circles.matching.descent import first_bound
from circles.matching.grid import build_grid, tally
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn


def scarce(seed):
    """More mentees than seats."""
    document = drawn(seed, mentees=8, mentors=2, table=seed % 2 == 0)
    for person in document["mentors"]:
        person["upper"] = min(person["upper"], 3)
        person["lower"] = min(person["lower"], 3)
    return document


def begun(document, count):
    grid = build_grid(parse_instance(document))
    arcs, bound = all_arcs(grid), first_bound(grid, count, seed=1)
    return Closing(
        grid,
        arcs,
        count,
        known_open=np.zeros(len(grid.options), dtype=np.bool_),
        promising=np.arange(len(arcs)) % 3 > 0,
        prices=bound.prices / 1000,
        generator=np.random.default_rng(seed=1),
    )


SOLVABLE = [(seed, best) for seed in range(12) if (best := best_by_trying(scarce(seed))) is not None and best[0] > 0]


@pytest.mark.parametrize("short", [1, 4, 12])
@pytest.mark.parametrize(("seed", "best"), SOLVABLE)
def test_no_matching_worth_more_than_what_is_reached_is_left_out(seed, best, short):
    count, affinity = best
    closing = begun(scarce(seed), count)
    reached = affinity - short

    for _ in range(3):
        closing.lower(reached, lambda: 60)
        assert closing.bound > affinity - 1e-4
    outcome, is_settled = closing.best_within(np.inf, reached, 60)

    assert is_settled
    assert tally(closing.grid, outcome.seat) == best
    assert outcome.bound > affinity - 1e-4


@pytest.mark.parametrize(("seed", "best"), SOLVABLE)
def test_nothing_is_worth_more_than_the_best(seed, best):
    count, affinity = best
    closing = begun(scarce(seed), count)

    closing.lower(affinity, lambda: 60)
    outcome, is_settled = closing.best_within(np.inf, affinity, 60)

    assert is_settled
    assert outcome.seat is None or tally(closing.grid, outcome.seat) <= best
    assert outcome.bound < affinity + 1


def test_some_are_seated_for_sure_and_the_count_is_about_the_others():
    sure = 0
    for seed, (count, affinity) in SOLVABLE:
        closing = begun(scarce(seed), count)
        mentees, before = len(closing.prices), int(closing.rows.is_equal[: len(closing.prices)].sum())
        closing.lower(affinity - 1, lambda: 60)
        seated = int(closing.rows.is_equal[:mentees].sum()) - before
        sure += seated
        if seated:
            assert closing.rows.sides[mentees] == count - before - seated
    assert sure > 0


@pytest.mark.parametrize("seed", [1, 4, 13])
def test_cuts_and_looks_around_the_point_prove_what_one_programme_over_all_pairs_does(seed, monkeypatch):
    problem = parse_instance(drawn(seed, mentees=60, mentors=20, table=seed % 3 == 0, hours=seed % 2 == 0))
    at_once = solve(problem, seed=0, time_limit=60)
    looks, look = [], Closing.best_near_point
    monkeypatch.setattr(Closing, "best_near_point", lambda *given: looks.append(look(*given)) or looks[-1])
    monkeypatch.setattr(search, "QUICK", 0)  # as of a season of thousands, and at every gap
    for gap in ("NEARLY_CLOSED", "ALL_BUT_CLOSED", "WORTH_A_LOOK", "FAR"):
        monkeypatch.setattr(search, gap, 0)

    step_by_step = solve(problem, seed=0, time_limit=60)

    assert at_once.is_proven
    assert step_by_step.is_proven
    assert (step_by_step.count, step_by_step.affinity) == (at_once.count, at_once.affinity)
    assert any(seat is not None for seat in looks)


def test_around_one_point_the_same_is_not_sought_twice(monkeypatch):
    seed, (count, affinity) = SOLVABLE[0]
    closing, solved, sought = begun(scarce(seed), count), Closing._solved, []
    monkeypatch.setattr(Closing, "_solved", lambda self, *given: sought.append(given[3]) or solved(self, *given))
    for lower in (True, False, True):
        if lower:
            closing.lower(affinity - 5, lambda: 60)
        for reached in (affinity - 9, affinity - 9, affinity - 5):
            closing.best_near_point(reached, 60)
    assert sought == [affinity - 9, affinity - 5] * 3
