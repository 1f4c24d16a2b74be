"""Prices that bring the Lagrangian bound down: subgradient steps towards what is already reached."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from circles.matching.affinity import NEVER, lowest
from circles.matching.arcs import Arcs, join
from circles.matching.bound import NOBODY, Choice, Pool, build_pool, choose, narrowed, priced_blocks
from circles.matching.grid import NOWHERE, Flags, Grid, Ints
from circles.matching.sieve import SCALE

WIDE, NARROW = 256, 48  # mentees looked at for each option: between passes over all pairs, and from step to step
ROUGH_LOOK = 50  # steps before all pairs are looked at, as long as prices are far from good
QUICK_STEPS = 1_000  # options: with many more the clock is looked at after few steps
RENEW = 50  # steps after which the narrow pool is drawn from the wide one
FIRST_LOOK, LOOK_LATER = 50, 1.8  # steps before the next such look, later less and less often
PATIENCE = 20
MOMENTUM, ROUGH_SLOWER = 0.7, 0.8
FASTER, SLOWER = 1.1, 0.66
FIRST_PACE, LARGEST_PACE, SMALLEST_PACE = 0.5, 2.0, 1e-4
LARGEST_SHARE = 0.02  # of the newest subgradient in the mean
REMEMBERED = 0.005  # of the newest choice in the mean of choices
FIRST_SHARE = 0.95
FALL = 2 * SCALE  # no price falls further before pools are drawn again: those outside of them might want her then
GUESSED_GAP = 0.002
LEVEL_STEP = SCALE // 10
ROWS = 200  # of all pairs, looked at together


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound on the affinity, stay bonus included, of any matching of `count` mentees, with its prices."""

    prices: Ints
    choice: Choice
    count: int
    pool: Pool  # whom each option values most at these prices
    often: NDArray[np.float64] | None = None  # in which share of the last steps each option was chosen

    @property
    def points(self) -> int:
        return self.choice.bound // SCALE


def first_prices(grid: Grid, seed: int) -> Ints:
    """A little under the best score of each mentee; the scatter decides ties differently for everybody."""
    scatter = np.random.default_rng(seed).uniform(0, SCALE, grid.mentees)
    return np.rint(best_scores(grid) * SCALE * FIRST_SHARE + scatter).astype(np.int64)


def best_scores(grid: Grid) -> Ints:
    """Of each mentee wherever she could sit; zero for whom nobody takes."""
    best = np.zeros(grid.mentees, dtype=np.int64)
    for language in range(len(grid.languages)):
        mentors = grid.options.mentor[grid.options.language == language]
        speaks = grid.spoken[language] != NEVER
        highest = np.full(grid.mentees, lowest(grid.pairs.dtype), dtype=np.int64)
        for start in range(0, len(mentors), ROWS):
            np.maximum(highest, grid.pairs[mentors[start : start + ROWS]].max(axis=0), out=highest)
        reachable = speaks & (highest != lowest(grid.pairs.dtype))
        best[reachable] = np.maximum(best, highest + grid.spoken[language])[reachable]
    return best


def bound_at(grid: Grid, prices: Ints, count: int) -> Bound:
    pool = build_pool(grid, prices, NARROW)
    return Bound(prices, choose(grid, pool, prices, count), count, pool)


def aimed_at(grid: Grid, bound: Bound, count: int) -> Bound:
    """What the same prices prove for another count."""
    return replace(bound, choice=choose(grid, bound.pool, bound.prices, count), count=count, often=None)


def first_bound(grid: Grid, count: int, seed: int) -> Bound:
    """The lower of two: everybody a little under her best score, or at it, which is all to say where all are alike."""
    starts = (bound_at(grid, prices, count) for prices in (first_prices(grid, seed), best_scores(grid) * SCALE))
    return min(starts, key=lambda bound: bound.choice.bound)


def level_bound(grid: Grid, count: int, seed: int) -> Bound:
    """Everybody under her best score by the same, for one pass over all pairs: it changes nobody's place in a pool.

    The scatter decides ties differently for everybody.
    """
    prices = best_scores(grid) * SCALE - np.random.default_rng(seed).integers(0, SCALE, grid.mentees)
    pool = build_pool(grid, prices, NARROW)

    def at(fall: int) -> Choice:
        return choose(grid, pool, prices - fall, count)

    low, high = 0, max(0, int(prices.max(initial=0)))
    while high - low > LEVEL_STEP:
        third = (high - low) // 3
        low, high = (low, high - third) if at(low + third).bound <= at(high - third).bound else (low + third, high)
    return Bound(prices - low, at(low), count, pool)


