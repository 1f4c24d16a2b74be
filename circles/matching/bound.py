"""Lagrangian bound: with a price on every mentee each mentor picks her own best circle, and no matching is better.

Prices are whole numbers, `SCALE` to a point of affinity, so that every bound here is exact arithmetic.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from circles.matching.affinity import NEVER, lowest
from circles.matching.grid import NOWHERE, Flags, Grid, Ints
from circles.matching.sieve import SCALE, Sieve

NOBODY = -(2**50)
SMALL_NOBODY = -(2**24)
SMALL = 2**23  # scaled scores and prices under this are told from nobody, and fit 32 bits together with a place
PLACE_BITS = 6
BLOCK_ENTRIES = 4_000_000


@dataclass(frozen=True, slots=True)
class Pool:
    """For every option the mentees worth most at some prices, in no order."""

    mentees: Ints
    scores: Ints  # scaled; `nobody` where no mentee is left
    nobody: int

    @property
    def is_filled(self) -> Flags:
        return np.asarray(self.scores != self.nobody)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the mentors choose at given prices."""

    bound: int  # on the scaled affinity of any matching of that count
    values: Ints  # of each option
    best: Ints  # of each mentor; zero when she had better not open
    marginal: Ints  # what a mentee must be worth to enter the option
    open: Ints  # the options chosen
    seated: Ints  # the mentees counted as matched
    taken: Ints  # how many circles each mentee was chosen for
    settled: Ints  # for each mentee the one option that chose her, NOWHERE when none or several did


def build_pool(grid: Grid, prices: Ints, width: int, known: Pool | None = None) -> Pool:
    """One pass over all pairs; the bound of `choose` on its result is valid at these very prices.

    `known`, a pool at other prices, saves seeking what the best are worth.
    """
    width = max(1, min(max(width, int(grid.options.upper.max(initial=1))), grid.mentees))
    reached = [None] * len(grid.options) if known is None else _reached(known, prices, width)
    mentees = np.zeros((len(grid.options), width), dtype=np.int32)
    scores = np.full((len(grid.options), width), NOBODY, dtype=np.int64)
    for language in range(len(grid.languages)):
        sieve = Sieve(grid, prices, language)
        for option in np.flatnonzero(grid.options.language == language).tolist():
            who, worth = sieve.best(option, width, reached[option])
            mentees[option, : len(who)] = who
            scores[option, : len(who)] = worth + prices[who]
    if np.abs(scores[scores != NOBODY]).max(initial=0) >= SMALL:
        return Pool(mentees, scores, NOBODY)
    return Pool(mentees, np.maximum(scores, SMALL_NOBODY).astype(np.int32), SMALL_NOBODY)


def _reached(pool: Pool, prices: Ints, width: int) -> list[int | None]:
    """What so many mentees are worth at least (scaled) to each option, as far as the pool tells."""
    if pool.mentees.shape[1] < width:
        return [None] * len(pool.mentees)
    keys, bits = _keys(pool, prices)
    keys.partition(keys.shape[1] - width, axis=1)
    least = keys[:, -width] >> bits
    return [
        int(worth) if filled else None for worth, filled in zip(least, pool.is_filled.sum(axis=1) >= width, strict=True)
    ]


def narrowed(pool: Pool, prices: Ints, width: int) -> Pool:
    """The best of a wide pool at other prices."""
    if pool.mentees.shape[1] <= width:
        return pool
    keys, bits = _keys(pool, prices)
    keys.partition(keys.shape[1] - width, axis=1)
    best = keys[:, -width:] & ((1 << bits) - 1)
    mentees, scores = (np.take_along_axis(part, best, axis=1) for part in (pool.mentees, pool.scores))
    return Pool(mentees, scores, pool.nobody)


def _keys(pool: Pool, prices: Ints) -> tuple[Ints, int]:
    """What everybody is worth, with her place in the pool as the last bits: sorts fast, and tells who it was."""
    width = int(pool.mentees.shape[1])
    bits = width.bit_length()
    if pool.nobody == SMALL_NOBODY and bits <= PLACE_BITS and np.abs(prices).max(initial=0) < SMALL:
        keys = pool.scores - np.take(prices.astype(np.int32), pool.mentees)
    else:
        scores = np.where(pool.is_filled, pool.scores, np.int64(NOBODY))  # which small numbers would cut short
        keys = scores - np.take(prices, pool.mentees)
    keys <<= bits
    keys |= np.arange(width, dtype=keys.dtype)
    return keys, bits


