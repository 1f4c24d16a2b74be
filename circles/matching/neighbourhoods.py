"""Improves a matching piece by piece: mentors around one whose circle loses most against the bound, solved exactly."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

from circles.matching.arcs import Arcs, join, seat_arcs
from circles.matching.bound import SCALE
from circles.matching.core import LESS_THAN_A_POINT, best_affinity
from circles.matching.descent import Bound, losses
from circles.matching.grid import NOWHERE, Grid, Ints

RIVALRY = SCALE  # mentors are rivals where both would take the mentee for no larger loss than this
WORTH_A_LOOK = SCALE // 5  # what a circle loses before a piece is made around it


@dataclass(frozen=True, slots=True)
class Pace:
    """The larger the pieces, the fewer pairs are looked at in each."""

    mentors: int
    reach: int  # the loss up to which pairs are looked at, scaled
    seconds: float  # for one piece


PACES = (
    Pace(60, 4 * SCALE, 5.0),
    Pace(150, 2 * SCALE, 10.0),
    Pace(250, SCALE, 20.0),
    Pace(800, SCALE * 3 // 10, 20.0),
)


def improve(grid: Grid, bound: Bound, nearby: tuple[Arcs, Ints], seat: Ints, seconds_left: Callable[[], float]) -> Ints:
    """Never worse than `seat`, and with the same count; `nearby` as of `descent.nearby_pairs`."""
    rivals = _rivals(grid, *nearby)
    for pace in (pace for pace in PACES if 2 * pace.mentors <= len(grid.pairs)):
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
            seat, is_best = _better_piece(grid, arcs, seat, mentors, min(pace.seconds, seconds_left()))
            if is_best:
                waiting[order[: pace.mentors // 2]] = False
    return seat


def _better_piece(grid: Grid, arcs: Arcs, seat: Ints, mentors: Ints, seconds: float) -> tuple[Ints, bool]:
    """The circles of these mentors, from their mentees and those without a seat; and whether nothing is better."""
    inside = np.isin(grid.options.mentor, mentors)
    hers = (seat == NOWHERE) | inside[seat]
    present = np.where(hers, seat, NOWHERE)
    piece = join(grid, arcs.where(inside[arcs.option] & hers[arcs.mentee]), seat_arcs(present))
    count, before = int((present != NOWHERE).sum()), _affinity(grid, present)
    nothing_known = np.zeros(len(grid.options), dtype=np.bool_)
    outcome = best_affinity(grid, piece, count, known_open=nothing_known, time_limit=seconds, among=mentors)
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
