"""Whether all pins can hold at once, and if not, which is the first that cannot."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from circles.matching.arcs import Arcs, arcs_of_options, join
from circles.matching.bound import build_pool
from circles.matching.core import Outcome, most_mentees
from circles.matching.grid import NOWHERE, Grid, Ints, build_grid
from circles.matching.problem import InstanceRefused, PinKind, Problem

CERTAIN = 200_000  # pairs up to which all are looked at
LIKELY = 48  # mentees for each pinned circle otherwise

SecondsLeft = Callable[[], float]


def seats_by_pins(problem: Problem, grid: Grid, seconds_left: SecondsLeft) -> Ints:
    """A matching of the circles that pins open; refuses the first pin that cannot hold together with those before."""
    outcome = _pinned_circles(grid, seconds_left)
    if outcome.is_infeasible:
        raise _refusal(problem, seconds_left)
    if outcome.seat is None:
        raise InstanceRefused("pins", "no matching that respects them was found within the time limit")
    return outcome.seat


def _pinned_circles(grid: Grid, seconds_left: SecondsLeft) -> Outcome:
    """The other circles take nobody away that a pinned circle needs, so they may be left out."""
    pinned = np.bincount(grid.required[grid.required != NOWHERE], minlength=len(grid.pairs))
    mentor = grid.options.mentor
    must = np.flatnonzero(pinned[mentor] > 0)
    short = must[pinned[mentor[must]] < grid.options.lower[must]]
    enough = np.setdiff1d(must, short)
    own = [(c, i) for c in enough for i in np.flatnonzero(grid.required == mentor[c])]
    arcs = Arcs(*np.array(own, dtype=np.intp).reshape(-1, 2).T)
    return most_mentees(grid, join(grid, arcs, _who_could_join(grid, short)), time_limit=seconds_left())


def _who_could_join(grid: Grid, options: Ints) -> Arcs:
    if len(options) * grid.mentees <= CERTAIN:
        return arcs_of_options(grid, options)
    pool = build_pool(grid, np.zeros(grid.mentees, dtype=np.int64), LIKELY)
    place = np.argwhere(pool.is_filled[options])
    likely = Arcs(options[place[:, 0]], pool.mentees[options[place[:, 0]], place[:, 1]])
    pinned = [(c, i) for c in options for i in np.flatnonzero(grid.required == grid.options.mentor[c])]
    return join(grid, likely, Arcs(*np.array(pinned, dtype=np.intp).reshape(-1, 2).T))


def _refusal(problem: Problem, seconds_left: SecondsLeft) -> InstanceRefused:
    musts = [n for n, pin in enumerate(problem.pins) if pin.kind is PinKind.MUST]

    def fails(number: int) -> int:
        dropped = set(musts[number:])
        pins = tuple(pin for n, pin in enumerate(problem.pins) if n not in dropped)
        return int(_pinned_circles(build_grid(replace(problem, pins=pins)), seconds_left).is_infeasible)

    first = musts[bisect_left(range(1, len(musts)), 1, key=fails)]
    pin = problem.pins[first]
    return InstanceRefused(
        f"pins[{first}] ({pin.mentee}, {pin.mentor})",
        "cannot hold together with the pins before it: a circle would stay under its minimum",
    )
