"""Improves a large matching piece by piece: some mentors who compete for the same mentees, solved exactly."""

from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

from circles.matching.arcs import Arcs, join, seat_arcs
from circles.matching.core import best_affinity
from circles.matching.grid import NOWHERE, Grid, Ints

MENTORS = 600
PASSES = 2
SECONDS_FOR_ONE = 20.0


def improve(grid: Grid, arcs: Arcs, seat: Ints, seed: int, seconds_left: Callable[[], float]) -> Ints:
    """Never worse than `seat`, and with the same count."""
    arcs = join(grid, arcs, seat_arcs(seat))
    known_open = np.zeros(len(grid.options), dtype=np.bool_)
    for mentors in _neighbourhoods(grid, arcs, seed):
        if seconds_left() <= 0:
            break
        inside = np.isin(grid.options.mentor, mentors)
        hers = (seat == NOWHERE) | inside[seat]
        piece = arcs.where(inside[arcs.option] & hers[arcs.mentee])
        count = int((seat[hers] != NOWHERE).sum())
        outcome = best_affinity(
            grid, piece, count, known_open=known_open, time_limit=min(SECONDS_FOR_ONE, seconds_left()), among=mentors
        )
        if outcome.seat is not None and _affinity(grid, outcome.seat) > _affinity(grid, np.where(hers, seat, NOWHERE)):
            seat = np.where(hers, outcome.seat, seat)
    return seat


def _affinity(grid: Grid, seat: Ints) -> int:
    seated = np.flatnonzero(seat != NOWHERE)
    return int(grid.scores(seat[seated], seated).sum())


def _neighbourhoods(grid: Grid, arcs: Arcs, seed: int) -> Iterator[Ints]:
    """Every mentor comes up in each pass; who competes for the same mentees comes up together."""
    mentor = grid.options.mentor[arcs.option]
    wanted = sparse.csr_array((np.ones(len(arcs)), (mentor, arcs.mentee)), shape=(len(grid.pairs), grid.mentees))
    rivals = (wanted @ wanted.T).tocsr()
    generator = np.random.default_rng(seed)
    for _ in range(PASSES):
        waiting = np.isin(np.arange(len(grid.pairs)), mentor)
        for start in generator.permutation(np.flatnonzero(waiting)):
            if waiting[start]:
                reached = breadth_first_order(rivals, start, directed=False, return_predecessors=False)
                # Those who have not had their turn come first, the nearest of them.
                nearest = reached[np.argsort(~waiting[reached], kind="stable")][:MENTORS]
                waiting[nearest] = False
                yield np.sort(nearest)
