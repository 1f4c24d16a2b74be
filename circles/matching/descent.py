"""Prices that bring the Lagrangian bound down: subgradient steps towards what is already reached."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from circles.matching.affinity import NEVER, lowest
from circles.matching.arcs import Arcs, join
from circles.matching.bound import NOBODY, SCALE, Choice, build_pool, choose, priced_blocks
from circles.matching.grid import Flags, Grid, Ints

POOL_WIDTH = 48
REFRESH = 50
MOMENTUM = 0.7
PATIENCE = 20
DECAY = 0.8
FIRST_PACE, FIRST_PACE_TO_TARGET, SMALLEST_PACE = 1.0, 1.5, 1e-3
FIRST_SHARE = 0.95
GUESSED_GAP = 0.002


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound on the affinity, stay bonus included, of any matching of `count` mentees, with its prices."""

    prices: Ints
    choice: Choice
    count: int

    @property
    def points(self) -> int:
        return self.choice.bound // SCALE


def first_prices(grid: Grid, seed: int) -> Ints:
    """A little under the best score of each mentee; the scatter decides ties differently for everybody."""
    best = np.zeros(grid.mentees, dtype=np.int64)
    for language in range(len(grid.languages)):
        mentors = grid.options.mentor[grid.options.language == language]
        speaks = grid.spoken[language] != NEVER
        highest = np.full(grid.mentees, lowest(grid.pairs.dtype), dtype=np.int64)
        for m in mentors:
            np.maximum(highest, grid.pairs[m], out=highest)
        reachable = speaks & (highest != lowest(grid.pairs.dtype))
        best[reachable] = np.maximum(best, highest + grid.spoken[language])[reachable]
    scatter = np.random.default_rng(seed).uniform(0, SCALE, grid.mentees)
    return np.rint(best * SCALE * FIRST_SHARE + scatter).astype(np.int64)


def bound_at(grid: Grid, prices: Ints, count: int) -> Bound:
    pool = build_pool(grid, prices, POOL_WIDTH)
    return Bound(prices, choose(grid, pool, prices, count), count)


def descend(
    grid: Grid,
    start: Bound,
    *,
    rounds: int,
    reached: int | None,
    in_time: Callable[[], bool],
) -> Bound:
    """The lowest bound seen; `reached` is the affinity of a matching at hand, towards which the steps are measured."""
    walk = _Walk(grid, start, reached)
    for n in range(1, rounds + 1):
        if n % REFRESH == 0:
            walk.refresh()
            if walk.is_over() or not in_time():
                return walk.best
        walk.step()
    walk.refresh()
    return walk.best


class _Walk:
    """Between refreshes only a pool of each option's best mentees is looked at: good directions, no proof."""

    def __init__(self, grid: Grid, start: Bound, reached: int | None) -> None:
        self.grid, self.best = grid, start
        self.target = None if reached is None else reached * SCALE
        self.pace = FIRST_PACE if reached is None else FIRST_PACE_TO_TARGET
        self.direction = np.zeros(grid.mentees)
        self.waited = 0
        self.promising = start.prices
        self.refresh()

    def refresh(self) -> None:
        self.pool = build_pool(self.grid, self.promising, POOL_WIDTH)
        choice = choose(self.grid, self.pool, self.promising, self.best.count)
        if choice.bound < self.best.choice.bound:
            self.best = Bound(self.promising, choice, self.best.count)
        self.lowest = choice.bound
        self.prices = self.promising.astype(np.float64)

    def is_over(self) -> bool:
        closed = self.target is not None and self.best.choice.bound - self.target < SCALE
        return closed or self.pace < SMALLEST_PACE

    def step(self) -> None:
        prices = np.rint(self.prices).astype(np.int64)
        choice = choose(self.grid, self.pool, prices, self.best.count)
        if choice.bound < self.lowest:
            self.lowest, self.promising, self.waited = choice.bound, prices, 0
        else:
            self.waited += 1
        if self.waited >= PATIENCE:
            self.pace, self.waited = self.pace * DECAY, 0
        missing = -choice.taken.astype(np.float64)
        missing[choice.seated] += 1
        self.direction = missing + MOMENTUM * self.direction
        target = self.lowest - GUESSED_GAP * self.pace * abs(self.lowest) if self.target is None else self.target
        length = max(1.0, float(self.direction @ self.direction))
        self.prices -= self.pace * (choice.bound - target) / length * self.direction


def arcs_within(grid: Grid, bound: Bound, slack: int) -> tuple[Arcs, Flags]:
    """The pairs, and the options sure to open, of all matchings less than `slack` (scaled) under the bound.

    A matching that uses any other pair, or closes one of those options, is worse than that.
    """
    choice, prices, options = bound.choice, bound.prices, grid.options
    behind = choice.best[options.mentor] - choice.values
    dearest = prices[choice.seated]
    last = int(dearest.min()) if len(dearest) and bound.count < grid.mentees else -(2**62)
    extra = np.where(np.isin(np.arange(grid.mentees), choice.seated), 0, np.maximum(0, last - prices))
    parts = [Arcs(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))]
    for priced, speakers, worth in priced_blocks(grid, prices):
        near = behind[priced] <= slack
        block, values = priced[near], worth[near]
        allowed = slack - behind[block]
        floor = np.maximum(choice.marginal[block] - allowed, np.iinfo(values.dtype).min + 1)
        row, column = np.nonzero(values >= floor[:, None])
        loss = np.maximum(0, choice.marginal[block][row] - values[row, column])
        kept = extra[speakers[column]] + loss <= allowed[row]
        parts.append(Arcs(block[row[kept]], speakers[column[kept]]))
    return join(grid, *parts), _sure_to_open(grid, choice, slack)


def _sure_to_open(grid: Grid, choice: Choice, slack: int) -> Flags:
    """Options whose mentor would lose more than the slack with any other, or with none."""
    mentor, values = grid.options.mentor, choice.values
    sure = np.zeros(len(mentor), dtype=np.bool_)
    otherwise = np.where(grid.must_open, NOBODY, 0)
    order = np.lexsort((-values, mentor))
    is_first = np.r_[True, np.diff(mentor[order]) > 0]
    second = np.flatnonzero(~is_first & np.r_[False, is_first[:-1]])
    np.maximum.at(otherwise, mentor[order[second]], values[order[second]])
    leading = order[is_first]
    sure[leading] = values[leading] - otherwise[mentor[leading]] > slack
    return sure
