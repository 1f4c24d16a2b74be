"""Mends circles in the middle of a season: most mentees seated, then fewest moves, then the highest affinity."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from circles.matching.affinity import lowest
from circles.matching.arcs import (
    Arcs,
    all_arcs,
    arcs_of_mentees,
    arcs_of_options,
    hopeful_mentees,
    join,
    number_of_arcs,
)
from circles.matching.bound import build_pool
from circles.matching.core import Outcome, fewest_moves, most_mentees
from circles.matching.counting import classes_of, most_seated
from circles.matching.descent import first_prices
from circles.matching.explain import circles_of, unmatched_of
from circles.matching.flow import clashes
from circles.matching.grid import NOWHERE, Grid, Ints, build_grid, tally
from circles.matching.instance import homes_of
from circles.matching.locks import without_locked
from circles.matching.pins import seats_by_pins
from circles.matching.problem import Circle, Id, Problem, Seating, Unmatched
from circles.matching.review import review
from circles.matching.search import Deadline, meets_pins
from circles.matching.validation import check

ALL_UP_TO = 60_000  # pairs among which the fewest moves are sought; of more the most promising
LIKELY = 12
ROUNDING = 1e-4

Place = tuple[Id, str]  # a mentor and the language of her circle


@dataclass(frozen=True, slots=True)
class Move:
    """`before` is None for who had no circle, `after` for whom none is left."""

    mentee: Id
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class Repair:
    circles: tuple[Circle, ...]  # all of them, locked ones too
    moves: tuple[Move, ...]  # in the order of the mentees: who sits elsewhere than now
    unmatched: tuple[Unmatched, ...]
    count: int
    count_bound: int
    affinity: int
    affinity_before: int  # of the circles as they are, without who has left
    is_fewest: bool  # proven: no repair of that count moves fewer


def repair(
    problem: Problem,
    current: Sequence[Seating],
    *,
    seed: int,
    time_limit: float,
    stop: Callable[[], bool] = lambda: False,
) -> Repair:
    """`problem` is who takes part from now on, `current` the circles as they were before anybody left or came.

    A mentor who left is missing in `problem.mentors`, one with a new capacity has it there; a mentee who left is
    missing in `problem.mentees`, a late one is added. `problem.locked` circles stay as they are.
    """
    deadline = Deadline(time_limit, stop)
    check(problem)
    free = without_locked(problem)
    homes = homes_of(current)
    grid = build_grid(free, homes)
    plain = grid.without_bonus()
    seat, bound, is_fewest = _mended(free, plain, seed, deadline)
    locked = review(problem, problem.locked)
    order = {mentor.id: n for n, mentor in enumerate(problem.mentors)}
    circles = sorted((*circles_of(free, plain, seat), *locked.circles), key=lambda circle: order[circle.mentor])
    count, affinity = tally(plain, seat)
    return Repair(
        circles=tuple(circles),
        moves=_moves(problem, homes, homes_of(circle.seating for circle in circles)),
        unmatched=unmatched_of(free, plain, seat),
        count=count + locked.count,
        count_bound=bound + locked.count,
        affinity=affinity + locked.affinity,
        affinity_before=review(problem, _remaining(problem, current)).affinity,
        is_fewest=is_fewest,
    )


def _mended(problem: Problem, grid: Grid, seed: int, deadline: Deadline) -> tuple[Ints, int, bool]:
    """Seats, a bound on the count, and whether fewer moves are proven impossible."""
    seat, bound = seats_by_pins(problem, grid, deadline.left), most_seated(classes_of(grid, hopeful_mentees(grid)))
    if bound == 0:
        return seat, bound, True
    seat = max(seat, _still_holding(grid), key=lambda seats: (meets_pins(grid, seats), tally(grid, seats)))
    penalty = (_largest_score(grid) + 1) * 2 * grid.mentees
    most_staying = len(_could_stay(grid))
    for arcs in _small_selections(grid):
        outcome = fewest_moves(grid, arcs, bound, penalty=penalty, time_limit=deadline.left() / 2)
        if outcome.seat is not None and _staying(grid, outcome.seat) == most_staying:
            return outcome.seat, bound, True
        if not outcome.is_infeasible and outcome.bound > penalty * most_staying - penalty / 2:
            break
        most_staying -= 1
    return _mended_anywhere(grid, seat, bound, penalty, seed, deadline)


def _mended_anywhere(
    grid: Grid, seat: Ints, bound: int, penalty: int, seed: int, deadline: Deadline
) -> tuple[Ints, int, bool]:
    everything = number_of_arcs(grid) <= ALL_UP_TO
    arcs = all_arcs(grid) if everything else _promising_arcs(grid, seed)
    outcome = fewest_moves(grid, arcs, bound, penalty=penalty, time_limit=deadline.left() / 2)
    if outcome.seat is None:
        counted = most_mentees(grid, arcs, time_limit=deadline.left() / 2)
        seat = _better(grid, seat, counted)
        if everything and np.isfinite(counted.bound):
            bound = min(bound, int(counted.bound + ROUNDING))
        outcome = fewest_moves(grid, arcs, tally(grid, seat)[0], penalty=penalty, time_limit=deadline.left())
    seat = _better(grid, seat, outcome) if outcome.seat is None else outcome.seat
    staying = _staying(grid, seat)
    count, affinity = tally(grid, seat)
    proven = everything and outcome.bound < affinity + penalty * staying + 1
    return seat, bound, count == bound and (proven or staying == len(_could_stay(grid)))


def _small_selections(grid: Grid) -> Iterator[Arcs]:
    """All pairs of repairs in which everybody stays who could; then what one more move allows in most cases.

    The first to take a move is somebody who fills up a circle that is under its minimum.
    """
    staying = _could_stay(grid)
    filled = np.bincount(grid.home[staying], minlength=len(grid.options))
    leading = np.bincount(grid.options.mentor, filled) > 0
    has_room = (filled < grid.options.upper) & ((filled > 0) | ~leading[grid.options.mentor])
    waiting = np.setdiff1d(np.arange(grid.mentees), staying)
    if len(waiting) * int(has_room.sum()) > ALL_UP_TO:
        return
    arcs = join(grid, Arcs(grid.home[staying], staying), arcs_of_mentees(grid, waiting, np.flatnonzero(has_room)))
    yield arcs
    short = np.flatnonzero((filled > 0) & (filled < grid.options.lower))
    if short.size and len(short) * grid.mentees <= ALL_UP_TO:
        yield join(grid, arcs, arcs_of_options(grid, short))


def _could_stay(grid: Grid) -> Ints:
    """Who sits in a circle that may still take her."""
    at_home = np.flatnonzero(grid.home != NOWHERE)
    return np.asarray(at_home[grid.accepts(grid.home[at_home], at_home)])


def _staying(grid: Grid, seat: Ints) -> int:
    return int(((grid.home != NOWHERE) & (seat == grid.home)).sum())


def _largest_score(grid: Grid) -> int:
    """By size, whether it is above zero or below."""
    acceptable = grid.pairs[grid.pairs != lowest(grid.pairs.dtype)]
    return int(np.abs(acceptable).max(initial=0)) + int(grid.spoken.max(initial=0))


def _still_holding(grid: Grid) -> Ints:
    """The circles that need no repair, the others empty."""
    at_home = _could_stay(grid)
    filled = np.bincount(grid.home[at_home], minlength=len(grid.options))
    fine = (filled >= grid.options.lower) & (filled <= grid.options.upper)
    seat = np.full(grid.mentees, NOWHERE)
    kept = at_home[fine[grid.home[at_home]]]
    seat[kept] = grid.home[kept]
    clashing = clashes(grid, seat)
    return np.where(np.isin(seat, seat[clashing]), NOWHERE, seat)


def _better(grid: Grid, seat: Ints, outcome: Outcome) -> Ints:
    return seat if outcome.seat is None or tally(grid, outcome.seat) < tally(grid, seat) else outcome.seat


def _promising_arcs(grid: Grid, seed: int) -> Arcs:
    """Everybody at home, whatever is open to those without a seat or to circles in need, and each circle's best."""
    at_home = np.flatnonzero(grid.home != NOWHERE)
    filled = np.bincount(grid.home[at_home], minlength=len(grid.options))
    in_use = filled > 0
    wanting = np.flatnonzero(in_use & (filled != grid.options.upper))[: 1 + ALL_UP_TO // grid.mentees]
    waiting = np.flatnonzero(grid.home == NOWHERE)[: 1 + ALL_UP_TO // len(grid.options)]
    pool = build_pool(grid, first_prices(grid, seed), LIKELY)
    row, place = np.nonzero(pool.is_filled)
    return join(
        grid,
        Arcs(grid.home[at_home], at_home).where(grid.accepts(grid.home[at_home], at_home)),
        arcs_of_options(grid, wanting),
        arcs_of_mentees(grid, waiting, np.arange(len(grid.options))),
        Arcs(row, pool.mentees[row, place]),
    )


def _remaining(problem: Problem, current: Sequence[Seating]) -> list[Seating]:
    mentees, mentors = {mentee.id for mentee in problem.mentees}, {mentor.id for mentor in problem.mentors}
    return [
        Seating(seating.mentor, seating.language, tuple(mentee for mentee in seating.mentees if mentee in mentees))
        for seating in current
        if seating.mentor in mentors
    ]


def _moves(problem: Problem, before: dict[Id, Place], after: dict[Id, Place]) -> tuple[Move, ...]:
    return tuple(
        Move(mentee.id, before.get(mentee.id), after.get(mentee.id))
        for mentee in problem.mentees
        if before.get(mentee.id) != after.get(mentee.id)
    )
