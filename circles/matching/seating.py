"""Seats for a season of many thousands: a flow that knows what places are about worth, mended where it fails."""

from collections.abc import Callable

import numpy as np

from circles.matching.arcs import Arcs, join
from circles.matching.bound import NOBODY, Choice
from circles.matching.flow import (
    NONE_BARRED,
    assign,
    filled,
    loosened,
    with_more_pairs,
    without_clashes,
    without_short_circles,
)
from circles.matching.grid import NOWHERE, Grid, Ints

HOPS = (1, 2)
CLOSINGS = 6
LEADING_ON = 500  # pairs
MOST_MOVING = 25_000  # mentees whom one flow seats that does not know what places are worth


def seat_near(grid: Grid, choice: Choice, arcs: Arcs, opened: Ints, count: int, *, in_time: Callable[[], bool]) -> Ints:
    """For each mentee her option or NOWHERE, `count` of them seated if these circles, pairs and the time allow.

    `choice` tells what places are about worth: the nearer to the best prices, the better the seats and the quicker
    they are found. Without time, who was chosen for one of the circles alone has her seat.
    """
    costs = np.where(choice.values > NOBODY // 2, choice.marginal, 0)

    def seated_but(barred: Ints) -> Ints:
        settled = None if in_time() else _settled(grid, choice, barred)
        return _Seating(grid, arcs, opened, count, barred).found(costs, settled, in_time)

    return without_clashes(grid, seated_but(NONE_BARRED), seated_but)


def _settled(grid: Grid, choice: Choice, barred: Ints) -> Ints:
    """Who was chosen for one circle alone, but for circles that pins have a word in."""
    is_free = ~grid.must_open[grid.options.mentor[choice.settled]]
    is_free &= ~np.isin(choice.settled * grid.mentees + np.arange(grid.mentees), barred)
    return np.where(is_free, choice.settled, NOWHERE)


class _Seating:
    """Circles that are opened, and the pairs that may sit in them."""

    def __init__(self, grid: Grid, arcs: Arcs, opened: Ints, count: int, barred: Ints) -> None:
        self.grid, self.opened, self.count, self.barred = grid, np.sort(opened), count, barred
        self.arcs = self.near = self._allowed(arcs)

    def found(self, costs: Ints, settled: Ints | None, in_time: Callable[[], bool]) -> Ints:
        costs_of_first = costs if settled is None else None  # the few others look at minima too
        seat = self._mended(assign(self.grid, self.arcs, self.opened, settled, costs_of_first))
        if self._is_wanting(seat):
            seat = self._mended_among_more(seat)
        if self._seated(seat) < self.count and in_time():
            seat = self._mended(assign(self.grid, self.arcs, self.opened, costs=costs))
        for attempt in range(CLOSINGS):
            if not self._is_wanting(seat):
                break
            short, before = self._short(seat), self._seated(seat)
            self._close(short if attempt >= CLOSINGS - 2 else short[::2])
            seat = self._mended_among_more(np.where(np.isin(seat, self.opened), seat, NOWHERE))
            if not short.size and self._seated(seat) == before:
                break
        return without_short_circles(self.grid, seat)

    def _allowed(self, arcs: Arcs) -> Arcs:
        keys = arcs.keys(self.grid)
        return arcs.where(np.isin(arcs.option, self.opened) & ~np.isin(keys, self.barred))

    def _close(self, options: Ints) -> None:
        self.opened = np.setdiff1d(self.opened, options)
        self.arcs, self.near = self._allowed(self.arcs), self._allowed(self.near)

    def _mended_among_more(self, seat: Ints) -> Ints:
        """Who has no seat may have no pair near the bound either: some others lead her on."""
        self.arcs = self._allowed(with_more_pairs(self.grid, self.arcs, self.opened, seat))
        hers = self.arcs.where(seat[self.arcs.mentee] == NOWHERE)
        some = np.arange(len(hers)) % (1 + len(hers) // LEADING_ON) == 0
        self.near = join(self.grid, self.near, hers.where(some))
        return self._mended(seat)

    def _mended(self, seat: Ints) -> Ints:
        """Around short circles, and around who waits as long as there should be a seat for her.

        Who moves is told by the pairs near the bound: others lead from everybody to everybody.
        """
        for hops in HOPS:
            if not self._is_wanting(seat):
                break
            waiting = (seat == NOWHERE) & (self._seated(seat) < self.count)
            settled = loosened(self.grid, self.near, self.opened, seat, waiting, hops)
            if (settled == NOWHERE).sum() > MOST_MOVING:
                break
            seat = assign(self.grid, self.arcs, self.opened, settled)
        return seat

    def _is_wanting(self, seat: Ints) -> bool:
        return self._seated(seat) < self.count or self._short(seat).size > 0

    def _seated(self, seat: Ints) -> int:
        return int((seat != NOWHERE).sum())

    def _short(self, seat: Ints) -> Ints:
        return np.asarray(self.opened[filled(self.grid, seat)[self.opened] < self.grid.options.lower[self.opened]])
