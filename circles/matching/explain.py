"""Says of a matching what people ask: who sits where, which hours a circle shares, why somebody has no seat."""

from collections import Counter

import numpy as np

from circles.matching.affinity import NEVER
from circles.matching.grid import NOWHERE, Grid, Ints
from circles.matching.problem import Circle, Id, PinKind, Problem, Reason, Table, Unmatched
from circles.matching.review import common_hours


def circles_of(problem: Problem, grid: Grid, seat: Ints) -> tuple[Circle, ...]:
    """In the order of the mentors, the mentees in their own order."""
    plain = grid.without_bonus()
    return tuple(
        Circle(
            mentor=problem.mentors[grid.options.mentor[option]].id,
            language=grid.languages[grid.options.language[option]],
            mentees=tuple(problem.mentees[i].id for i in members),
            affinity=int(plain.scores(np.full(len(members), option), members).sum()),
            hours=common_hours(
                [problem.mentors[grid.options.mentor[option]].hours, *(problem.mentees[i].hours for i in members)]
            ),
        )
        for option, members in seated_by_option(seat)
    )


def seated_by_option(seat: Ints) -> list[tuple[int, Ints]]:
    order = np.argsort(seat, kind="stable")
    order = order[seat[order] != NOWHERE]
    options, starts = np.unique(seat[order], return_index=True)
    return [(int(option), part) for option, part in zip(options, np.split(order, starts[1:]), strict=False)]


def unmatched_of(problem: Problem, grid: Grid, seat: Ints) -> tuple[Unmatched, ...]:
    filled = np.bincount(seat[seat != NOWHERE], minlength=len(grid.options))
    opened = np.bincount(grid.options.mentor[filled > 0], minlength=len(grid.pairs)) > 0
    apart = {(pin.mentee, pin.mentor) for pin in problem.pins if pin.kind is PinKind.NEVER}

    def reason(i: int) -> Reason:
        if not (grid.spoken[:, i] != NEVER).any():
            return Reason.NO_LANGUAGE
        hers = grid.open_to(i)
        if not hers.any():
            return _why_nobody_takes_her(problem, grid, i, apart)
        if (hers & (filled > 0) & (filled < grid.options.upper)).any():
            return Reason.CONFLICT
        if not (hers & (filled > 0)).any() and not opened[grid.options.mentor[hers]].all():
            return Reason.TOO_FEW
        return Reason.SEATS_TAKEN

    return tuple(Unmatched(problem.mentees[i].id, reason(int(i))) for i in np.flatnonzero(seat == NOWHERE))


def _why_nobody_takes_her(problem: Problem, grid: Grid, i: int, apart: set[tuple[Id, Id]]) -> Reason:
    speaking = np.unique(grid.options.mentor[grid.spoken[grid.options.language, i] != NEVER])
    if not speaking.size:
        return Reason.NO_LANGUAGE
    if all((problem.mentees[i].id, problem.mentors[m].id) in apart for m in speaking):
        return Reason.KEPT_APART
    return Reason.NOT_ACCEPTABLE if isinstance(problem.affinity, Table) else Reason.NO_HOUR


def unmatched_speakers(problem: Problem, seat: Ints) -> dict[str, int]:
    """How many of those without a seat work in each language."""
    left = np.flatnonzero(seat == NOWHERE)
    return dict(Counter(spoken.code for i in left for spoken in problem.mentees[i].languages))