def approach(
    grid: Grid,
    start: Bound,
    *,
    rounds: int,
    in_time: Callable[[], bool],
    looks: Container[int] = range(0, 10**6, ROUGH_LOOK),
    at_least: int = 0,
    fall: float = np.inf,
) -> Bound:
    """From first prices to good ones: subgradient steps with momentum towards a guess of what can be reached.

    All pairs are looked at before the steps of `looks`, the first `at_least` are made in any case (without such looks
    when there is no time), and no price falls further than `fall` before pools are drawn again.
    """
    walk = _Walk(grid, start)
    direction, pace, prices = np.zeros(grid.mentees), 1.0, start.prices.astype(np.float64)
    for n in range(1, rounds + 1):
        if n in looks and (n > at_least or in_time()):
            walk.look()
            prices = walk.prices.astype(np.float64)
        elif n % RENEW == 0:
            walk.renew()
        if n > at_least and n % walk.between_clocks == 0 and not in_time():
            break
        whole = np.rint(prices).astype(np.int64)
        choice = walk.try_prices(whole)
        walk.remember(choice)
        if walk.waited == PATIENCE:
            pace, walk.waited = pace * ROUGH_SLOWER, 0
        direction = walk.wanting(whole, choice) + MOMENTUM * direction
        missing = choice.bound - walk.lowest + GUESSED_GAP * pace * abs(walk.lowest)
        prices -= pace * missing / max(1.0, float(direction @ direction)) * direction
        prices = np.maximum(prices, walk.renewed_at - fall)
    walk.look()
    return replace(walk.best, often=walk.often)


def settle(grid: Grid, start: Bound, *, rounds: int, reached: int, in_time: Callable[[], bool]) -> Bound:
    """From good prices to the best: steps from the lowest bound along a running mean of subgradients.

    The volume algorithm (Barahona and Anbil 2000); `reached` is the affinity of a matching at hand.
    """
    walk = _Walk(grid, start)
    mean, pace, next_look = walk.wanting(walk.prices, walk.try_prices(walk.prices)), FIRST_PACE, FIRST_LOOK
    for n in range(1, rounds + 1):
        if n % RENEW == 0:
            if n >= next_look:
                walk.look()
                next_look = int(n * LOOK_LATER)
            walk.renew()
            if pace < SMALLEST_PACE:
                break
        if n % walk.between_clocks == 0 and not in_time():
            break
        gap = walk.lowest - reached * SCALE
        if gap < SCALE:
            walk.look()
            if walk.best.choice.bound - reached * SCALE < SCALE:
                break
            continue
        prices = np.rint(walk.prices - pace * gap / max(1e-9, float(mean @ mean)) * mean).astype(np.int64)
        prices = np.maximum(prices, walk.renewed_at - FALL)
        choice = walk.try_prices(prices)
        walk.remember(choice)
        wanting = walk.wanting(prices, choice)
        change = wanting - mean
        share = -float(mean @ change) / max(1e-9, float(change @ change))
        mean += min(LARGEST_SHARE, max(LARGEST_SHARE / 10, share)) * change
        if walk.waited == 0 and wanting @ mean > 0:
            pace = min(pace * FASTER, LARGEST_PACE)
        elif walk.waited == PATIENCE:
            pace, walk.waited = pace * SLOWER, 0
    walk.look()
    return replace(walk.best, often=walk.often)


