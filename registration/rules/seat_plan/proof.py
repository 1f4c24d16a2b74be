"""Why there is no better plan, as a proof that whole numbers alone can check.

Every claim says that a system A x <= b has no solution in whole numbers between low and high. Its proof is a tree:
a branch splits on one variable (at most `value`, or more), a leaf weighs the rows so that their weighted sum cannot
hold anywhere in the box. SciPy finds the weights; `check` needs only integers and the system.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from registration.rules.seat_plan.system import Found, System

SCALE = 2**30  # weights of rows are rounded to whole numbers of this part
NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Leaf:
    weights: Mapping[int, int]  # of rows, not negative


@dataclass(frozen=True, slots=True)
class Branch:
    variable: int
    value: int
    below: "Tree"
    above: "Tree"


Tree = Leaf | Branch
Box = tuple[list[int], list[int]]


class UnprovenError(RuntimeError):
    """The claim is wrong: these whole numbers solve the system."""


def claims(system: System, found: Found) -> Iterator[list[int]]:
    """What must be impossible, as right-hand sides: fewer missing; more filled; one more of a group refused."""
    unseated = found.unseated
    if unseated:
        yield system.bounds(unseated=unseated - 1)
    if found.missing:
        yield system.bounds(unseated=unseated, missing=found.missing - 1)
    yield system.bounds(unseated=unseated, missing=found.missing, filled=found.filled + 1)
    for refusal in found.refusals:
        held = list(refusal.held)
        held[refusal.group] += 1
        yield system.bounds(held=held, unseated=unseated, missing=found.missing, filled=found.filled)


def prove(system: System, found: Found) -> list[Tree]:
    return [_tree(system, bounds, ([0] * len(system.high), list(system.high))) for bounds in claims(system, found)]


def check(system: System, order: Sequence[int], found: Found, trees: Sequence[Tree]) -> bool:
    """The plan keeps every limit, passes nobody over without a refusal, and each claim is proven."""
    bounds = system.bounds(held=found.held, unseated=found.unseated, missing=found.missing, filled=found.filled)
    kept = system.holds(found.values, bounds) and system.by_group(found.values) == found.held
    proven = all(
        _refutes(system, bounds, tree, ([0] * len(system.high), list(system.high)))
        for bounds, tree in zip(claims(system, found), trees, strict=True)
    )
    return kept and proven and sum(found.held) == found.filled and _was_greedy(system, order, found)


def _was_greedy(system: System, order: Sequence[int], found: Found) -> bool:
    """Rank after rank she is in, or all seats are filled, or her country is full, or her group has been refused."""
    refused_at = {(refusal.group, refusal.held) for refusal in found.refusals}
    ceiling = system.terms.country_ceiling
    held = [0] * len(system.groups)
    in_country = Counter[str]()
    closed = {group for group, seats in enumerate(system.seats_of) if not seats}
    for group, is_in in zip(order, found.chosen, strict=True):
        country = system.groups[group].country
        is_full = ceiling is not None and in_country[country] >= ceiling
        if is_in:
            held[group] += 1
            in_country[country] += 1
        elif group not in closed and in_country.total() < found.filled and not is_full:
            if (group, tuple(held)) not in refused_at:
                return False
            closed.add(group)
    return held == found.held


def _refutes(system: System, bounds: Sequence[int], tree: Tree, box: Box) -> bool:
    low, high = box
    if isinstance(tree, Branch):
        below, above = _split(box, tree.variable, tree.value)
        return _refutes(system, bounds, tree.below, below) and _refutes(system, bounds, tree.above, above)
    sums: defaultdict[int, int] = defaultdict(int)
    for row, weight in tree.weights.items():
        for x, factor in system.rows[row].weights.items():
            sums[x] += weight * factor
    least = sum(factor * (low[x] if factor > 0 else high[x]) for x, factor in sums.items())
    is_empty = any(least > most for least, most in zip(low, high, strict=True))
    not_negative = all(weight >= 0 for weight in tree.weights.values())
    return is_empty or (not_negative and least > sum(weight * bounds[row] for row, weight in tree.weights.items()))


def _split(box: Box, variable: int, value: int) -> tuple[Box, Box]:
    low, high = box
    return (
        (low, [*high[:variable], min(value, high[variable]), *high[variable + 1 :]]),
        ([*low[:variable], max(value + 1, low[variable]), *low[variable + 1 :]], high),
    )


def _tree(system: System, bounds: Sequence[int], box: Box) -> Tree:
    leaf, values = _relaxed(system, bounds, box)
    if _refutes(system, bounds, leaf, box):
        return leaf
    variable = _most_broken(system, values)
    if variable is None:
        raise UnprovenError
    value = int(values[variable])
    below, above = _split(box, variable, value)
    return Branch(variable, value, _tree(system, bounds, below), _tree(system, bounds, above))


def _most_broken(system: System, values: Sequence[float]) -> int | None:
    """Circles first: once they are whole, the rest almost always is."""
    for variables in (system.circles.values(), system.seats.values(), system.missing.values()):
        broken = max(variables, key=lambda x: abs(values[x] - round(values[x])), default=None)
        if broken is not None and abs(values[broken] - round(values[broken])) > NEARLY:
            return broken
    return None


def _relaxed(system: System, bounds: Sequence[int], box: Box) -> tuple[Leaf, list[float]]:
    """The least sum of violations in fractions: its dual weighs the rows, its values say where to branch."""
    import numpy as np  # noqa: PLC0415 - checking a proof needs neither
    from scipy import sparse  # noqa: PLC0415
    from scipy.optimize import linprog  # noqa: PLC0415

    entries = [(n, x, weight) for n, row in enumerate(system.rows) for x, weight in row.weights.items()]
    rows, variables, weights = zip(*entries, strict=True) if entries else ((), (), ())
    plain, violations = len(system.high), len(system.rows)
    matrix = sparse.csr_array((weights, (rows, variables)), shape=(violations, plain), dtype=float)
    answer = linprog(
        np.r_[np.zeros(plain), np.ones(violations)],
        A_ub=sparse.hstack([matrix, -sparse.eye_array(violations)], format="csr"),
        b_ub=bounds,
        bounds=[*zip(*box, strict=True), *[(0, None)] * violations],
        method="highs",
    )
    duals = enumerate(-answer.ineqlin.marginals)
    weighed = {row: round(dual * SCALE) for row, dual in duals if dual * SCALE >= 1}
    return Leaf(weighed), answer.x[:plain].tolist()
