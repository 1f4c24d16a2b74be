"""Circles in which no hour of the week suits everybody, and the swaps that would give them one."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from circles.matching.grid import NOWHERE, Grid, Ints
from circles.matching.problem import HOURS_OF_WEEK, Problem, Swap

ANY_HOUR = (1 << HOURS_OF_WEEK) - 1
MOST_TRIALS = 4_000_000


@dataclass(frozen=True, slots=True)
class Exchange:
    cost: int
    option: int
    mentee: int
    other: int


def improve_hours(problem: Problem, grid: Grid, seat: Ints, tolerance: int) -> tuple[Ints, tuple[Swap, ...]]:
    """Makes swaps while they cost no more than `tolerance` in all; names the cheapest for each circle still without."""
    if all(mentee.hours is None for mentee in problem.mentees):
        return seat, ()
    weeks = _Weeks(problem, grid, seat.copy())
    named: list[Exchange] = []
    trials = 0
    for option in np.unique(seat[seat != NOWHERE]).tolist():
        if weeks.shared(option) or trials > MOST_TRIALS:
            continue
        trials += grid.mentees * int(grid.options.upper[option])
        exchange = weeks.cheapest_exchange(option)
        if exchange is None:
            continue
        if exchange.cost <= tolerance:
            tolerance -= max(0, exchange.cost)
            weeks.swap(exchange)
        else:
            named.append(exchange)
    return weeks.seat, tuple(
        Swap(
            mentor=problem.mentors[grid.options.mentor[exchange.option]].id,
            mentee=problem.mentees[exchange.mentee].id,
            other=problem.mentees[exchange.other].id,
            cost=exchange.cost,
        )
        for exchange in named
    )


class _Weeks:
    """Hours as bits of a whole number; who told none has time whenever the others have."""

    def __init__(self, problem: Problem, grid: Grid, seat: Ints) -> None:
        self.grid, self.seat = grid, seat
        self.mentee_week = [_bits(mentee.hours) for mentee in problem.mentees]
        self.mentor_week = [_bits(mentor.hours) for mentor in problem.mentors]
        self.foes: dict[int, set[int]] = defaultdict(set)
        for one, other in grid.conflicts.tolist():
            self.foes[one].add(other)
            self.foes[other].add(one)
        self.movable = [int(i) for i in np.flatnonzero((seat != NOWHERE) & (grid.required == NOWHERE))]

    def members(self, option: int) -> list[int]:
        return [int(i) for i in np.flatnonzero(self.seat == option)]

    def shared(self, option: int, leaving: int | None = None) -> int:
        """The common hours of a circle, with or without one of its mentees."""
        week: int = self.mentor_week[self.grid.options.mentor[option]]
        for i in self.members(option):
            if i != leaving:
                week &= self.mentee_week[i]
        return week

    def swap(self, exchange: Exchange) -> None:
        one, other = exchange.mentee, exchange.other
        self.seat[one], self.seat[other] = self.seat[other], self.seat[one]

    def cheapest_exchange(self, option: int) -> Exchange | None:
        takes = self.grid.acceptable(option)
        found: list[tuple[int, int, int]] = []
        for leaving in self.members(option):
            rest = self.shared(option, leaving)
            if not rest or self.grid.required[leaving] != NOWHERE:
                continue
            fitting = [i for i in self.movable if takes[i] and self.mentee_week[i] & rest and self.seat[i] != option]
            found += [(self._cost(leaving, i), leaving, i) for i in fitting if self._takes(leaving, i)]
        for cost, leaving, other in sorted(found):
            if self._suits(leaving, other):
                return Exchange(cost, option, leaving, other)
        return None

    def _takes(self, mentee: int, other: int) -> bool:
        return bool(self.grid.open_to(mentee)[self.seat[other]])

    def _cost(self, one: int, other: int) -> int:
        options, mentees = self.seat[[one, other]], np.array([one, other])
        plain = self.grid.without_bonus()
        return int(plain.scores(options, mentees).sum() - plain.scores(options[::-1], mentees).sum())

    def _suits(self, one: int, other: int) -> bool:
        """The other circle keeps a common hour if it has one, and nobody meets someone she is in conflict with."""
        theirs = int(self.seat[other])
        if self.shared(theirs) and not self.shared(theirs, other) & self.mentee_week[one]:
            return False
        meets = set(self.members(theirs)) - {other}
        return not (self.foes[one] & meets or self.foes[other] & (set(self.members(int(self.seat[one]))) - {one}))


def _bits(hours: frozenset[int] | None) -> int:
    return ANY_HOUR if hours is None else sum(1 << hour for hour in hours)
