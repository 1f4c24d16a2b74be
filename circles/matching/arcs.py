"""A selection of (option, mentee) pairs that the exact steps work on."""

from dataclasses import dataclass

import numpy as np

from circles.matching.affinity import NEVER, lowest
from circles.matching.grid import NOWHERE, Flags, Grid, Ints


@dataclass(frozen=True, slots=True)
class Arcs:
    """Sorted by option, then mentee; no pair twice."""

    option: Ints
    mentee: Ints

    def __len__(self) -> int:
        return len(self.option)

    def keys(self, grid: Grid) -> Ints:
        """One number for each pair."""
        return np.asarray(self.option * grid.mentees + self.mentee)

    def where(self, keep: Flags) -> "Arcs":
        return Arcs(self.option[keep], self.mentee[keep])


def join(grid: Grid, *parts: Arcs) -> Arcs:
    keys = np.sort(np.concatenate([part.keys(grid) for part in parts]))
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]  # many times as quick as `np.unique`
    return Arcs(*np.divmod(keys, max(1, grid.mentees)))


def all_arcs(grid: Grid) -> Arcs:
    return arcs_of_options(grid, np.arange(len(grid.options)))


def arcs_of_options(grid: Grid, options: Ints) -> Arcs:
    rows = [np.flatnonzero(grid.acceptable(int(c))) for c in options]
    sizes = [len(row) for row in rows]
    return Arcs(np.repeat(options, sizes).astype(np.intp), np.concatenate([*rows, np.empty(0, dtype=np.intp)]))


def arcs_of_mentees(grid: Grid, mentees: Ints, options: Ints) -> Arcs:
    """All pairs of these mentees with these options that are acceptable."""
    pairs = grid.pairs[np.ix_(grid.options.mentor[options], mentees)]
    spoken = grid.spoken[np.ix_(grid.options.language[options], mentees)]
    row, column = np.nonzero((pairs != lowest(pairs.dtype)) & (spoken != NEVER))
    return join(grid, Arcs(options[row], mentees[column]))


def number_of_arcs(grid: Grid) -> int:
    return sum(int(grid.acceptable(option).sum()) for option in range(len(grid.options)))


def hopeful_mentees(grid: Grid) -> Flags:
    """Who could sit in some circle."""
    hopeful = np.zeros(grid.mentees, dtype=np.bool_)
    if not grid.has_gaps:
        for language in np.unique(grid.options.language):
            hopeful |= grid.spoken[language] != NEVER
        return hopeful
    for option in range(len(grid.options)):
        hopeful |= grid.acceptable(option)
    return hopeful


def seat_arcs(seat: Ints) -> Arcs:
    """The pairs of a matching: `seat` names the option of each mentee, or NOWHERE."""
    seated = np.flatnonzero(seat != NOWHERE)
    order = np.argsort(seat[seated], kind="stable")
    return Arcs(seat[seated][order], seated[order])
