"""What pairs and circles are worth when each mentor chooses alone, given multipliers of all that binds her to others.

Each mentor's part is solved exactly, by sorting. The reduced costs of a linear programme over some of the pairs would
do as well for these, but not for the others: one that seems to pay there spoils the bound of a whole circle.
"""

from dataclasses import dataclass

import numpy as np

from circles.matching.grid import Flags, Grid, Ints

OUT_OF_QUESTION = 1e7  # points: beyond all scores, and small enough for sums to be exact to a ten-thousandth


@dataclass(frozen=True, slots=True)
class Circles:
    """The options that pairs name by their place, and their mentors, numbered without gaps."""

    mentor: Ints
    lower: Ints
    upper: Ints
    must_open: Flags  # for each mentor


@dataclass(frozen=True, slots=True)
class Seats:
    """Of each option by itself: who would sit there, and what it would be worth."""

    is_used: Flags  # for each pair
    total: Ints
    marginal: Ints  # what a pair must be worth to come in
    substitute: Ints  # what comes in where a pair that is used falls out


def circles_of(grid: Grid, options: Ints) -> Circles:
    mentors, mentor = np.unique(grid.options.mentor[options], return_inverse=True)
    return Circles(mentor, grid.options.lower[options], grid.options.upper[options], grid.must_open[mentors])


def reduced_costs(circles: Circles, at: Ints, worth: Ints, least: Ints, most: Ints) -> tuple[float, Ints]:
    """The sum of what the mentors choose, and by how much it falls at least when one column is decided otherwise.

    Columns are the pairs, at their options, then the options. Negative: of a column left out, when it is used;
    positive: of one that is used, when it is left out. `worth` is of each column by itself; a `least` of one is in for
    sure, a `most` of zero is out.
    """
    is_sure, pairs = least > 0, len(at)
    worth = np.where(most == 0, -OUT_OF_QUESTION, worth + OUT_OF_QUESTION * is_sure)
    value, seats = worth[:pairs], _seats(circles, at, worth[:pairs])
    values = worth[pairs:] + seats.total
    best, otherwise, is_chosen = _choices(circles, values)
    behind = best[circles.mentor] - values
    loss = behind[at] + np.maximum(0, seats.marginal[at] - value)
    lead = (best - otherwise)[circles.mentor]
    need = np.minimum(value - seats.substitute[at], lead[at])
    reduced = np.r_[np.where(seats.is_used & is_chosen[at], need, -loss), np.where(is_chosen, lead, -behind)]
    return float(best.sum() - OUT_OF_QUESTION * is_sure.sum()), reduced


def _seats(circles: Circles, at: Ints, value: Ints) -> Seats:
    lower, upper, options = circles.lower, circles.upper, len(circles.mentor)
    size = np.bincount(at, minlength=options)
    first, order = np.cumsum(size) - size, np.lexsort((-value, at))
    falling, rank = np.append(value[order], -OUT_OF_QUESTION), np.empty(len(at), dtype=np.intp)
    rank[order] = np.arange(len(at)) - first[at]

    def nth(place: Ints) -> Ints:
        return np.asarray(falling[np.where(place < size, first + place, len(at))])

    is_used = (rank < lower[at]) | ((rank < upper[at]) & (value > 0))
    used = np.bincount(at[is_used], minlength=options)
    missing = np.maximum(0, lower - size)
    total = np.bincount(at[is_used], value[is_used], minlength=options) - OUT_OF_QUESTION * missing
    marginal = np.maximum(nth(upper - 1), np.minimum(nth(lower - 1), 0))
    next_one = nth(used)
    return Seats(is_used, total, marginal, np.where(used > lower, np.maximum(0, next_one), next_one))


def _choices(circles: Circles, values: Ints) -> tuple[Ints, Ints, Flags]:
    """What each mentor's choice is worth, what her next best is, which may be none, and which options are chosen."""
    none = np.where(circles.must_open, -OUT_OF_QUESTION, 0.0)
    order = np.lexsort((-values, circles.mentor))
    is_first = np.r_[True, np.diff(circles.mentor[order]) > 0]
    leading, second = order[is_first], order[~is_first & np.r_[False, is_first[:-1]]]
    best = np.maximum(values[leading], none)
    is_chosen = np.zeros(len(values), dtype=np.bool_)
    is_chosen[leading] = values[leading] > none
    otherwise = none.copy()
    np.maximum.at(otherwise, circles.mentor[second], values[second])
    return best, otherwise, is_chosen
