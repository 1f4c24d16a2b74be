"""The search in a season of many thousands: few passes over all pairs, and no programme over all people."""

from dataclasses import replace

import numpy as np

from circles.matching.arcs import Arcs
from circles.matching.bound import NOBODY
from circles.matching.descent import FALL, Bound, aimed_at, approach, level_bound, nearby_pairs
from circles.matching.grid import NOWHERE, Ints
from circles.matching.neighbourhoods import improve
from circles.matching.opening import options_to_open
from circles.matching.search import EVEN, FLOW_SHARE, Search
from circles.matching.seating import seat_near
from circles.matching.sieve import SCALE

LARGE = 4_000  # mentees beyond whom this search is the better one
ROUNDS, FEWEST_ROUNDS = 600, 50  # without the fewest, seats are neither good nor quick
LOOKS = frozenset({15, 50, 100, 200, 400})  # steps before which all pairs are looked at
FIRST_PART = 0.5  # of the time there is, for the bound
FLOW_SECONDS = 0.0004  # for each mentee, for a flow that seats everybody


class LargeSearch(Search):
    def run(self) -> None:
        self._approach()
        self._seat()
        if self.count < self.bound.count:
            self._aim_at_count()
            if self.deadline.is_ahead():
                self._approach()
                self._seat()
        if self.count > self.bound.count:
            self._aim_at_count()
        self._settle()
        self._improve()

    def _aim_at_count(self) -> None:
        self._aim_at(aimed_at(self.grid, self.bound, self.count))

    def _first_bound(self) -> Bound:
        return level_bound(self.grid, self.count_bound, self.seed)

    def _approach(self) -> None:
        self._tell("lowering the bound")
        kept = self.deadline.left() * (1 - FIRST_PART)
        self.bound = approach(
            self.grid,
            self.bound,
            rounds=ROUNDS,
            looks=LOOKS,
            at_least=FEWEST_ROUNDS,
            fall=FALL,
            in_time=lambda: self.deadline.left() > max(0, kept),
        )
        self.affinity_bound = min(self.affinity_bound, self.bound.points)
        self.nearby = nearby_pairs(self.grid, self.bound)

    def _settle(self) -> None:
        """Where not all are seated, prices near the last seat settle slowly: on, with what is reached as the aim.

        How often circles were chosen is known better from the longer way.
        """
        if self._is_open() and self.count < self.grid.mentees:
            often = self.bound.often
            super()._settle()
            self.bound = replace(self.bound, often=often)
            self.nearby = nearby_pairs(self.grid, self.bound)

    def _nearby_pairs(self) -> tuple[Arcs, Ints]:
        return self.nearby

    def _seat(self) -> None:
        """In the circles that were chosen most often on the way down; if they or the time do not do, in the last."""
        self._tell("seating the mentees")
        choice, often = self.bound.choice, self.bound.often
        if often is not None and self._has_time_for_flow():
            shares = np.rint((often - EVEN) * SCALE).astype(np.int64)
            self._seat_most_valued(np.where(choice.values > NOBODY // 2, shares, NOBODY))
        if self.count < self.bound.count and (self.deadline.is_ahead() or self.count == 0):
            self._seat_most_valued(choice.values)
        at_home = self.grid.home[self.grid.home != NOWHERE]
        if len(at_home):
            self._seat_in(np.unique(at_home))

    def _seat_most_valued(self, values: Ints) -> None:
        opened = options_to_open(self.grid, values, self.bound.count, time_limit=self.deadline.left())
        if opened is not None:
            self._seat_in(opened)

    def _seat_in(self, opened: Ints) -> None:
        arcs, bound = self._promising_arcs(FLOW_SHARE), self.bound
        self._offer(seat_near(self.grid, bound.choice, arcs, opened, bound.count, in_time=self._has_time_for_flow))

    def _has_time_for_flow(self) -> bool:
        return self.deadline.left() > FLOW_SECONDS * self.grid.mentees

    def _improve(self) -> None:
        if self._is_open():
            self._tell("improving piece by piece")
            self._offer(improve(self.grid, self.bound, self.nearby, self.seat, self.deadline.left))
