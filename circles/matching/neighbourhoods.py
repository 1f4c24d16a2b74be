"""Improves a matching piece by piece: mentors around one whose circle loses most against the bound, solved exactly."""

import warnings
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

from circles.matching.arcs import Arcs, join, seat_arcs
from circles.matching.core import ROUNDING, best_affinity
from circles.matching.descent import Bound, losses
from circles.matching.grid import NOWHERE, Flags, Grid, Ints, tally
from circles.matching.sieve import SCALE

RIVALRY = SCALE  # mentors are rivals where both would take the mentee for no larger loss than this
WORTH_A_LOOK = SCALE // 5  # what a circle loses before a piece is made around it
AT_ONCE = 2  # pieces: while HiGHS works on one, another thread may work too


@dataclass(frozen=True, slots=True)
class Pace:
    """The larger the pieces, the fewer pairs are looked at in each, and the more circles are taken as decided."""

    mentors: int
    reach: int  # the loss up to which pairs are looked at, scaled
    seconds: float  # for one piece
    decided: float  # the share of steps: chosen less often a circle stays closed, all but always it opens


PACES = (  # a few pairs of all circles first: each better matching leaves less to decide about among more pairs
    Pace(3000, SCALE * 3 // 100, 3.0, decided=0.4),
    Pace(3000, SCALE * 3 // 100, 3.0, decided=0.3),
    Pace(3000, SCALE * 3 // 100, 3.0, decided=0.2),
    Pace(3000, SCALE * 5 // 100, 3.0, decided=0.3),
    Pace(3000, SCALE * 7 // 100, 4.0, decided=0.2),
    Pace(1300, SCALE * 2 // 10, 1.5, decided=0.1),
    Pace(1300, SCALE * 3 // 10, 2.0, decided=0.05),
    Pace(1600, SCALE * 3 // 10, 3.0, decided=0.05),
    Pace(2000, SCALE * 3 // 10, 4.0, decided=0.05),
    Pace(3000, SCALE * 1 // 10, 6.0, decided=0.1),
    Pace(3000, SCALE * 3 // 10, 12.0, decided=0.05),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some circles, with their mentees and perhaps some without a seat."""

    mentors: Ints
    heart: Ints  # those of them around whom nothing is left to find when the best is found
    arcs: Arcs
    hers: Flags  # whose seats are chosen anew
    staying: Flags  # who keeps a seat
    known_open: Flags


def improve(grid: Grid, bound: Bound, nearby: tuple[Arcs, Ints], seat: Ints, seconds_left: Callable[[], float]) -> Ints:
    """Never worse than `seat`, and with the same count; `nearby` as of `descent.nearby_pairs`."""
    improvement = _Improvement(grid, bound, nearby, seat, seconds_left)
    with warnings.catch_warnings(), ThreadPoolExecutor(AT_ONCE) as threads:
        warnings.simplefilter("ignore", RuntimeWarning)  # as integer programmes do, but here for all threads
        for pace in PACES:
            improvement.go_on(pace, threads)
    return improvement.seat


class _Improvement:
    """The best matching so far, and who competes with whom for mentees."""

    def __init__(
        self, grid: Grid, bound: Bound, nearby: tuple[Arcs, Ints], seat: Ints, seconds_left: Callable[[], float]
    ) -> None:
        self.grid, self.bound, self.nearby, self.seat, self.seconds_left = grid, bound, nearby, seat, seconds_left
        self.rivals = _rivals(grid, *nearby)

    def go_on(self, pace: Pace, threads: Executor) -> None:
        """Until no circle is left that loses much and was not at the heart of a piece solved to the end."""
        near = self.nearby[0].where(self.nearby[1] <= pace.reach)
        waiting = np.ones(len(self.grid.pairs), dtype=np.bool_)
        while self.seconds_left() > 0:
            groups = self._groups(waiting, pace.mentors)
            if not groups:
                return
            pieces = self._pieces(groups, near, pace)
            seconds = min(pace.seconds, self.seconds_left())
            tasks = [threads.submit(_solved, self.grid, piece, self.seat, seconds) for piece in pieces]
            for piece, task in zip(pieces, tasks, strict=True):
                seat, is_best = task.result()
                self.seat = np.where(piece.hers, seat, self.seat)
                if is_best or len(piece.heart) == len(piece.mentors):
                    waiting[piece.heart] = False

    def _groups(self, waiting: Flags, size: int) -> list[tuple[Ints, Ints]]:
        """Mentors around those who wait and lose most, and the hearts of these groups; nobody is in two groups.

        Who stands in the middle waits no longer.
        """
        lost, elsewhere = losses(self.grid, self.bound, self.seat)
        free = np.ones(len(lost), dtype=np.bool_)
        groups: list[tuple[Ints, Ints]] = []
        while len(groups) < AT_ONCE:
            start = int(np.argmax(np.where(waiting & free, lost, 0)))
            if not (waiting[start] and free[start]) or lost[start] < WORTH_A_LOOK:
                break
            waiting[start] = False
            near = breadth_first_order(self.rivals, start, directed=False, return_predecessors=False)
            group = near[free[near]][:size]
            if int(lost[group].sum()) + elsewhere >= SCALE:
                free[group] = False
                groups.append((group, group if len(group) == len(near) else group[: size // 2]))
        return groups

    def _pieces(self, groups: list[tuple[Ints, Ints]], near: Arcs, pace: Pace) -> list[Piece]:
        """Of two groups that could seat a mentee without a seat, the first may."""
        is_open, may_open = _decided(self.grid, self.bound, self.seat, pace.decided)
        near = near.where(may_open[near.option])
        staying = self._staying(pace.reach)
        unclaimed = self.seat == NOWHERE
        pieces = []
        for mentors, heart in groups:
            inside = np.isin(self.grid.options.mentor, mentors)
            arcs = near.where(inside[near.option])
            hers = (self.seat != NOWHERE) & inside[self.seat]
            hers[arcs.mentee] |= unclaimed[arcs.mentee]
            unclaimed &= ~hers
            pieces.append(Piece(mentors, heart, arcs.where(hers[arcs.mentee]), hers, staying, is_open))
        return pieces

    def _staying(self, reach: int) -> Flags:
        """Who has a seat and whose price is so far above the last one's that she will keep one."""
        last = self.bound.prices[self.bound.choice.seated].min(initial=2**62)
        return np.asarray((self.seat != NOWHERE) & (self.bound.prices > last + reach))


def _decided(grid: Grid, bound: Bound, seat: Ints, share: float) -> tuple[Flags, Flags]:
    """Which options open for sure, and which may: what is open already may stay, and nothing is closed for sure."""
    is_open = np.bincount(seat[seat != NOWHERE], minlength=len(grid.options)) > 0
    if bound.often is None:
        return np.zeros(len(grid.options), dtype=np.bool_), np.ones(len(grid.options), dtype=np.bool_)
    return is_open & (bound.often > 1 - share), is_open | (bound.often >= share)


def _solved(grid: Grid, piece: Piece, seat: Ints, seconds: float) -> tuple[Ints, bool]:
    """The best seats for the mentees of the piece, or those they have; and whether nothing is better."""
    present = np.where(piece.hers, seat, NOWHERE)
    count, before = tally(grid, present)
    outcome = best_affinity(
        grid,
        join(grid, piece.arcs, seat_arcs(present)),
        count,
        known_open=piece.known_open,
        time_limit=seconds,
        among=piece.mentors,
        beyond=before,
        staying=piece.staying,
    )
    after = before if outcome.seat is None else tally(grid, outcome.seat)[1]
    is_best = outcome.bound < max(before, after) + 1 - ROUNDING / 2
    return (outcome.seat if outcome.seat is not None and after > before else present), is_best


def _rivals(grid: Grid, arcs: Arcs, loss: Ints) -> sparse.csr_array:
    """Mentors who would take the same mentees."""
    arcs = arcs.where(loss <= RIVALRY)
    mentor = grid.options.mentor[arcs.option]
    wanted = sparse.csr_array((np.ones(len(arcs)), (mentor, arcs.mentee)), shape=(len(grid.pairs), grid.mentees))
    return (wanted @ wanted.T).tocsr()
