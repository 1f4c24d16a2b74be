"""Searches the best matching on a grid and the proof that it is: count first, then affinity."""

from collections.abc import Callable
from time import monotonic

import numpy as np

from circles.matching.arcs import Arcs, all_arcs, join, number_of_arcs, seat_arcs
from circles.matching.bound import NOBODY
from circles.matching.closing import Closing
from circles.matching.core import ROUNDING, is_out_of_reach, most_mentees
from circles.matching.descent import (
    Bound,
    aimed_at,
    approach,
    arcs_within,
    first_bound,
    least_loss,
    nearby_pairs,
    settle,
)
from circles.matching.flow import seat_without_clashes
from circles.matching.grid import NOWHERE, Flags, Grid, Ints, tally
from circles.matching.opening import options_to_open
from circles.matching.problem import Progress
from circles.matching.sieve import SCALE

FIRST_ROUNDS, FIRST_ROUNDS_IF_MANY = 150, 600
MANY = 1_000  # mentees whose prices need the more rounds, before the means of subgradients are worth anything
MORE_ROUNDS = 2500
COUNTABLE = 200_000  # pairs over which the exact count is worth trying
ROUGH_SHARE, FLOW_SHARE = 4, 12  # pairs for each mentee that the first flow and later ones look at
USUAL_GAP = 0.0003  # between first bounds and matchings, where none is at hand to aim at
FIRST_SLACK, EVERYTHING = 12 * SCALE, 2**60
WIDER = 4
WORTH_MORE_CUTS = 0.5  # points by which the bound fell in the last rounds
KNOWN_SHARE = 2.2  # pairs for each mentee that a linear programme begins with
NARROW_MARGIN = 0.3  # points under the bound that an integer programme looks at where one around the point is no help,
MARGIN = 1.0  # and when cuts bring no more, before it looks at all
ALL_BUT_CLOSED = 2.5  # points: a gap that an integer programme closes sooner than more cuts,
WORTH_A_LOOK = 3.5  # points: a gap whose last integer programme takes longer than one more look around the point
NEARLY_CLOSED = 6.5  # points: a gap that one integer programme closes sooner than cuts
FAR = 6.0  # points: a gap to close from both sides
FIRST_SECONDS = 60.0  # for one
QUICK = 20_000  # pairs that an integer programme closes at once
EVEN = 0.5  # a circle chosen less often had better stay closed, as far as the count allows


Report = Callable[[Progress], None]


