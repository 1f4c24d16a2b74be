"""Improves a matching piece by piece: mentors around one whose circle loses most against the bound, solved exactly."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

from circles.matching.arcs import Arcs, join, seat_arcs
from circles.matching.core import LESS_THAN_A_POINT, best_affinity
from circles.matching.descent import Bound, losses
from circles.matching.grid import NOWHERE, Flags, Grid, Ints
from circles.matching.sieve import SCALE

RIVALRY = SCALE  # mentors are rivals where both would take the mentee for no larger loss than this
WORTH_A_LOOK = SCALE // 5  # what a circle loses before a piece is made around it


@dataclass(frozen=True, slots=True)
class Pace:
    """The larger the pieces, the fewer pairs are looked at in each, and the more circles are taken as decided."""

    mentors: int
    reach: int  # the loss up to which pairs are looked at, scaled
    seconds: float  # for one piece
    decided: float  # the share of steps: chosen less often a circle stays closed, all but always it opens


PACES = (
    Pace(250, SCALE, 1.0, decided=0.0),
    Pace(600, SCALE // 2, 1.5, decided=0.02),
    Pace(1500, SCALE // 10, 2.0, decided=0.1),
    Pace(1500, SCALE * 3 // 10, 1.5, decided=0.05),
    Pace(800, SCALE, 1.5, decided=0.02),
    Pace(2500, SCALE // 10, 8.0, decided=0.1),
)


def improve(grid: Grid, bound: Bound, nearby: tuple[Arcs, Ints], seat: Ints, seconds_left: Callable[[], float]) -> Ints:
    """Never worse than `seat`, and with the same count; `nearby` as of `descent.nearby_pairs`."""
    rivals = _rivals(grid, *nearby)
    for pace in PACES:
        waiting = np.ones(len(grid.pairs), dtype=np.bool_)
        while seconds_left() > 0:
            lost, elsewhere = losses(grid, bound, seat)
            start = int(np.argmax(np.where(waiting, lost, 0)))
            if not waiting[start] or lost[start] < WORTH_A_LOOK:
                break
            waiting[start] = False
            order = breadth_first_order(rivals, start, directed=False, return_predecessors=False)
            mentors = np.sort(order[: pace.mentors])
            most = int(lost[mentors].sum()) + elsewhere
            if most < SCALE:
                continue
            arcs = nearby[0].where(nearby[1] <= min(most, pace.reach))
            is_open, may_open = _decided(grid, bound, seat, pace.decided)
            seconds = min(pace.seconds, seconds_left())
            seat, is_best = _better_piece(grid, arcs.where(may_open[arcs.option]), seat, mentors, is_open, seconds)
            if is_best:
                waiting[order[: pace.mentors // 2]] = False
    return seat


def _decided(grid: Grid, bound: Bound, seat: Ints, share: float) -> tuple[Flags, Flags]:
    """Which options open for sure, and which may: what is open already may stay, and nothing is closed for sure."""
    is_open = np.bincount(seat[seat != NOWHERE], minlength=len(grid.options)) > 0
    if bound.often is None:
        return np.zeros(len(grid.options), dtype=np.bool_), np.ones(len(grid.options), dtype=np.bool_)
    return is_open & (bound.often > 1 - share), is_open | (bound.often >= share)


def _better_piece(
    grid: Grid, arcs: Arcs, seat: Ints, mentors: Ints, known_open: Flags, seconds: float
) -> tuple[Ints, bool]:
    """The circles of these mentors, from their mentees and those without a seat; and whether nothing is better."""
    inside = np.isin(grid.options.mentor, mentors)
    hers = (seat == NOWHERE) | inside[seat]
    present = np.where(hers, seat, NOWHERE)
    piece = join(grid, arcs.where(inside[arcs.option] & hers[arcs.mentee]), seat_arcs(present))
    count, before = int((present != NOWHERE).sum()), _affinity(grid, present)
    outcome = best_affinity(grid, piece, count, known_open=known_open, time_limit=seconds, among=mentors)
    after = before if outcome.seat is None else _affinity(grid, outcome.seat)
    is_best = outcome.bound < max(before, after) + LESS_THAN_A_POINT
    return (np.where(hers, outcome.seat, seat) if outcome.seat is not None and after > before else seat), is_best


def _affinity(grid: Grid, seat: Ints) -> int:
    seated = np.flatnonzero(seat != NOWHERE)
    return int(grid.scores(seat[seated], seated).sum())


def _rivals(grid: Grid, arcs: Arcs, loss: Ints) -> sparse.csr_array:
    """Mentors who would take the same mentees."""
    arcs = arcs.where(loss <= RIVALRY)
    mentor = grid.options.mentor[arcs.option]
    wanted = sparse.csr_array((np.ones(len(arcs)), (mentor, arcs.mentee)), shape=(len(grid.pairs), grid.mentees))
    return (wanted @ wanted.T).tocsr()
