"""Which circles to open so that the largest count can be reached and what the options are worth is highest."""

from collections import Counter

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from circles.matching.affinity import NEVER
from circles.matching.bound import NOBODY
from circles.matching.grid import Grid, Ints

NEAR_ENOUGH = 1e-5
SHORTEST_LIMIT = 10.0  # usually a tenth of a second; the first matching hangs on it, however busy the machine is


def options_to_open(grid: Grid, values: Ints, count: int, *, time_limit: float) -> Ints | None:
    """The most valuable options with room for that many mentees, counted by the languages they work in.

    None when there is no such set: the count is beyond what this coarse view can seat.
    """
    possible = np.flatnonzero(values > NOBODY // 2)
    mentor, language = grid.options.mentor[possible], grid.options.language[possible]
    groups = Counter(_spoken_by(grid, i) for i in range(grid.mentees))
    flows = [(group, k) for group in groups for k in group]
    options, columns = len(possible), len(possible) + len(flows)
    if not options or not flows:
        return None
    present, row = np.unique(mentor, return_inverse=True)
    once = sparse.csr_array((np.ones(options), (row, np.arange(options))), shape=(len(present), columns))
    limits = np.zeros((len(groups), columns))
    for at, group in enumerate(groups):
        limits[at, [options + n for n, (owner, _) in enumerate(flows) if owner == group]] = 1
    least, most = np.zeros((len(grid.languages), columns)), np.zeros((len(grid.languages), columns))
    least[language, np.arange(options)] = grid.options.lower[possible]
    most[language, np.arange(options)] = grid.options.upper[possible]
    for n, (_, k) in enumerate(flows):
        least[k, options + n] = most[k, options + n] = -1
    everybody = np.r_[np.zeros(options), np.ones(len(flows))][None, :]
    result = milp(
        c=np.r_[-values[possible].astype(np.float64), np.zeros(len(flows))],
        integrality=np.r_[np.ones(options), np.zeros(len(flows))],
        bounds=Bounds(0, np.r_[np.ones(options), np.full(len(flows), np.inf)]),
        constraints=[
            LinearConstraint(once, grid.must_open[present].astype(np.float64), 1),
            LinearConstraint(limits, 0, np.array(list(groups.values()))),
            LinearConstraint(least, -np.inf, 0),
            LinearConstraint(most, 0, np.inf),
            LinearConstraint(everybody, count, count),
        ],
        # Presolving takes twenty times longer than solving: a few rows are about thousands of columns each.
        options={"presolve": False, "mip_rel_gap": NEAR_ENOUGH, "time_limit": max(SHORTEST_LIMIT, time_limit)},
    )
    return None if result.x is None else possible[result.x[:options] > 0.5]


def _spoken_by(grid: Grid, mentee: int) -> tuple[int, ...]:
    return tuple(int(k) for k in np.flatnonzero(grid.spoken[:, mentee] != NEVER))
