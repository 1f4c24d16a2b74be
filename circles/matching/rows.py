"""Rows of a programme as its parts want them: equal to their sides, or at most."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint

from circles.matching.grid import Flags, Ints


@dataclass(frozen=True, slots=True)
class Rows:
    matrix: sparse.csr_array
    sides: Ints
    is_equal: Flags

    def __len__(self) -> int:
        return len(self.sides)

    def where(self, keep: Flags) -> "Rows":
        return Rows(self.matrix[np.flatnonzero(keep)], self.sides[keep], self.is_equal[keep])

    def with_columns(self, columns: Ints) -> "Rows":
        return Rows(self.matrix[:, columns], self.sides, self.is_equal)

    def as_constraint(self) -> LinearConstraint:
        return LinearConstraint(self.matrix, np.where(self.is_equal, self.sides, -np.inf), self.sides)


def at_most(matrix: sparse.csr_array, sides: Ints) -> Rows:
    return Rows(matrix, sides, np.zeros(len(sides), dtype=np.bool_))


def join_rows(*parts: Rows) -> Rows:
    return Rows(
        sparse.csr_array(sparse.vstack([part.matrix for part in parts])),
        np.concatenate([part.sides for part in parts]),
        np.concatenate([part.is_equal for part in parts]),
    )


def rows_of(constraints: list[LinearConstraint]) -> Rows:
    """Without limits that nothing can reach."""
    parts = []
    for constraint in constraints:
        matrix = sparse.csr_array(constraint.A)
        upper, lower = (
            np.broadcast_to(np.asarray(limits, dtype=np.float64), matrix.shape[0])
            for limits in (constraint.ub, constraint.lb)
        )
        is_equal = lower == upper
        for sign, limits in ((1, upper), (-1, np.where(is_equal, -np.inf, lower))):
            rows = Rows(sign * matrix, sign * limits, is_equal)
            most = rows.matrix.maximum(0).sum(axis=1)
            parts.append(rows.where((most > np.minimum(0, rows.sides)) & np.isfinite(rows.sides)))
    return join_rows(*parts)
