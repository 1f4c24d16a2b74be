"""The largest number of mentees who can have a circle, proven by a small integer programme.

People who work in the same languages are alike as far as counting goes: the programme knows classes of mentees and
classes of mentors, not persons. It overlooks hours, conflicts and missing pairs, so its result is a bound that the
matching has to reach, or that `core.most_mentees` has to lower.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from circles.matching.affinity import NEVER
from circles.matching.grid import NOWHERE, Flags, Grid
from circles.matching.problem import Remedy

USUAL_BOUNDS = (3, 5)
IMPOSSIBLE = -1

Languages = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MentorClass:
    languages: Languages
    lower: int
    upper: int
    pinned: int = 0  # mentees whom pins seat here already; such a circle has to open


@dataclass(frozen=True, slots=True)
class Classes:
    mentees: Counter[Languages]  # without the pinned ones
    mentors: Counter[MentorClass]


def classes_of(grid: Grid, hopeful: Flags) -> Classes:
    """`hopeful`: the mentees whom some mentor could take."""
    works_in = (grid.spoken != NEVER).T
    free = np.flatnonzero((grid.required == NOWHERE) & hopeful)
    mentees = Counter(tuple(int(k) for k in np.flatnonzero(works_in[i])) for i in free)
    pinned = np.bincount(grid.required[grid.required != NOWHERE], minlength=len(grid.pairs))
    options = grid.options
    present, first, number = np.unique(options.mentor, return_index=True, return_counts=True)
    mentors = Counter(
        MentorClass(
            tuple(int(k) for k in options.language[at : at + n]),
            int(options.lower[at]),
            int(options.upper[at]),
            int(pinned[m]),
        )
        for m, at, n in zip(present, first, number, strict=True)
    )
    return Classes(mentees, mentors)


def most_seated(classes: Classes) -> int:
    """IMPOSSIBLE when a circle that pins open cannot reach its minimum."""
    circles = [(group, k) for group in classes.mentors for k in group.languages]
    flows = [(languages, k) for languages in classes.mentees for k in languages]
    pinned = sum(group.pinned * number for group, number in classes.mentors.items())
    if not circles or not flows:
        short = any(0 < group.pinned < group.lower for group in classes.mentors)
        return IMPOSSIBLE if short else pinned
    columns = len(circles) + len(flows)
    result = milp(
        c=np.r_[np.zeros(len(circles)), -np.ones(len(flows))],
        integrality=np.r_[np.ones(len(circles)), np.zeros(len(flows))],
        bounds=Bounds(0, np.inf),
        constraints=[
            *_at_most_once(classes, circles, flows, columns),
            *_within_bounds(circles, flows, columns),
        ],
        options={"mip_rel_gap": 0},
    )
    return IMPOSSIBLE if result.x is None else pinned + round(-result.fun)


def _at_most_once(
    classes: Classes, circles: list[tuple[MentorClass, int]], flows: list[tuple[Languages, int]], columns: int
) -> list[LinearConstraint]:
    """Each mentor opens one circle at most, and must where pins say so; each mentee sits in one at most."""
    mentors = np.zeros((len(classes.mentors), columns))
    mentees = np.zeros((len(classes.mentees), columns))
    for row, group in enumerate(classes.mentors):
        mentors[row, [n for n, (owner, _) in enumerate(circles) if owner == group]] = 1
    for row, languages in enumerate(classes.mentees):
        mentees[row, [len(circles) + n for n, (owner, _) in enumerate(flows) if owner == languages]] = 1
    number = np.array(list(classes.mentors.values()))
    must = np.array([number if group.pinned else 0 for group, number in classes.mentors.items()])
    return [
        LinearConstraint(sparse.csr_array(mentors), must, number),
        LinearConstraint(sparse.csr_array(mentees), 0, np.array(list(classes.mentees.values()))),
    ]


def _within_bounds(
    circles: list[tuple[MentorClass, int]], flows: list[tuple[Languages, int]], columns: int
) -> list[LinearConstraint]:
    """The mentees who sit in a language fit between the minima and maxima of its circles."""
    languages = sorted({k for _, k in circles} | {k for _, k in flows})
    least, most = np.zeros((len(languages), columns)), np.zeros((len(languages), columns))
    for row, language in enumerate(languages):
        for n, (group, k) in enumerate(circles):
            if k == language:
                least[row, n] = max(0, group.lower - group.pinned)
                most[row, n] = group.upper - group.pinned
        seated = [len(circles) + n for n, (_, k) in enumerate(flows) if k == language]
        least[row, seated] = most[row, seated] = -1
    return [LinearConstraint(sparse.csr_array(least), -np.inf, 0), LinearConstraint(sparse.csr_array(most), 0, np.inf)]


def remedies(grid: Grid, classes: Classes, count: int, unmatched_speakers: dict[str, int]) -> tuple[Remedy, ...]:
    """What one more mentor for each language would bring, the best first."""
    reached = most_seated(classes) == count
    lower, upper = _usual_bounds(classes)
    found = []
    for language, speakers in sorted(unmatched_speakers.items()):
        at_once = min(upper, speakers) if speakers >= lower else 0
        row = grid.languages.index(language) if language in grid.languages else len(grid.languages)
        more = Classes(classes.mentees, classes.mentors + Counter([MentorClass((row,), lower, upper)]))
        seats = max(at_once, most_seated(more) - count if reached else 0)
        if seats > 0:
            found.append(Remedy(language, seats))
    return tuple(sorted(found, key=lambda remedy: (-remedy.seats, remedy.language)))


def _usual_bounds(classes: Classes) -> tuple[int, int]:
    number: Counter[tuple[int, int]] = Counter()
    for group, mentors in classes.mentors.items():
        number[group.lower, group.upper] += mentors
    return max(number, key=lambda bounds: (number[bounds], bounds), default=USUAL_BOUNDS)
