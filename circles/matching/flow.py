"""The best seats once it is decided which circles open: an assignment of mentees to places."""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from circles.matching.arcs import Arcs, arcs_of_mentees, arcs_of_options, join
from circles.matching.grid import NOWHERE, Flags, Grid, Ints
from circles.matching.sieve import SCALE

ROUNDS = 8
HOPS = (1, 2, 4)
MORE_PAIRS = 100_000  # looked at when the given pairs do not fill the circles
TRIES = 16  # options drawn for everybody who still waits then: where all are alike, best pairs name the same few
MANY_WAITING = 0.02  # of all mentees: the given pairs are poor, and options are drawn for everybody
NONE_BARRED = np.empty(0, dtype=np.intp)


def seat_mentees(
    grid: Grid, arcs: Arcs, opened: Ints, *, settled: Ints | None = None, barred: Ints = NONE_BARRED
) -> Ints:
    """For each mentee her option or NOWHERE: most mentees, minima first, then the highest affinity over these arcs.

    Who is `settled` is moved only where others would not find a seat otherwise. A circle that stays under its minimum
    although it may take anybody is closed, and the rest is seated again.
    """
    opened = np.sort(opened)
    arcs = arcs.where(np.isin(arcs.option, opened) & ~np.isin(arcs.keys(grid), barred))
    seat = assign(grid, arcs, opened, settled)
    for hops in HOPS if settled is not None else ():
        if not _is_wanting(grid, opened, seat):
            return seat
        seat = assign(grid, arcs, opened, loosened(grid, arcs, opened, seat, seat == NOWHERE, hops))
    if _is_wanting(grid, opened, seat):
        arcs = with_more_pairs(grid, arcs, opened, seat)
        arcs = arcs.where(~np.isin(arcs.keys(grid), barred))
        seat = assign(grid, arcs, opened)
    for attempt in range(ROUNDS):
        short = opened[filled(grid, seat)[opened] < grid.options.lower[opened]]
        if not short.size:
            break
        worst = short if attempt == ROUNDS - 2 else short[:1]
        opened = np.setdiff1d(opened, worst)
        arcs = arcs.where(np.isin(arcs.option, opened))
        seat = assign(grid, arcs, opened)
    return without_short_circles(grid, seat)


def filled(grid: Grid, seat: Ints) -> Ints:
    return np.bincount(seat[seat != NOWHERE], minlength=len(grid.options))


def _is_wanting(grid: Grid, opened: Ints, seat: Ints) -> bool:
    """Somebody has no seat although there are some, or a circle is under its minimum."""
    seated = filled(grid, seat)[opened]
    free = bool((seated < grid.options.upper[opened]).any())
    return bool((seated < grid.options.lower[opened]).any()) or (free and bool((seat == NOWHERE).any()))


def loosened(grid: Grid, arcs: Arcs, opened: Ints, seat: Ints, moving: Flags, hops: int) -> Ints:
    """The seats of those who are more than so many exchanges away from who is moving and from short circles."""
    moving, affected = moving.copy(), np.zeros(len(grid.options), dtype=np.bool_)
    affected[opened] = filled(grid, seat)[opened] < grid.options.lower[opened]
    for _ in range(hops):
        moving[arcs.mentee[affected[arcs.option]]] = True
        affected[arcs.option[moving[arcs.mentee]]] = True
        moving |= (seat != NOWHERE) & affected[seat]
    return np.where(moving, NOWHERE, seat)