def priced_blocks(grid: Grid, prices: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Options, mentees, and the scaled score less the price of each; the type's least number: not acceptable."""
    for language in range(len(grid.languages)):
        options = np.flatnonzero(grid.options.language == language)
        speakers = np.flatnonzero(grid.spoken[language] != NEVER)
        step = max(1, BLOCK_ENTRIES // max(1, speakers.size))
        for start in range(0, len(options) if speakers.size else 0, step):
            block = options[start : start + step]
            yield block, speakers, _priced(grid, prices, block, speakers, language)


def _priced(grid: Grid, prices: Ints, block: Ints, speakers: Ints, language: int) -> Ints:
    pairs = grid.pairs[grid.options.mentor[block]]
    if len(speakers) < grid.mentees:
        pairs = np.take(pairs, speakers, axis=1)
    offset = SCALE * grid.spoken[language, speakers].astype(np.int64) - prices[speakers]
    values: Ints = pairs.astype(_value_type(grid, offset))
    values *= SCALE
    values += offset.astype(values.dtype)
    if grid.stay_bonus:
        column = np.flatnonzero(np.isin(grid.home[speakers], block))
        values[np.searchsorted(block, grid.home[speakers[column]]), column] += SCALE * grid.stay_bonus
    if grid.has_gaps:
        values[pairs == lowest(pairs.dtype)] = np.iinfo(values.dtype).min
    return values


def _value_type(grid: Grid, offset: Ints) -> type[np.int32] | type[np.int64]:
    largest = SCALE * (-lowest(grid.pairs.dtype) + grid.stay_bonus) + int(np.abs(offset).max())
    return np.int32 if largest < 2**31 - 1 else np.int64


def choose(grid: Grid, pool: Pool, prices: Ints, count: int) -> Choice:
    options = grid.options
    seats = min(int(options.upper.max()), pool.mentees.shape[1])
    top, best = _best_seats(pool, prices, seats)
    place = np.arange(seats)
    used = ((place < options.lower[:, None]) | (top > 0)) & (place < options.upper[:, None])
    values = np.where(used, top, 0).sum(axis=1)
    rows = np.arange(len(options))
    last_forced = top[rows, np.minimum(options.lower, seats) - 1]
    values[(last_forced < NOBODY // 2) | (options.lower > seats)] = NOBODY
    marginal = np.maximum(top[rows, np.minimum(options.upper, seats) - 1], np.minimum(last_forced, 0))
    marginal[options.upper > seats] = np.minimum(last_forced, 0)[options.upper > seats]
    opened, best_values = _open(grid, values)
    seats_used = used[opened]
    who = pool.mentees[opened[:, None], best[opened]][seats_used]
    taken = np.bincount(who, minlength=grid.mentees)
    settled = np.full(grid.mentees, NOWHERE)
    settled[who] = np.repeat(opened, seats_used.sum(axis=1))
    settled[taken > 1] = NOWHERE
    seated = _dearest(grid, prices, count)
    bound = int(best_values.sum() + prices[seated].sum())
    return Choice(bound, values, best_values, marginal, opened, seated, taken, settled)


def _best_seats(pool: Pool, prices: Ints, seats: int) -> tuple[Ints, Ints]:
    """For each option what its best mentees are worth, in falling order, and their places in the pool."""
    keys, bits = _keys(pool, prices)
    keys.sort(axis=1)
    best = keys[:, : -seats - 1 : -1]
    top = (best >> bits).astype(np.int64)
    top[top <= (-SMALL if keys.dtype == np.int32 else NOBODY // 2)] = NOBODY
    return top, best & ((1 << bits) - 1)


def _open(grid: Grid, values: Ints) -> tuple[Ints, Ints]:
    """The option each mentor opens, and its value for every mentor."""
    mentor = grid.options.mentor
    first = np.flatnonzero(np.r_[True, np.diff(mentor) > 0])
    highest = np.maximum.reduceat(values, first)
    opens = (highest > 0) | grid.must_open[mentor[first]]
    best = np.zeros(len(grid.pairs), dtype=np.int64)
    best[mentor[first]] = np.where(opens, highest, 0)
    is_highest = values == np.repeat(highest, np.diff(np.r_[first, len(mentor)]))
    candidates = np.flatnonzero(is_highest)
    _, leading = np.unique(mentor[candidates], return_index=True)
    return candidates[leading][opens], best


def _dearest(grid: Grid, prices: Ints, count: int) -> Ints:
    """The mentees with the highest prices, pinned ones in any case: nobody else need be matched to reach the count."""
    if count >= grid.mentees or count == 0:
        return np.arange(min(count, grid.mentees))
    worth = np.where(grid.required == NOWHERE, prices, -NOBODY)
    return np.argpartition(worth, -count)[-count:]
