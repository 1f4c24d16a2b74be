"""Lifts the worst-off mentee, as far as seats and affinity of all allow: the third aim, when somebody asks for it."""

import numpy as np

from circles.matching.arcs import join, seat_arcs
from circles.matching.core import best_affinity
from circles.matching.descent import arcs_within
from circles.matching.flow import clashes
from circles.matching.grid import NOWHERE, Ints, tally
from circles.matching.search import Search
from circles.matching.sieve import SCALE

CLOSABLE = 25_000  # pairs that an integer programme closes in reasonable time


def lift_worst(search: Search, tolerance: int) -> Ints:
    """Seats of the same count, in which the lowest score is as high as it gets for `tolerance` points of all affinity.

    Among the pairs of the best matchings alone; of too many pairs the matching stays as it is.
    """
    grid, seat = search.grid, search.seat
    least = search.affinity - tolerance
    arcs, _ = arcs_within(grid, search.bound, search.bound.choice.bound - least * SCALE)
    arcs = join(grid, arcs, seat_arcs(seat))
    if len(arcs) > CLOSABLE:
        return seat
    worth = grid.without_bonus().scores(arcs.option, arcs.mentee)
    nothing_known = np.zeros(len(grid.options), dtype=np.bool_)
    while search.deadline.is_ahead():
        above = worth > lowest_score(search, seat)
        pinned = grid.required[arcs.mentee] != NOWHERE
        found = best_affinity(
            grid,
            arcs.where(above | pinned),
            search.count,
            known_open=nothing_known,
            time_limit=search.deadline.left(),
        ).seat
        if found is None or len(clashes(grid, found)) or tally(grid, found) < (search.count, least):
            break
        if lowest_score(search, found) <= lowest_score(search, seat):
            break
        seat = found
    return seat


def lowest_score(search: Search, seat: Ints) -> int:
    """Of the mentee who is worst off, pinned ones aside: they sit where somebody wants them."""
    seated = np.flatnonzero((seat != NOWHERE) & (search.grid.required == NOWHERE))
    return int(search.grid.without_bonus().scores(seat[seated], seated).min(initial=2**30))
