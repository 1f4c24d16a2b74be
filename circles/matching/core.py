"""Exact steps: integer programmes over a selection of pairs, solved by HiGHS."""

import warnings
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from circles.matching.arcs import Arcs
from circles.matching.flow import assign
from circles.matching.grid import NOWHERE, Flags, Grid, Ints

SHORTEST_LIMIT = 0.05
TOLERANCE = 1e-6
ROUNDING = 1e-4  # HiGHS computes in floating point; scores are whole
LESS_THAN_A_POINT = 0.9  # scores are whole: a smaller gap is none


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seat` is None when nothing was found; `bound` is proven for matchings over these pairs alone."""

    seat: Ints | None
    bound: float
    is_infeasible: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """Columns: whether each pair is matched, then whether each option opens."""

    arcs: Arcs
    options: Ints  # those that occur in the pairs
    at: Ints  # for each pair the place of its option
    is_open: Flags  # options known to open

    @property
    def columns(self) -> int:
        return len(self.arcs) + len(self.options)

    def rows(self, row: Ints, column: Ints, value: Ints | int, number: int) -> sparse.csr_array:
        values = np.broadcast_to(np.asarray(value, dtype=np.float64), len(column))
        return sparse.csr_array((values, (row, column)), shape=(number, self.columns))


def best_affinity(
    grid: Grid,
    arcs: Arcs,
    count: int,
    *,
    known_open: Flags,
    time_limit: float,
    among: Ints | None = None,
    beyond: int | None = None,
    staying: Flags | None = None,
) -> Outcome:
    """The highest affinity among matchings of exactly that many mentees over these pairs.

    `among`: the only mentors whose pins count, when the pairs are a piece of the whole. With `beyond` nothing is
    sought that is not worth more than that, and the bound tells of such matchings alone. `staying`: who has a seat in
    any case: the fewer may lose theirs, the quicker.
    """
    scores = grid.scores(arcs.option, arcs.mentee).astype(np.float64)
    scale = max(1.0, float(np.abs(scores).max(initial=0)) * count)
    return _solve(
        grid,
        arcs,
        scores,
        known_open,
        time_limit,
        exactly=count,
        relative_gap=LESS_THAN_A_POINT / scale,
        among=among,
        beyond=beyond,
        staying=staying,
    )


def fewest_moves(grid: Grid, arcs: Arcs, count: int, *, penalty: int, time_limit: float) -> Outcome:
    """Of matchings of exactly that many over these pairs: highest affinity plus `penalty` for each who stays at home.

    Who loses her seat to somebody else counts like who moves.

    The bound is about that sum.
    """
    scores = grid.scores(arcs.option, arcs.mentee).astype(np.float64)
    gap = LESS_THAN_A_POINT / max(1.0, (float(np.abs(scores).max(initial=0)) + penalty) * count)
    home = grid.home[arcs.mentee]
    gains = scores + penalty * ((home != NOWHERE) & (home == arcs.option))
    nothing_known = np.zeros(len(grid.options), dtype=np.bool_)
    return _solve(grid, arcs, gains, nothing_known, time_limit, exactly=count, relative_gap=gap)


def most_mentees(grid: Grid, arcs: Arcs, *, time_limit: float) -> Outcome:
    """The largest count over these pairs."""
    nothing_known = np.zeros(len(grid.options), dtype=np.bool_)
    return _solve(grid, arcs, np.ones(len(arcs)), nothing_known, time_limit, exactly=None, relative_gap=0)


def _solve(
    grid: Grid,
    arcs: Arcs,
    gains: Ints,
    known_open: Flags,
    time_limit: float,
    *,
    exactly: int | None,
    relative_gap: float,
    among: Ints | None = None,
    beyond: int | None = None,
    staying: Flags | None = None,
) -> Outcome:
    options, at = np.unique(arcs.option, return_inverse=True)
    if is_out_of_reach(grid, arcs, exactly or 0, among):
        return Outcome(None, -np.inf, is_infeasible=True)
    if not len(arcs):
        return Outcome(np.full(grid.mentees, NOWHERE), 0.0)
    programme = Programme(arcs, options, at, known_open[options])
    cutoff = {} if beyond is None else {"objective_bound": -(beyond + 1 - ROUNDING)}
    result = integer_programme(
        c=-np.r_[gains, np.zeros(len(options))],
        integrality=np.r_[must_be_whole(grid, arcs), np.ones(len(options))],
        bounds=Bounds(np.r_[np.zeros(len(arcs)), programme.is_open], 1),
        constraints=[*constraints_of(grid, programme, exactly, staying), _seats_need_circles(programme)],
        options={"time_limit": max(SHORTEST_LIMIT, time_limit), "mip_rel_gap": relative_gap, **cutoff},
    )
    bound = np.inf if result.mip_dual_bound is None else -result.mip_dual_bound
    if result.x is None:
        return Outcome(None, -np.inf if result.status == 2 else bound, is_infeasible=result.status == 2)
    return Outcome(seats(grid, programme, result.x), bound)


def integer_programme(**model: Any) -> OptimizeResult:
    """`milp`, which hands options that it does not know to HiGHS as they are, and warns of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return milp(**model)


def is_out_of_reach(grid: Grid, arcs: Arcs, count: int, among: Ints | None = None) -> bool:
    """Too few mentees for the count, or no pair for somebody who must have a circle."""
    pinned = np.flatnonzero(grid.must_open) if among is None else np.intersect1d(np.flatnonzero(grid.must_open), among)
    return count > len(np.unique(arcs.mentee)) or not np.isin(pinned, grid.options.mentor[arcs.option]).all()


def must_be_whole(grid: Grid, arcs: Arcs) -> Flags:
    """With the open circles given, seats are a flow and whole by themselves, except where conflicts interfere."""
    return np.isin(arcs.mentee, grid.conflicts)


def seats(grid: Grid, programme: Programme, solution: Ints) -> Ints:
    arcs, matched = programme.arcs, solution[: len(programme.arcs)]
    if np.abs(matched - np.rint(matched)).max() < TOLERANCE:
        seat = np.full(grid.mentees, NOWHERE)
        chosen = matched > 0.5
        seat[arcs.mentee[chosen]] = arcs.option[chosen]
        return seat
    opened = programme.options[solution[len(arcs) :] > 0.5]
    arcs = arcs.where((matched > 0.5) | ~must_be_whole(grid, arcs))
    return assign(grid, arcs.where(np.isin(arcs.option, opened)), opened)


def constraints_of(
    grid: Grid, programme: Programme, exactly: int | None, staying: Flags | None = None
) -> list[LinearConstraint]:
    """Without those that a seat needs its circle, which the sizes imply once circles are whole."""
    return [*between_circles(grid, programme, exactly, staying), *within_circles(grid, programme)]


def between_circles(
    grid: Grid, programme: Programme, exactly: int | None, staying: Flags | None = None
) -> list[LinearConstraint]:
    """First a row for each mentee, then the count unless all of them have seats, then what conflicts forbid."""
    pair = np.arange(len(programme.arcs))
    mentees, row = np.unique(programme.arcs.mentee, return_inverse=True)
    once = programme.rows(row, pair, 1, len(mentees))
    has_seat = (grid.required[mentees] != NOWHERE) | (exactly == len(mentees))
    if staying is not None:
        has_seat |= staying[mentees]
    constraints = [LinearConstraint(once, has_seat.astype(np.float64), 1)]
    if exactly is not None and not has_seat.all():
        others = pair[~has_seat[row]]
        number = exactly - int(has_seat.sum())
        constraints.append(
            LinearConstraint(programme.rows(np.zeros(len(others), dtype=np.intp), others, 1, 1), number, number)
        )
    if len(grid.conflicts):
        constraints.append(_apart(grid, programme))
    return [constraint for constraint in constraints if constraint.A.shape[0]]


def within_circles(grid: Grid, programme: Programme) -> list[LinearConstraint]:
    return [*_circle_sizes(grid, programme), _one_circle_each(grid, programme)]


def _circle_sizes(grid: Grid, programme: Programme) -> list[LinearConstraint]:
    number, circles = len(programme.arcs), len(programme.options)
    row = np.r_[programme.at, np.arange(circles)]
    column = np.arange(programme.columns)
    lower, upper = grid.options.lower[programme.options], grid.options.upper[programme.options]
    return [
        LinearConstraint(programme.rows(row, column, np.r_[np.ones(number), -lower], circles), 0, np.inf),
        LinearConstraint(programme.rows(row, column, np.r_[np.ones(number), -upper], circles), -np.inf, 0),
    ]


def _one_circle_each(grid: Grid, programme: Programme) -> LinearConstraint:
    mentors, row = np.unique(grid.options.mentor[programme.options], return_inverse=True)
    column = len(programme.arcs) + np.arange(len(programme.options))
    must = grid.must_open[mentors].astype(np.float64)
    return LinearConstraint(programme.rows(row, column, 1, len(mentors)), must, 1)


def _seats_need_circles(programme: Programme) -> LinearConstraint:
    """Much tighter than the sizes before circles are whole."""
    pair = np.flatnonzero(~programme.is_open[programme.at])
    row = np.tile(np.arange(len(pair)), 2)
    column = np.r_[pair, len(programme.arcs) + programme.at[pair]]
    value = np.repeat([1, -1], len(pair))
    return LinearConstraint(programme.rows(row, column, value, len(pair)), -np.inf, 0)


def _apart(grid: Grid, programme: Programme) -> LinearConstraint:
    """Two in conflict never share a circle."""
    arcs = programme.arcs
    involved = np.flatnonzero(np.isin(arcs.mentee, grid.conflicts))
    pairs_of: dict[int, dict[int, int]] = defaultdict(dict)
    for n in involved:
        pairs_of[int(arcs.mentee[n])][int(programme.at[n])] = int(n)
    clashing = [
        (pairs_of[one][at], pairs_of[other][at], at)
        for one, other in grid.conflicts.tolist()
        for at in sorted(pairs_of[one].keys() & pairs_of[other].keys())
    ]
    first, second, at = np.array(clashing, dtype=np.intp).reshape(-1, 3).T
    row = np.tile(np.arange(len(first)), 3)
    column = np.r_[first, second, len(arcs) + at]
    return LinearConstraint(programme.rows(row, column, np.repeat([1, 1, -1], len(first)), len(first)), -np.inf, 0)
