"""Zero-half cuts (Caprara and Fischetti 1996): half the sum of some rows, rounded down, holds for whole points alone.

The rows are sought by elimination modulo two (Koster, Zymolka and Kutschka 2009): rows are bits of whole numbers.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy import sparse

from circles.matching.grid import Ints

SLACKEST = 0.9  # a row further from being tight is in no violated cut
WHOLE = 1e-6
LEAST_VIOLATION = 1e-3
MOST_LOOKED_AT = 600
MOST_ALIKE = 0.6  # cosine between two cuts
PASSES = 2
SCATTER = 0.1  # ties are decided differently in each round

Combination = int  # a bit for each row
Sums = dict[tuple[int, int], tuple[float, Combination]]  # by odd columns and odd side: slack, and from which rows


def zero_half_cuts(
    rows: sparse.csr_array, sides: Ints, point: Ints, *, most: int, generator: np.random.Generator
) -> tuple[sparse.csr_array, Ints]:
    """Of whole `0 <= x <= 1` with `rows @ x <= sides`, all in whole numbers: what else holds, but not at the point."""
    turned = point > 0.5  # columns looked at from their upper bound
    slack = np.maximum(0.0, sides - rows @ point)
    near = np.flatnonzero(slack < SLACKEST)
    rows, sides = rows[near], sides[near]
    is_odd = np.rint(sides - rows @ turned.astype(np.float64)).astype(np.int64) & 1
    value = np.where(turned, 1 - point, point)
    found = {sum_ for _ in range(PASSES) for sum_ in _even_sums(rows, is_odd, slack[near], value, generator)}
    cuts, cut_sides = _halved(rows, sides, turned, sorted(found))
    return _deepest(cuts, cut_sides, point, most)


def _halved(
    rows: sparse.csr_array, sides: Ints, turned: Ints, found: list[Combination]
) -> tuple[sparse.csr_array, Ints]:
    members = [list(_bits(combination)) for combination in found]
    where = np.repeat(np.arange(len(found)), [len(chosen) for chosen in members])
    which = np.array([n for chosen in members for n in chosen], dtype=np.intp)
    chosen = sparse.csr_array((np.ones(len(which)), (where, which)), shape=(len(found), rows.shape[0]))
    total = (chosen @ rows).tocsr()
    side = np.floor((chosen @ sides - total @ turned.astype(np.float64)) / 2 + WHOLE)
    sign = np.where(turned, -1.0, 1.0)[total.indices]
    total.data = np.floor(total.data * sign / 2 + WHOLE) * sign
    return total, side + total @ turned.astype(np.float64)


def _deepest(cuts: sparse.csr_array, sides: Ints, point: Ints, most: int) -> tuple[sparse.csr_array, Ints]:
    """Those that cut most off, and not twice in the same direction."""
    length = np.maximum(WHOLE, np.sqrt(np.asarray(cuts.multiply(cuts).sum(axis=1)).ravel()))
    depth = (cuts @ point - sides) / length
    order = np.argsort(-depth, kind="stable")
    order = order[depth[order] > LEAST_VIOLATION]
    unit = sparse.csr_array(sparse.diags_array(1 / length[order]) @ cuts[order])
    alike = (unit @ unit.T).toarray()
    kept: list[int] = []
    for n in range(len(order)):
        if len(kept) < most and alike[n, kept].max(initial=0) <= MOST_ALIKE:
            kept.append(n)
    return cuts[order[kept]], sides[order[kept]]


def _even_sums(
    rows: sparse.csr_array, is_odd: Ints, slack: Ints, value: Ints, generator: np.random.Generator
) -> list[Combination]:
    """Sets of rows whose sum is even wherever the point is not whole, and odd on the side; the tightest first."""
    between = np.flatnonzero(value > WHOLE)
    between = between[np.argsort(-value[between] + generator.uniform(0, SCATTER, len(between)))]
    found: dict[Combination, float] = {}
    waiting: list[Sums] = [{} for _ in between]  # by the first odd column

    def put(columns: int, odd: int, slack: float, combination: Combination) -> None:
        if columns:
            sums = waiting[(columns & -columns).bit_length() - 1]
            if (columns, odd) not in sums or sums[columns, odd][0] > slack:
                sums[columns, odd] = slack, combination
        elif odd:
            found[combination] = min(slack, found.get(combination, slack))

    for n, columns in enumerate(_odd_columns(rows, between)):
        put(columns, int(is_odd[n]), float(slack[n]), 1 << n)
    for first, sums in enumerate(waiting):
        tightest = sorted((slack, columns.bit_count(), columns, odd) for (columns, odd), (slack, _) in sums.items())
        for n, (slack_here, _, columns, odd) in enumerate(tightest):
            pivot_slack, _, pivot_columns, pivot_odd = tightest[0]
            other = (columns ^ pivot_columns, odd ^ pivot_odd, slack_here + pivot_slack)
            if n == 0:  # rounding the first column down instead
                other = (columns ^ (1 << first), odd, slack_here + float(value[between[first]]))
            if other[2] < 1 - LEAST_VIOLATION:
                combination = sums[columns, odd][1] ^ (sums[pivot_columns, pivot_odd][1] if n else 0)
                put(*other, combination)
    return sorted(found, key=lambda combination: (found[combination], combination))[:MOST_LOOKED_AT]


def _odd_columns(rows: sparse.csr_array, columns: Ints) -> Iterator[int]:
    bit = {int(column): 1 << n for n, column in enumerate(columns)}
    odd = (np.rint(rows.data).astype(np.int64) & 1).tolist()
    starts, indices = rows.indptr.tolist(), rows.indices.tolist()
    for start, end in pairwise(starts):
        bits = 0
        for k in range(start, end):
            if odd[k]:
                bits |= bit.get(indices[k], 0)
        yield bits


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
