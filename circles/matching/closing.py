"""Closes the gap between matching and bound: linear programmes with cuts, then an integer programme over what is left.

All is stated over every pair that matters, but a linear programme knows the promising ones alone: its multipliers price
the others too, and those that may pay come in. What cannot be part of a better matching any more leaves.
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
    between_circles,
    integer_programme,
    must_be_whole,
    seats,
    within_circles,
)
from circles.matching.cuts import zero_half_cuts
from circles.matching.grid import NOWHERE, Flags, Grid, Ints
from circles.matching.reduced_costs import circles_of, reduced_costs
from circles.matching.rows import Rows, at_most, join_rows, rows_of

MAY_PAY = 0.1  # points by which a pair may fall short at these multipliers and still come in
TIGHT = 1e-6
MOST_CUTS = 150  # in one round
ROUNDS = 3  # of cuts before an integer programme may know better
BOX = 0.5  # points that a price may move at once
NEAR = 0.5  # points under the bound for the programme around a point
SOLVED, INFEASIBLE = 0, 2
# HiGHS looks for matchings by programmes inside of the programme, and tries how branches end before it chooses one:
# both for longer than the whole proof takes.
STRAIGHT_ON = {
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_pscost_minreliable": 0,
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
        mentees, who = np.unique(arcs.mentee, return_inverse=True)
        is_open = known_open[options]
        self.grid, self.options, self.count, self.generator = grid, options, count, generator
        self.arcs, self.at, self.who = arcs, at, who
        self.circles = circles_of(grid, options)
        self.gains = np.r_[grid.scores(arcs.option, arcs.mentee), np.zeros(len(options))]
        self.least = np.r_[np.zeros(len(arcs)), is_open]
        self.most = np.ones(len(self.least))
        self.is_known = np.r_[promising, np.ones(len(options), dtype=np.bool_)]
        self.needs_circle = ~is_open[at]
        programme = Programme(arcs, options, at, is_open)
        between, within = rows_of(between_circles(grid, programme, count)), rows_of(within_circles(grid, programme))
        self.rows = join_rows(between, within)
        self.given = len(self.rows)  # rows that are no cuts
        # The prices stand for the count too, and each mentor heeds by herself what binds her alone.
        self.priced = len(mentees) + int(not between.is_equal[: len(mentees)].all())  # rows for mentees and the count
        self.has_multiplier = np.arange(self.given) < len(between)
        self.has_multiplier[: self.priced] = False
        self.prices, self.is_pinned = prices[mentees], grid.required[mentees] != NOWHERE
        self.bound = np.inf
        self.worth = np.zeros(len(self.least))  # of each column at the multipliers that prove the bound
        self.point: Ints | None = None  # the best of the last linear programme
        self.sought_beyond: int | None = None  # around it: what is worth more than that

    def lower(self, reached: int, seconds_left: Callable[[], float]) -> None:
        """Brings `bound` down, for matchings worth more than `reached`, by some rounds of cuts."""
        for _ in range(ROUNDS):
            known = self.is_known.sum()
            point = self._priced(reached, seconds_left())
            if point is None or self.bound < reached + 1 - ROUNDING:
                return
            self.point = point = self._compressed(point)
            self.sought_beyond = None
            cuts = at_most(*zero_half_cuts(*self._rows_at(point), point, most=MOST_CUTS, generator=self.generator))
            if (not len(cuts) and self.is_known.sum() <= known) or seconds_left() <= 0:
                return
            is_tight = self.rows.sides - self.rows.matrix @ point < TIGHT
            is_tight[: self.given] = True
            self.rows = join_rows(self.rows.where(is_tight), cuts)

    def best_near_point(self, reached: int, time_limit: float) -> Ints | None:
        """The best matching with all circles that are open or closed in the last linear programme, if one is found.

        It leaves open those that are half open there: often all that the best matching has to decide about. The same is
        not sought twice.
        """
        if self.point is None or self.sought_beyond == reached:
            return None
        self.sought_beyond = reached
        self._leave_out(reached, self.bound, self.worth)
        is_decided = np.r_[np.zeros(len(self.arcs)), np.ones(len(self.options))] > 0
        least = np.where(is_decided & (self.point > 1 - TIGHT) & (self.most > 0), 1.0, self.least)
        most = np.where(is_decided & (self.point < TIGHT) & (least == 0), 0.0, self.most)
        slack = min(NEAR, self.bound - reached)
        outcome, _ = self._solved(least, most, slack, reached, time_limit)
        return outcome.seat

    def best_within(self, slack: float, reached: int, time_limit: float) -> tuple[Outcome, bool]:
        """The best over what is worth at most so much less, and whether that is settled.

        The bound is about all, as far as they are worth more than `reached`.
        """
        self._leave_out(reached, self.bound, self.worth)
        slack = min(slack, self.bound - reached)
        outcome, is_settled = self._solved(self.least, self.most, slack, reached, time_limit)
        return Outcome(outcome.seat, max(outcome.bound, self.bound - slack)), is_settled

    def _solved(self, least: Ints, most: Ints, slack: float, reached: int, time_limit: float) -> tuple[Outcome, bool]:
        """The best with these columns, and without any that is worth so much less, or lacks what is worth so much."""
        most = np.where((self.worth >= -slack) | (least > 0), most, 0)
        least = np.where(self.worth > slack, most, least)
        pairs = len(self.arcs)
        usable = most[:pairs] > 0
        columns = np.r_[np.flatnonzero(usable), pairs + np.arange(len(self.options))]
        programme = Programme(self.arcs.where(usable), self.options, self.at[usable], least[pairs:] > 0)
        rows, needs = self.rows.with_columns(columns), self._seats_need_circles(columns[: len(programme.arcs)])
        multipliers = self._multipliers_of_equalities()
        known = float(multipliers @ rows.sides[: self.priced])
        result = integer_programme(
            c=multipliers @ rows.matrix[: self.priced] - self.gains[columns],
            integrality=np.r_[must_be_whole(self.grid, programme.arcs), np.ones(len(self.options))],
            bounds=Bounds(least[columns], most[columns]),
            constraints=[rows.as_constraint(), LinearConstraint(needs[:, columns], -np.inf, 0)],
            options={
                "time_limit": max(SHORTEST_LIMIT, time_limit),
                "mip_rel_gap": 0,
                "mip_abs_gap": 1 - 10 * ROUNDING,
                "objective_bound": known - (reached + 1 - ROUNDING),
                **STRAIGHT_ON,
            },
        )
        bound = np.inf if result.mip_dual_bound is None else max(reached, known - result.mip_dual_bound)
        if result.status == INFEASIBLE:
            bound = reached
        seat = None if result.x is None else seats(self.grid, programme, result.x)
        return Outcome(seat, bound), result.status in (SOLVED, INFEASIBLE)

    def _multipliers_of_equalities(self) -> Ints:
        """Scores told at these prices bring an integer programme near its end before it begins.

        Rough prices, that no linear programme has told, only make whole scores uneven.
        """
        if not np.isfinite(self.bound):
            return np.zeros(self.priced)
        mentees = len(self.prices)
        multipliers = np.where(self.rows.is_equal[:mentees], self.prices, 0.0)
        last = np.partition(self.prices, -self.count)[-self.count]
        return np.asarray(np.r_[multipliers, np.full(self.priced - mentees, last)])

    def _priced(self, reached: int, time_limit: float) -> Ints | None:
        """The best point over the known columns; the bound and what each column is worth at its multipliers."""
        known = np.flatnonzero(self.is_known)
        others = np.arange(self.priced, len(self.rows))
        result = self._linear_programme(known, others, time_limit)
        if result.status == INFEASIBLE:
            self.bound = min(self.bound, float(reached))  # without what a matching worth more cannot use
        if result.status != SOLVED:
            return None
        multipliers = np.zeros(len(self.rows))
        multipliers[others] = np.maximum(0, -result.ineqlin.marginals[: len(others)])
        multipliers[: self.given] *= self.has_multiplier
        self._price(self.prices - result.eqlin.marginals[: len(self.prices)], multipliers, reached)
        point = np.zeros(len(self.least))
        point[known] = result.x[: len(known)]
        return point

    def _linear_programme(self, known: Ints, others: Ints, time_limit: float) -> OptimizeResult:
        """Seats, circles, then for each mentee a seat given away, a seat too many, and none.

        Scores are told at the prices known so far, so that it begins near its end. The first two cost a little: prices
        do not go astray as long as columns are missing. Who has no seat counts in place of who has one.
        """
        mentees = len(self.prices)
        pairs = known[known < len(self.arcs)]
        needs = self._seats_need_circles(pairs[self.needs_circle[pairs]])[:, known]
        once, each = self.rows.matrix[:mentees, known], sparse.eye_array(mentees)
        limits = sparse.vstack([self.rows.matrix[others][:, known], needs])
        unseated = sparse.csr_array(np.r_[np.zeros(len(known) + 2 * mentees), np.ones(mentees)][None, :])
        last = np.partition(self.prices, -self.count)[-self.count]
        return linprog(
            -np.r_[self.gains[known] - self.prices @ once, np.full(2 * mentees, -BOX), last - self.prices],
            A_ub=sparse.hstack([limits, sparse.csr_array((limits.shape[0], 3 * mentees))]),
            b_ub=np.r_[self.rows.sides[others], np.zeros(needs.shape[0])],
            A_eq=sparse.vstack([sparse.hstack([once, each, -each, each]), unseated]),
            b_eq=np.r_[np.ones(mentees), mentees - self.count],
            bounds=np.r_[
                np.c_[self.least[known], self.most[known]],
                np.tile([0, np.inf], (2 * mentees, 1)),
                np.c_[np.zeros(mentees), ~self.rows.is_equal[:mentees]],
            ],
            method="highs-ds",
            options={"presolve": False, "time_limit": max(SHORTEST_LIMIT, time_limit)},
        )

    def _price(self, prices: Ints, multipliers: Ints, reached: int) -> None:
        """What is proven at these prices of mentees and multipliers of further rows, over all pairs, known or not.

        Multipliers that prove no lower bound may still leave out what others could not.
        """
        pairs = len(self.arcs)
        worth = self.gains - multipliers @ self.rows.matrix
        worth[:pairs] -= prices[self.who]
        chosen, worth = reduced_costs(self.circles, self.at, worth, self.least, self.most)
        dearest = np.argsort(np.where(self.is_pinned, np.inf, prices), kind="stable")[-self.count :]
        less_dear = np.maximum(0, prices[dearest[0]] - prices)
        less_dear[dearest] = 0
        costs = less_dear[self.who]
        worth[:pairs] = np.where(costs > 0, np.minimum(0, worth[:pairs]) - costs, worth[:pairs])
        self.is_known[:pairs] |= worth[:pairs] > -MAY_PAY
        bound = chosen + float(prices[dearest].sum() + multipliers @ self.rows.sides)
        if bound >= reached + 1 - ROUNDING:
            self._seat_for_sure(
                prices, np.delete(prices, dearest).max(initial=-np.inf) + bound - (reached + 1) + ROUNDING
            )
            self._leave_out(reached, bound, worth)
        if bound < self.bound:
            self.bound, self.worth, self.prices = bound, worth, prices

    def _leave_out(self, reached: int, bound: float, worth: Ints) -> None:
        """What a matching worth more than `reached` cannot use, or cannot do without."""
        room = bound - (reached + 1) + ROUNDING
        self.least[(worth > room) & (self.most > 0)] = 1
        self.most[(worth < -room) & (self.least == 0)] = 0
        pairs = len(self.arcs)
        self.most[:pairs][self.most[pairs:][self.at] == 0] = 0

    def _seat_for_sure(self, prices: Ints, price: float) -> None:
        """Who is dearer than that; the count is about the others alone."""
        mentees, rows = len(prices), self.rows
        sure = np.flatnonzero((prices > price) & ~rows.is_equal[:mentees])
        if not len(sure):
            return
        matrix, sides, is_equal = rows.matrix, rows.sides.copy(), rows.is_equal.copy()
        others = matrix[[mentees]] - matrix[sure].sum(axis=0)[None, :]
        is_equal[sure] = True
        sides[mentees] -= len(sure)
        self.rows = Rows(
            sparse.csr_array(sparse.vstack([matrix[:mentees], others, matrix[mentees + 1 :]])), sides, is_equal
        )

    def _compressed(self, point: Ints) -> Ints:
        """Without the pairs that are out of use."""
        pairs = len(self.arcs)
        stay = self.most[:pairs] > 0
        columns = np.r_[stay, np.ones(len(self.options), dtype=np.bool_)]
        self.arcs = self.arcs.where(stay)
        for name in ("at", "who", "needs_circle"):
            setattr(self, name, getattr(self, name)[stay])
        for name in ("gains", "least", "most", "is_known", "worth"):
            setattr(self, name, getattr(self, name)[columns])
        self.rows = self.rows.with_columns(np.flatnonzero(columns))
        return point[columns]

    def _rows_at(self, point: Ints) -> tuple[sparse.csr_array, Ints]:
        """All rows that cuts may be made of: a seat needs its circle where that is half open."""
        is_half_open = point[len(self.arcs) :] < 1 - TIGHT
        pairs = np.flatnonzero((point[: len(self.arcs)] > TIGHT) & self.needs_circle & is_half_open[self.at])
        rows = sparse.csr_array(sparse.vstack([self.rows.matrix, self._seats_need_circles(pairs)]))
        return rows, np.r_[self.rows.sides, np.zeros(len(pairs))]

    def _seats_need_circles(self, pairs: Ints) -> sparse.csr_array:
        row = np.tile(np.arange(len(pairs)), 2)
        column = np.r_[pairs, len(self.arcs) + self.at[pairs]]
        value = np.repeat([1.0, -1.0], len(pairs))
        return sparse.csr_array((value, (row, column)), shape=(len(pairs), len(self.least)))