def with_more_pairs(grid: Grid, arcs: Arcs, opened: Ints, seat: Ints) -> Arcs:
    seated = filled(grid, seat)[opened]
    short = opened[seated < grid.options.lower[opened]]
    free = opened[seated < grid.options.upper[opened]]
    in_need = np.r_[short, np.setdiff1d(free, short)][: 1 + MORE_PAIRS // grid.mentees]
    waiting = np.flatnonzero(seat == NOWHERE)
    drawing = np.arange(grid.mentees) if len(waiting) > MANY_WAITING * grid.mentees else waiting
    return join(
        grid,
        arcs,
        arcs_of_options(grid, in_need),
        arcs_of_mentees(grid, waiting[: 1 + MORE_PAIRS // len(opened)], opened),
        _scattered(grid, drawing, opened),
    )


def _scattered(grid: Grid, mentees: Ints, options: Ints) -> Arcs:
    drawn = np.random.default_rng(len(mentees)).choice(options, (TRIES, len(mentees)))
    arcs = Arcs(drawn.ravel(), np.tile(mentees, TRIES))
    return arcs.where(grid.accepts(arcs.option, arcs.mentee))


def without_short_circles(grid: Grid, seat: Ints) -> Ints:
    short = np.flatnonzero(filled(grid, seat) < grid.options.lower)
    return np.where(np.isin(seat, short), NOWHERE, seat)


def assign(grid: Grid, arcs: Arcs, opened: Ints, settled: Ints | None = None, costs: Ints | None = None) -> Ints:
    """Seats the mentees who are not settled already; each gets a place, one of her own stands for no seat.

    With `costs`, what a place of each option is about worth (scaled), many thousands are seated in short steps, but
    minima are not looked at, and a place that costs something had better not stay free.
    """
    seat = np.full(grid.mentees, NOWHERE) if settled is None else np.where(np.isin(settled, opened), settled, NOWHERE)
    arcs = arcs.where(seat[arcs.mentee] == NOWHERE)
    if not len(arcs):
        return seat
    settled_in = filled(grid, seat)
    upper, lower = grid.options.upper - settled_in, grid.options.lower - settled_in
    first_place = np.zeros(len(grid.options), dtype=np.intp)
    first_place[opened] = np.r_[0, np.cumsum(upper[opened])[:-1]]
    places = int(upper[opened].sum())
    mentees, row_of = np.unique(arcs.mentee, return_inverse=True)
    number = upper[arcs.option]
    arc = np.repeat(np.arange(len(arcs)), number)
    nth = np.arange(len(arc)) - np.repeat(np.cumsum(number) - number, number)
    weight = _weights(grid, arcs, costs)[arc]
    if costs is None:
        weight += _prize(grid.scores(arcs.option, arcs.mentee), grid.mentees) * (nth < lower[arcs.option[arc]])
    row = np.r_[row_of[arc], np.arange(len(mentees))]
    column = np.r_[first_place[arcs.option[arc]] + nth, places + np.arange(len(mentees))]
    weight = np.r_[weight, np.ones(len(mentees))].astype(np.float64)
    matrix = sparse.csr_array((weight, (row, column)), shape=(len(mentees), places + len(mentees)))
    who, place = min_weight_full_bipartite_matching(matrix, maximize=True)
    seated = place < places
    seat[mentees[who[seated]]] = np.repeat(opened, upper[opened])[place[seated]]
    return seat


def _prize(worth: Ints, mentees: int) -> int:
    """An additional seat is worth more than all affinity."""
    return (int(worth.max() - worth.min()) + 1) * mentees


def _weights(grid: Grid, arcs: Arcs, costs: Ints | None) -> Ints:
    """Pinned mentees first, then their circles, then everybody."""
    worth = grid.scores(arcs.option, arcs.mentee)
    if costs is not None:
        worth = SCALE * worth - costs[arcs.option]
    is_pinned = grid.required[arcs.mentee] != NOWHERE
    has_pinned = grid.must_open[grid.options.mentor[arcs.option]]
    return np.asarray(worth - worth.min() + 1 + _prize(worth, grid.mentees) * (1 + 2 * is_pinned + 2 * has_pinned))


def clashes(grid: Grid, seat: Ints) -> Ints:
    """The conflicting pairs that share a circle."""
    one, other = seat[grid.conflicts[:, 0]], seat[grid.conflicts[:, 1]]
    return np.asarray(grid.conflicts[(one == other) & (one != NOWHERE)])


def seat_without_clashes(grid: Grid, arcs: Arcs, opened: Ints, settled: Ints | None = None) -> Ints:
    """Like `seat_mentees`; of two who clash one is barred from the circle, and at last left without a seat."""
    first = seat_mentees(grid, arcs, opened, settled=settled)
    return without_clashes(grid, first, lambda barred: seat_mentees(grid, arcs, opened, barred=barred))


def without_clashes(grid: Grid, seat: Ints, seated_but: Callable[[Ints], Ints]) -> Ints:
    """Seats all anew but for the barred pairs, one of each two who clash, as long as that may help."""
    barred = NONE_BARRED
    for _ in range(ROUNDS):
        pairs = clashes(grid, seat)
        if not len(pairs):
            return seat
        leaving = _leaving(grid, seat, pairs)
        barred = np.union1d(barred, seat[leaving] * grid.mentees + leaving)
        seat = seated_but(barred)
    while len(pairs := clashes(grid, seat)):
        seat[_leaving(grid, seat, pairs[:1])] = NOWHERE
    return without_short_circles(grid, seat)


def _leaving(grid: Grid, seat: Ints, pairs: Ints) -> Ints:
    """Of each two the one with the lower score, unless a pin seats her."""
    scores = grid.scores(seat[pairs], pairs) + np.where(grid.required[pairs] != NOWHERE, 2**40, 0)
    return np.unique(pairs[np.arange(len(pairs)), np.argmin(scores, axis=1)])
