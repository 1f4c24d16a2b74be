"""Closes the gap between matching and bound: linear programmes with cuts, then an integer programme over what is left.

All is stated over every pair that matters, but a linear programme knows the promising ones alone: its multipliers price
the others too, and those that would pay come in. What cannot be part of a better matching any more leaves.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog

from circles.matching.arcs import Arcs
from circles.matching.core import (
    ROUNDING,
    SHORTEST_LIMIT,
    Outcome,
    Programme,
    constraints_of,
    integer_programme,
    must_be_whole,
    seats,
)
from circles.matching.cuts import zero_half_cuts
from circles.matching.grid import Flags, Grid, Ints

PAYS = 1e-7
TIGHT = 1e-6
MOST_CUTS = 150  # in one round
LITTLE, PATIENCE = 0.05, 3  # points by which the bound falls, and how many such rounds are enough
ROUNDS = 6  # of cuts before an integer programme may know better
BOX = 1.0  # points that a price may move at once
SOLVED, INFEASIBLE = 0, 2
# HiGHS looks for matchings by programmes inside of the programme, for longer than the whole proof takes.
WITHOUT_PROGRAMMES_INSIDE = {
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


class Closing:
    """Matchings of exactly `count` mentees over these pairs. Columns are the pairs, then the options."""

    def __init__(
        self,
        grid: Grid,
        arcs: Arcs,
        count: int,
        *,
        known_open: Flags,
        promising: Flags,
        prices: Ints,
        generator: np.random.Generator,
    ) -> None:
        options, at = np.unique(arcs.option, return_inverse=True)
        is_open = known_open[options]
        self.grid, self.options, self.count, self.generator = grid, options, count, generator
        self.arcs, self.at = arcs, at
        self.gains = np.r_[grid.scores(arcs.option, arcs.mentee), np.zeros(len(options))]
        self.least = np.r_[np.zeros(len(arcs)), is_open]
        self.most = np.ones(len(self.least))
        self.is_known = np.r_[promising, np.ones(len(options), dtype=np.bool_)]
        self.needs_circle = ~is_open[at]
        self.rows, self.sides = _as_upper_limits(constraints_of(grid, Programme(arcs, options, at, is_open), count))
        self.given = len(self.sides)  # rows that are no cuts
        mentees, first = np.unique(arcs.mentee, return_index=True)
        self.prices = prices[mentees]
        self.seating = _without_circles(self.rows, first, len(arcs))
        self.bound = np.inf
        self.worth = np.zeros(len(self.least))  # of each column at the multipliers that prove the bound

    def lower(self, reached: int, seconds_left: Callable[[], float]) -> None:
        """Brings `bound` down, for matchings worth more than `reached`, until more cuts bring little."""
        waited = 0
        for _ in range(ROUNDS):
            if waited == PATIENCE or seconds_left() <= 0:
                return
            before, known = self.bound, self.is_known.sum()
            point = self._priced(seconds_left())
            if point is None or self.bound < reached + 1 - ROUNDING:
                return
            self._leave_out(reached)
            waited = waited + 1 if self.bound > before - LITTLE else 0
            point = self._compressed(point)
            cuts, sides = zero_half_cuts(*self._rows_at(point), point, most=MOST_CUTS, generator=self.generator)
            if not len(sides) and self.is_known.sum() <= known:
                return
            stay = np.r_[np.ones(self.given, np.bool_), (self.sides - self.rows @ point)[self.given :] < TIGHT]
            self.rows = sparse.csr_array(sparse.vstack([self.rows[stay], cuts]))
            self.sides = np.r_[self.sides[stay], sides]

    def best_within(self, slack: float, reached: int, time_limit: float) -> tuple[Outcome, bool]:
        """The best over what is worth at most so much less, and whether that is settled.

        The bound is about all, as far as they are worth more than `reached`.
        """
        self._leave_out(reached)
        slack = min(slack, self.bound - reached)
        usable = (self.worth >= -slack) | (self.least > 0)
        pairs = np.flatnonzero(usable[: len(self.arcs)])
        most = np.where(usable, self.most, 0)
        least = np.where(self.worth > slack, most, self.least)
        columns = np.r_[pairs, len(self.arcs) + np.arange(len(self.options))]
        programme = Programme(
            self.arcs.where(usable[: len(self.arcs)]), self.options, self.at[pairs], least[len(self.arcs) :] > 0
        )
        result = integer_programme(
            c=-self.gains[columns],
            integrality=np.r_[must_be_whole(self.grid, programme.arcs), np.ones(len(self.options))],
            bounds=Bounds(least[columns], most[columns]),
            constraints=[
                LinearConstraint(self.rows[:, columns], -np.inf, self.sides),
                LinearConstraint(self._seats_need_circles(pairs)[:, columns], -np.inf, 0),
            ],
            options={
                "time_limit": max(SHORTEST_LIMIT, time_limit),
                "mip_rel_gap": (1 - ROUNDING) / max(1.0, abs(self.bound)),
                "objective_bound": -(reached + 1 - ROUNDING),
                **WITHOUT_PROGRAMMES_INSIDE,
            },
        )
        inside = np.inf if result.mip_dual_bound is None else max(reached, -result.mip_dual_bound)
        if result.status == INFEASIBLE:
            inside = reached
        found = None if result.x is None else seats(self.grid, programme, result.x)
        return Outcome(found, max(inside, self.bound - slack)), result.status in (SOLVED, INFEASIBLE)

    def _priced(self, time_limit: float) -> Ints | None:
        """The best point over the known columns; the bound and what each column is worth at its multipliers."""
        known = np.flatnonzero(self.is_known)
        pairs = np.flatnonzero(self.is_known[: len(self.arcs)] & self.needs_circle)
        needs = self._seats_need_circles(pairs)
        more = sparse.csr_array((len(self.sides) - self.given + len(pairs), self.seating.shape[1]))
        seating = sparse.vstack([self.seating, more])
        result = linprog(
            -np.r_[self.gains[known], self.prices - BOX, -self.prices - BOX],
            A_ub=sparse.hstack([sparse.vstack([self.rows[:, known], needs[:, known]]), seating, -seating]),
            b_ub=np.r_[self.sides, np.zeros(len(pairs))],
            bounds=np.r_[np.c_[self.least[known], self.most[known]], np.tile([0, np.inf], (2 * len(self.prices), 1))],
            method="highs-ds",
            options={"time_limit": max(SHORTEST_LIMIT, time_limit)},
        )
        if result.status != SOLVED:
            return None
        self._price(result, needs)
        point = np.zeros(len(self.least))
        point[known] = result.x[: len(known)]
        return point

    def _price(self, result: OptimizeResult, needs: sparse.csr_array) -> None:
        multipliers = np.maximum(0, -result.ineqlin.marginals)
        given = multipliers[: len(self.sides)]
        worth = self.gains - given @ self.rows - multipliers[len(self.sides) :] @ needs
        pairs = len(self.arcs)
        paying = np.flatnonzero(~self.is_known[:pairs] & (worth[:pairs] > PAYS))
        self.is_known[paying] = True
        moved = paying[self.needs_circle[paying]]  # the multiplier of "the seat needs its circle" takes it all
        np.add.at(worth, pairs + self.at[moved], worth[moved])
        worth[moved] = 0
        bound = float(given @ self.sides + np.maximum(worth * self.least, worth * self.most).sum())
        if bound < self.bound:
            self.bound, self.worth, self.prices = bound, worth, given[: self.given] @ self.seating

    def _leave_out(self, reached: int) -> None:
        """What a matching worth more than `reached` cannot use, or cannot do without."""
        room = self.bound - (reached + 1) + ROUNDING
        self.least[(self.worth > room) & (self.most > 0)] = 1
        self.most[(self.worth < -room) & (self.least == 0)] = 0
        pairs = len(self.arcs)
        self.most[:pairs][self.most[pairs:][self.at] == 0] = 0

    def _compressed(self, point: Ints) -> Ints:
        """Without the pairs that are out of use."""
        pairs = len(self.arcs)
        stay = self.most[:pairs] > 0
        columns = np.r_[stay, np.ones(len(self.options), dtype=np.bool_)]
        self.arcs, self.at, self.needs_circle = self.arcs.where(stay), self.at[stay], self.needs_circle[stay]
        for name in ("gains", "least", "most", "is_known", "worth"):
            setattr(self, name, getattr(self, name)[columns])
        self.rows = self.rows[:, np.flatnonzero(columns)]
        return point[columns]

    def _rows_at(self, point: Ints) -> tuple[sparse.csr_array, Ints]:
        """All rows that cuts may be made of: a seat needs its circle where that is half open."""
        is_half_open = point[len(self.arcs) :] < 1 - TIGHT
        pairs = np.flatnonzero((point[: len(self.arcs)] > TIGHT) & self.needs_circle & is_half_open[self.at])
        rows = sparse.csr_array(sparse.vstack([self.rows, self._seats_need_circles(pairs)]))
        return rows, np.r_[self.sides, np.zeros(len(pairs))]

    def _seats_need_circles(self, pairs: Ints) -> sparse.csr_array:
        row = np.tile(np.arange(len(pairs)), 2)
        column = np.r_[pairs, len(self.arcs) + self.at[pairs]]
        value = np.repeat([1.0, -1.0], len(pairs))
        return sparse.csr_array((value, (row, column)), shape=(len(pairs), len(self.least)))


def _as_upper_limits(constraints: list[LinearConstraint]) -> tuple[sparse.csr_array, Ints]:
    """Without limits that nothing can reach."""
    parts, sides = [], []
    for constraint in constraints:
        for sign, limits in ((1, constraint.ub), (-1, constraint.lb)):
            rows = sign * sparse.csr_array(constraint.A)
            side = sign * np.broadcast_to(np.asarray(limits, dtype=np.float64), rows.shape[0])
            is_limit = np.flatnonzero((rows.maximum(0).sum(axis=1) > np.minimum(0, side)) & np.isfinite(side))
            parts.append(rows[is_limit])
            sides.append(side[is_limit])
    return sparse.csr_array(sparse.vstack(parts)), np.concatenate(sides)


def _without_circles(rows: sparse.csr_array, columns: Ints, pairs: int) -> sparse.csr_array:
    """What these pairs take up but their circles."""
    is_about_circles = np.asarray(abs(rows[:, pairs:]).sum(axis=1)).ravel() > 0
    return sparse.csr_array(sparse.diags_array(np.where(is_about_circles, 0.0, 1.0)) @ rows[:, columns])
