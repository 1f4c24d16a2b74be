"""From a problem to a solution that explains itself."""

from collections.abc import Callable, Mapping

import numpy as np

from circles.matching.arcs import hopeful_mentees
from circles.matching.counting import Classes, classes_of, most_seated, remedies
from circles.matching.descent import Bound, bound_at, settle
from circles.matching.explain import circles_of, unmatched_of, unmatched_speakers
from circles.matching.grid import NOWHERE, Grid, Ints, build_grid, tally
from circles.matching.hours import improve_hours
from circles.matching.large import LARGE, LargeSearch
from circles.matching.lift import lift_worst
from circles.matching.locks import with_locked, without_locked
from circles.matching.pins import seats_by_pins
from circles.matching.problem import Certificate, Id, Problem, Progress, Solution
from circles.matching.search import Deadline, Search
from circles.matching.sieve import SCALE
from circles.matching.validation import check

PLAIN_ROUNDS = 300

Previous = Mapping[Id, tuple[Id, str]]


def solve(
    problem: Problem,
    *,
    seed: int,
    time_limit: float,
    keep: Previous | None = None,
    stay_bonus: int | None = None,
    hours_tolerance: int = 0,
    lift_tolerance: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution:
    """The most mentees seated, then the highest affinity, with proof of both as far as the time allows.

    `keep` names the mentor and language of mentees already in a circle, who move only where that is worth more than
    `stay_bonus` points (None: a fiftieth of the top score); `problem.locked` are circles that nobody enters or leaves.
    Swaps for common hours may cost `hours_tolerance` points of affinity in all, and lifting the worst-off mentee
    `lift_tolerance` (None: nobody looks at her, 0: only where it costs nothing).
    `progress` is told of each step; an exception in it ends the run without a result. When `stop` says so, or the time
    is over, the best found so far is returned with what is proven by then.
    """
    deadline = Deadline(time_limit, stop)
    check(problem)
    if not problem.locked:
        return _solved(problem, seed, deadline, keep, stay_bonus, lift_tolerance, hours_tolerance, progress)
    free = _solved(without_locked(problem), seed, deadline, keep, stay_bonus, lift_tolerance, hours_tolerance, progress)
    return with_locked(problem, free)


def _solved(
    problem: Problem,
    seed: int,
    deadline: Deadline,
    keep: Previous | None,
    stay_bonus: int | None,
    lift_tolerance: int | None,
    hours_tolerance: int,
    progress: Callable[[Progress], None] | None,
) -> Solution:
    grid = build_grid(problem, keep, stay_bonus)
    classes = classes_of(grid, hopeful_mentees(grid))
    seat, count_bound = seats_by_pins(problem, grid, deadline.left), most_seated(classes)
    if count_bound == 0:
        return _nobody_seated(problem, grid, classes, deadline)
    search_kind = LargeSearch if grid.mentees > LARGE else Search
    search = search_kind(grid, seat, count_bound, seed, deadline, progress or (lambda _: None))
    search.run()
    lifted = search.seat if lift_tolerance is None else lift_worst(search, lift_tolerance)
    seat, swaps = improve_hours(problem, grid, lifted, hours_tolerance)
    plain = _plain_bound(grid, seat, search, deadline)
    count, affinity = tally(grid.without_bonus(), seat)
    bound = plain.points if grid.stay_bonus else search.affinity_bound
    is_proven = (count, affinity) == (search.count_bound, bound)
    return Solution(
        circles=circles_of(problem, grid, seat),
        unmatched=unmatched_of(problem, grid, seat),
        count=count,
        count_bound=search.count_bound,
        affinity=affinity,
        affinity_bound=max(affinity, bound),
        certificate=Certificate(tuple(plain.prices.tolist()), SCALE, plain.points),
        remedies=remedies(grid, classes, count, unmatched_speakers(problem, seat)),
        swaps=swaps,
        is_cut_short=not is_proven and not deadline.is_ahead(),
        seconds=deadline.spent(),
    )


def _plain_bound(grid: Grid, seat: Ints, search: Search, deadline: Deadline) -> Bound:
    """The bound without the stay bonus, which is no affinity."""
    if not grid.stay_bonus:
        return search.bound
    plain = grid.without_bonus()
    start = bound_at(plain, search.bound.prices, search.bound.count)
    reached = tally(plain, seat)[1]
    return settle(plain, start, rounds=PLAIN_ROUNDS, reached=reached, in_time=deadline.is_ahead)


def _nobody_seated(problem: Problem, grid: Grid, classes: Classes, deadline: Deadline) -> Solution:
    seat = np.full(grid.mentees, NOWHERE)
    return Solution(
        circles=(),
        unmatched=unmatched_of(problem, grid, seat),
        count=0,
        count_bound=0,
        affinity=0,
        affinity_bound=0,
        certificate=Certificate((0,) * grid.mentees, SCALE, 0),
        remedies=remedies(grid, classes, 0, unmatched_speakers(problem, seat)),
        seconds=deadline.spent(),
    )