class Deadline:
    """Is over at once when somebody wants the run to stop."""

    def __init__(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> None:
        self.start = monotonic()
        self.end = self.start + seconds
        self.stop = stop

    def left(self) -> float:
        return 0.0 if self.stop() else self.end - monotonic()

    def is_ahead(self) -> bool:
        return self.left() > 0

    def spent(self) -> float:
        return monotonic() - self.start


class Search:
    """Holds the best matching and the lowest bounds so far; every method leaves both valid."""

    def __init__(
        self, grid: Grid, first: Ints, count_bound: int, seed: int, deadline: Deadline, report: Report
    ) -> None:
        self.grid, self.seed, self.deadline, self.report = grid, seed, deadline, report
        self.count_bound = count_bound
        self.seat = first
        self.count, self.affinity = tally(grid, first)
        self._aim_at(self._first_bound())

    def run(self) -> None:
        self._approach()
        self._seat_roughly()
        self._settle_count()
        self._settle_and_seat()
        self._widen()

    def _first_bound(self) -> Bound:
        return first_bound(self.grid, self.count_bound, self.seed)

    def _settle_and_seat(self) -> None:
        """Out of time only who has no matching yet is seated."""
        if not self._is_within_reach():
            self._settle()
        if self.count == 0 or (self.deadline.is_ahead() and not self._is_within_reach()):
            self._seat_well()

    def _is_within_reach(self) -> bool:
        """So few pairs in all that an integer programme is quicker than a better bound."""
        return len(self.grid.options) * self.grid.mentees <= QUICK

    def _aim_at(self, bound: Bound) -> None:
        """From now on the bound on affinity is about matchings of as many mentees as this one."""
        self.bound, self.affinity_bound = bound, bound.points

    def _tell(self, step: str) -> None:
        self.report(Progress(step, self.count, self.affinity, self.affinity_bound, self.deadline.spent()))

    def _offer(self, seat: Ints | None) -> None:
        """Takes the matching if it is better than the one at hand."""
        if seat is None or not meets_pins(self.grid, seat):
            return
        count, affinity = tally(self.grid, seat)
        if (count, affinity) > (self.count, self.affinity):
            self.seat, self.count, self.affinity = seat, count, affinity

    def _approach(self) -> None:
        self._tell("lowering the bound")
        rounds = FIRST_ROUNDS if self.grid.mentees <= MANY else FIRST_ROUNDS_IF_MANY
        self.bound = approach(self.grid, self.bound, rounds=rounds, in_time=self.deadline.is_ahead)
        self.affinity_bound = min(self.affinity_bound, self.bound.points)

    def _settle(self) -> None:
        if not self.deadline.is_ahead():
            return
        self._tell("lowering the bound")
        guess = int(self.bound.points * (1 - USUAL_GAP))
        reached = self.affinity if self.count == self.bound.count else guess
        self.bound = settle(self.grid, self.bound, rounds=MORE_ROUNDS, reached=reached, in_time=self.deadline.is_ahead)
        self.affinity_bound = min(self.affinity_bound, self.bound.points)

    def _seat_roughly(self) -> None:
        """From what the mentors would choose at these prices to circles that exclude each other.

        Who was chosen once keeps that seat: good enough to aim the next steps at.
        """
        self._tell("seating the mentees")
        choice, arcs = self.bound.choice, self._promising_arcs(ROUGH_SHARE)
        self._offer(seat_without_clashes(self.grid, arcs, choice.open, choice.settled))
        if self.count < self.bound.count:
            self._offer(self._seats_where_most_valued(arcs, choice.values))
        self._seat_at_home(arcs)

    def _seat_well(self) -> None:
        """The circles that were chosen most often on the way down, with the best seats in them."""
        self._tell("seating the mentees")
        choice, arcs = self.bound.choice, self._promising_arcs(FLOW_SHARE)
        settled = None if self.deadline.is_ahead() else choice.settled
        if self.bound.often is not None:
            values = np.rint((self.bound.often - EVEN) * SCALE).astype(np.int64)
            values[choice.values <= NOBODY // 2] = NOBODY
            self._offer(self._seats_where_most_valued(arcs, values, settled))
        if self.count < self.bound.count:
            self._offer(seat_without_clashes(self.grid, arcs, choice.open, settled))
        if self.count < self.bound.count:
            self._offer(self._seats_where_most_valued(arcs, choice.values, settled))
        self._seat_at_home(arcs)

    def _seats_where_most_valued(self, arcs: Arcs, values: Ints, settled: Ints | None = None) -> Ints | None:
        opened = options_to_open(self.grid, values, self.bound.count, time_limit=self.deadline.left())
        return None if opened is None else seat_without_clashes(self.grid, arcs, opened, settled)

    def _seat_at_home(self, arcs: Arcs) -> None:
        if (self.grid.home != NOWHERE).any():
            self._offer(seat_without_clashes(self.grid, arcs, np.unique(self.grid.home[self.grid.home != NOWHERE])))

    def _promising_arcs(self, share: int = FLOW_SHARE) -> Arcs:
        """Pairs near the bound, enough to find a way among them: `share` of them for each mentee."""
        arcs, loss = self._nearby_pairs()
        if len(arcs) > share * self.grid.mentees:
            arcs = arcs.where(loss <= np.partition(loss, share * self.grid.mentees)[share * self.grid.mentees])
        return join(self.grid, arcs, seat_arcs(self.seat))

    def _nearby_pairs(self) -> tuple[Arcs, Ints]:
        return nearby_pairs(self.grid, self.bound)

    def _settle_count(self) -> None:
        """Where the classes promise more than was found: ask pair by pair, or leave the bound open."""
        if self.count == self.count_bound:
            return
        self._count_by_pairs()
        if self.count < self.bound.count:
            self._aim_at(aimed_at(self.grid, self.bound, self.count))
            self._approach()
            self._seat_roughly()

    def _count_by_pairs(self) -> None:
        self._tell("counting pair by pair")
        everything = number_of_arcs(self.grid) <= COUNTABLE
        arcs = all_arcs(self.grid) if everything else self._promising_arcs()
        outcome = most_mentees(self.grid, arcs, time_limit=self.deadline.left() / 2)
        self._offer(outcome.seat)
        if everything and np.isfinite(outcome.bound):
            self.count_bound = max(self.count, min(self.count_bound, int(outcome.bound + ROUNDING)))

    def _is_open(self) -> bool:
        return self.deadline.is_ahead() and self._reached < self.affinity_bound

    @property
    def _reached(self) -> int:
        """The affinity of a matching of as many mentees as the bound is about; less than any has if none is known."""
        return self.affinity if self.count == self.bound.count else NOBODY

    def _widen(self) -> None:
        """Selections of pairs, each wider than the last, until whatever is outside cannot be better."""
        slack = EVERYTHING if self._is_within_reach() else FIRST_SLACK
        while self._is_open():
            lowest, reached = self.bound.choice.bound, self._reached
            slack = min(slack, lowest - (reached + 1) * SCALE)
            arcs, sure = arcs_within(self.grid, self.bound, slack)
            outside = (lowest - slack - 1) // SCALE
            self._tell("closing the gap")
            if not is_out_of_reach(self.grid, arcs, self.bound.count):
                self._close_within(arcs, sure, outside)
            elif self._is_open():
                self._lower_to(outside)
            if outside <= reached:
                return
            slack *= WIDER

    def _close_within(self, arcs: Arcs, sure: Flags, outside: int) -> None:
        """Cuts and integer programmes in turn, over these pairs; the others allow no more than `outside`."""
        closing, is_first_look = self._closing(arcs, sure), True
        slack, seconds, do_cuts_pay = MARGIN, FIRST_SECONDS, not self._is_within_reach()
        while self._is_open():
            if do_cuts_pay:
                self._cut(closing, outside, is_first_look=is_first_look)
                is_first_look = False
            if closing.bound - self._reached > WORTH_A_LOOK and self._is_open():
                self._look_near_point(closing)
            before = self._reached
            if closing.bound < max(outside, before) + 1 - ROUNDING or not self._is_open():
                return
            if self._is_within_reach() or closing.bound - before <= NEARLY_CLOSED:
                slack = np.inf
            outcome, is_settled = closing.best_within(slack, before, min(seconds, self.deadline.left()))
            self._offer(outcome.seat)
            self._lower_to(max(outside, outcome.bound))
            if outcome.bound < max(outside, self._reached) + 1 - ROUNDING:
                return
            do_cuts_pay = self._reached > before or not is_settled
            slack, seconds = (np.inf, seconds) if is_settled else (slack, seconds * 2)
            self._tell("closing the gap")

    def _closing(self, arcs: Arcs, sure: Flags) -> Closing:
        loss = least_loss(self.grid, self.bound, arcs)
        last = min(len(loss) - 1, int(KNOWN_SHARE * self.grid.mentees))
        return Closing(
            self.grid,
            arcs,
            self.bound.count,
            known_open=sure,
            promising=loss <= np.partition(loss, last)[last],
            prices=self.bound.prices / SCALE,
            generator=np.random.default_rng(self.seed),
        )

    def _cut(self, closing: Closing, outside: int, *, is_first_look: bool) -> None:
        """Rounds of cuts, as long as they bring much; after the first, and while it is far, a look around the point."""
        before, bound = NOBODY - 1, np.inf
        while self._is_open() and (self._reached > before or closing.bound < bound - WORTH_MORE_CUTS):
            before, bound = self._reached, closing.bound
            closing.lower(before, self.deadline.left)
            self._lower_to(max(outside, closing.bound))
            if closing.bound < max(outside, before) + 1 - ROUNDING or not self._is_open():
                return
            if is_first_look or closing.bound - before > FAR:
                self._look_around(closing, outside)
                is_first_look = False
            if closing.bound - self._reached <= ALL_BUT_CLOSED:
                return

    def _look_around(self, closing: Closing, outside: int) -> None:
        """Around the point that proves the bound; where that brings nothing, at all that is very near the bound."""
        before = self._reached
        self._look_near_point(closing)
        if self._reached == before and self._is_open():
            outcome, _ = closing.best_within(NARROW_MARGIN, before, min(FIRST_SECONDS, self.deadline.left()))
            self._offer(outcome.seat)
            self._lower_to(max(outside, outcome.bound))
        self._tell("closing the gap")

    def _look_near_point(self, closing: Closing) -> None:
        self._offer(closing.best_near_point(self._reached, min(FIRST_SECONDS, self.deadline.left())))

    def _lower_to(self, bound: float) -> None:
        if np.isfinite(bound):
            self.affinity_bound = min(self.affinity_bound, max(self.affinity, int(np.floor(bound + ROUNDING))))


def meets_pins(grid: Grid, seat: Ints) -> bool:
    pinned = np.flatnonzero(grid.required != NOWHERE)
    return bool((seat[pinned] != NOWHERE).all()) and bool(
        (grid.options.mentor[seat[pinned]] == grid.required[pinned]).all()
    )