class _Walk:
    """Between passes over all pairs only pools of each option's best mentees are looked at: no proof, but quick."""

    def __init__(self, grid: Grid, start: Bound) -> None:
        self.grid, self.best, self.prices = grid, start, start.prices
        self.free = np.flatnonzero(grid.required == NOWHERE)
        self.places = start.count - (grid.mentees - len(self.free))
        self.between_clocks = max(1, RENEW * QUICK_STEPS // (QUICK_STEPS + len(grid.options)))
        self.wide = start.pool
        self.often = np.zeros(len(grid.options))
        self.often[start.choice.open] = 1
        self.renew()

    def look(self) -> None:
        """A proof at the lowest prices found, and new pools."""
        self.wide = build_pool(self.grid, self.prices, WIDE, self.wide)
        choice = choose(self.grid, self.wide, self.prices, self.best.count)
        self.renew()
        if choice.bound < self.best.choice.bound:
            self.best = Bound(self.prices, choice, self.best.count, self.pool)

    def renew(self) -> None:
        self.pool = narrowed(self.wide, self.prices, NARROW)
        self.lowest = choose(self.grid, self.pool, self.prices, self.best.count).bound
        self.waited = 0
        self.renewed_at = self.prices

    def try_prices(self, prices: Ints) -> Choice:
        choice = choose(self.grid, self.pool, prices, self.best.count)
        if choice.bound < self.lowest:
            self.lowest, self.prices, self.waited = choice.bound, prices, 0
        else:
            self.waited += 1
        return choice

    def remember(self, choice: Choice) -> None:
        """The mean choice comes near the best fractions of circles, where the last one jumps between them."""
        self.often *= 1 - REMEMBERED
        self.often[choice.open] += REMEMBERED

    def wanting(self, prices: Ints, choice: Choice) -> NDArray[np.float64]:
        """The seat each mentee is due less those she got; at the threshold of the count all share what is left."""
        due = np.ones(self.grid.mentees)
        if 0 < self.places < len(self.free):
            hers = prices[self.free]
            threshold = np.partition(hers, -self.places)[-self.places]
            above, at = hers > threshold, hers == threshold
            due[self.free] = above + at * ((self.places - above.sum()) / at.sum())
        return due - choice.taken


def arcs_within(grid: Grid, bound: Bound, slack: int) -> tuple[Arcs, Flags]:
    """The pairs, and the options sure to open, of all matchings less than `slack` (scaled) under the bound.

    A matching that uses any other pair, or closes one of those options, is worse than that.
    """
    choice, options = bound.choice, grid.options
    behind, extra = choice.best[options.mentor] - choice.values, _less_dear(grid, bound)
    parts = [Arcs(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))]
    for priced, speakers, worth in priced_blocks(grid, bound.prices):
        near = behind[priced] <= slack
        block, values = priced[near], worth[near]
        allowed = slack - behind[block]
        floor = np.maximum(choice.marginal[block] - allowed, np.iinfo(values.dtype).min + 1)
        row, column = np.nonzero(values >= floor[:, None])
        loss = np.maximum(0, choice.marginal[block][row] - values[row, column])
        kept = extra[speakers[column]] + loss <= allowed[row]
        parts.append(Arcs(block[row[kept]], speakers[column[kept]]))
    return join(grid, *parts), _sure_to_open(grid, choice, slack)


def least_loss(grid: Grid, bound: Bound, arcs: Arcs) -> Ints:
    """How far (scaled) any matching that uses the pair stays under the bound at least."""
    choice = bound.choice
    behind = choice.best[grid.options.mentor] - choice.values
    worth = SCALE * grid.scores(arcs.option, arcs.mentee) - bound.prices[arcs.mentee]
    displaced = np.maximum(0, choice.marginal[arcs.option] - worth)
    return np.asarray(behind[arcs.option] + displaced + _less_dear(grid, bound)[arcs.mentee])


def losses(grid: Grid, bound: Bound, seat: Ints) -> tuple[Ints, int]:
    """What each mentor's circle is worth less (scaled) than her best choice, and what those without a seat add.

    Together they are the way from this matching to the bound.
    """
    seated = np.flatnonzero(seat != NOWHERE)
    worth = np.zeros(len(grid.pairs), dtype=np.int64)
    values = SCALE * grid.scores(seat[seated], seated) - bound.prices[seated]
    np.add.at(worth, grid.options.mentor[seat[seated]], values)
    return bound.choice.best - worth, int(bound.prices[bound.choice.seated].sum() - bound.prices[seated].sum())


def nearby_pairs(grid: Grid, bound: Bound) -> tuple[Arcs, Ints]:
    """The pairs each option values most at the prices of the bound, and the least loss of each."""
    option, place = np.nonzero(bound.pool.is_filled)
    arcs = join(grid, Arcs(option, bound.pool.mentees[option, place].astype(np.intp)))
    return arcs, least_loss(grid, bound, arcs)


def _less_dear(grid: Grid, bound: Bound) -> Ints:
    """For each mentee what it costs to seat her in place of one counted as matched."""
    dearest = bound.prices[bound.choice.seated]
    last = int(dearest.min()) if len(dearest) and bound.count < grid.mentees else -(2**62)
    is_counted = np.isin(np.arange(grid.mentees), bound.choice.seated)
    return np.where(is_counted, 0, np.maximum(0, last - bound.prices))


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
