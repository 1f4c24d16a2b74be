"""The best plan, one aim after the other, by integer programmes (HiGHS) over groups of candidates."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from registration.rules.seat_plan.system import Found, Refusal, System, given_by, seated_system, total
from registration.rules.seat_plan.terms import Terms

FIRST_STRIDE = 64  # candidates hoped for at once, to begin with
LOOK_AHEAD = 16  # candidates decided by one programme; their weights are powers of two
NEARLY = 1e-5
INFEASIBLE = 2  # scipy's word for it

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class SolverFailedError(RuntimeError):
    """The solver's answer does not stand up to exact arithmetic, or there is none."""


class Programme:
    def __init__(self, system: System) -> None:
        self.system = system
        columns = len(system.high)
        entries = [(n, x, weight) for n, row in enumerate(system.rows) for x, weight in row.weights.items()]
        rows, variables, weights = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(system.rows), columns)
        self.exactly = sparse.csr_array((weights, (rows, variables)), shape=shape, dtype=np.int64)
        self.matrix = self.exactly.astype(np.float64)

    def solve(self, bounds: list[int], prizes: Mapping[int, int], ahead: Sequence[int] = ()) -> list[int] | None:
        """The values with the highest sum of prizes, or None. One more of each group `ahead`, the first before all."""
        if not self.system.high:
            return [] if self.system.holds([], bounds) else None
        plain = len(self.system.high)
        prize = np.zeros(plain + len(ahead))
        prize[list(prizes)] = list(prizes.values())
        prize[plain:] = 2.0 ** np.arange(len(ahead) - 1, -1, -1)
        # Once circles are whole the rest is a flow, whose corners are whole as well. Where they are not: all whole.
        circles = np.zeros(len(prize))
        circles[list(self.system.circles.values())] = 1
        for whole in (circles, np.ones(len(prize))):
            answer = self._answer(prize, whole, bounds, ahead)
            if answer is None:
                return None
            values = np.rint(answer)
            if np.abs(values - answer).max() < NEARLY and self._holds(values[:plain].astype(np.int64), bounds):
                return [int(value) for value in values[:plain]]
        raise SolverFailedError("The solver's answer breaks a limit.")

    def _answer(self, prize: Floats, whole: Floats, bounds: list[int], ahead: Sequence[int]) -> Floats | None:
        matrix = self.matrix
        if ahead:
            # The row of those who are held, -n <= -held, becomes -n + (one more of the group, each) <= -held.
            places = ([self.system.held_rows[group] for group in ahead], range(len(ahead)))
            more = sparse.csr_array((np.ones(len(ahead)), places), shape=(matrix.shape[0], len(ahead)))
            matrix = sparse.hstack([matrix, more], format="csr")
        answer = milp(
            -prize,
            integrality=whole,
            bounds=Bounds(0, np.r_[self.system.high, np.ones(len(ahead))]),
            constraints=LinearConstraint(matrix, -np.inf, bounds),
            options={"mip_rel_gap": 0.0},
        )
        if answer.status != INFEASIBLE and (answer.x is None or answer.status != 0):
            raise SolverFailedError(answer.message)
        return None if answer.status == INFEASIBLE else np.asarray(answer.x)

    def _holds(self, values: Integers, bounds: list[int]) -> bool:
        """In whole numbers, not in the solver's."""
        within = (values >= 0).all() and (values <= self.system.high).all()
        return bool(within and (self.exactly @ values <= np.array(bounds)).all())


def least_unseated(programme: Programme) -> int:
    return _least(programme, programme.system.unseated.values(), programme.system.bounds())


def least_missing(programme: Programme, *, unseated: int) -> int:
    return _least(programme, programme.system.missing.values(), programme.system.bounds(unseated=unseated))


def _least(programme: Programme, variables: Collection[int], bounds: list[int]) -> int:
    return total(_found(programme.solve(bounds, dict.fromkeys(variables, -1))), variables) if variables else 0


def most_filled(programme: Programme, *, unseated: int, missing: int) -> tuple[int, list[int]]:
    seats = programme.system.seats.values()
    bounds = programme.system.bounds(unseated=unseated, missing=missing)
    values = _found(programme.solve(bounds, dict.fromkeys(seats, 1)))
    return total(values, seats), values


def _found(values: list[int] | None) -> list[int]:
    if values is None:
        raise SolverFailedError("Nobody in is always possible.")
    return values


class Walk:
    """Rank after rank: can she be in, with all who are in already, no more missing and no fewer seats filled?

    That gives the lexicographically best ranks. Yes is a witness: a whole plan in which she is in. No is an optimum
    without her. A group that was refused once stays refused, for nothing is ever loosened.
    """

    def __init__(self, programme: Programme, order: Sequence[int], found: Found) -> None:
        self.programme, self.system, self.order, self.found = programme, programme.system, order, found
        self.given = given_by(self.system.terms, lambda group: group.country)
        self.is_open = [bool(seats) for seats in self.system.seats_of]
        self.in_country: Counter[str] = Counter()
        self.witness = [0] * len(self.system.groups)
        self.decided_until = -1
        self.stride = FIRST_STRIDE

    def take(self) -> Found:
        for rank, group in enumerate(self.order):
            is_in = self._can_be_in(rank, group)
            self.found.held[group] += is_in
            self.in_country[self.system.groups[group].country] += is_in
            self.found.chosen.append(is_in)
        return self.found

    def _can_be_in(self, rank: int, group: int) -> bool:
        found = self.found
        if not self.is_open[group] or self.in_country.total() == found.filled or self._is_full(group, self.in_country):
            return False
        if found.held[group] == self.witness[group] and rank > self.decided_until and not self._hope(rank):
            self._decide(rank)
        if found.held[group] == self.witness[group]:
            found.refusals.append(Refusal(group, tuple(found.held)))
            self.is_open[group] = False
        return self.is_open[group]

    def _is_full(self, group: int, in_country: Counter[str]) -> bool:
        ceiling, country = self.system.terms.country_ceiling, self.system.groups[group].country
        return ceiling is not None and in_country[country] + self.given[country] >= ceiling

    def _hope(self, rank: int) -> bool:
        """A plan with all of the next ones under the ceiling saves many questions, where there is one."""
        if self.stride <= LOOK_AHEAD:
            self.stride = FIRST_STRIDE
            return False
        held, in_country = list(self.found.held), self.in_country.copy()
        most = min(self.found.filled, in_country.total() + self.stride)
        for group in self.order[rank:]:
            if in_country.total() == most:
                break
            if self.is_open[group] and not self._is_full(group, in_country):
                held[group] += 1
                in_country[self.system.groups[group].country] += 1
        is_possible = self._seek(held, [])
        self.stride = self.stride * 2 if is_possible else self.stride // 4
        return is_possible

    def _decide(self, rank: int) -> None:
        """Exactly, for some at once: an optimum in which each counts for more than all who follow."""
        following = ((later, self.order[later]) for later in range(rank, len(self.order)))
        possible = (pair for pair in following if self.is_open[pair[1]] and not self._is_full(pair[1], self.in_country))
        ahead = list(islice(possible, LOOK_AHEAD))
        self.decided_until = ahead[-1][0]
        if not self._seek(self.found.held, [group for _rank, group in ahead]):
            raise SolverFailedError("A plan that was possible is not.")

    def _seek(self, held: Sequence[int], ahead: Sequence[int]) -> bool:
        found = self.found
        bounds = self.system.bounds(held=held, unseated=found.unseated, missing=found.missing, filled=found.filled)
        values = self.programme.solve(bounds, {}, ahead)
        if values is not None:
            self.found.values, self.witness = values, self.system.by_group(values)
        return values is not None


def best(system: System, order: Sequence[int]) -> Found:
    """`order` holds the group of every eligible candidate, the best rank first."""
    programme = Programme(system)
    unseated = least_unseated(programme)
    missing = least_missing(programme, unseated=unseated)
    filled, values = most_filled(programme, unseated=unseated, missing=missing)
    walk = Walk(programme, order, Found(unseated, missing, filled, held=[0] * len(system.groups)))
    walk.found.values, walk.witness = values, system.by_group(values)
    return walk.take()


class Seating:
    """Answers whether women with these languages can all be in circles; remembers what it was asked."""

    def __init__(self, terms: Terms, selected: Mapping[tuple[str, ...], int]) -> None:
        self.terms, self.selected = terms, selected
        self.known: dict[tuple[tuple[str, ...] | None, tuple[str, ...] | None], bool] = {}

    def can_exchange(self, entering: tuple[str, ...] | None, leaving: tuple[str, ...] | None) -> bool:
        """The selected, with one more who speaks `entering` and without one who speaks `leaving`."""
        if self.terms.mentors is None or (entering is not None and entering == leaving):
            return True
        if (entering, leaving) not in self.known:
            numbers = dict(self.selected)
            if entering is not None:
                numbers[entering] = numbers.get(entering, 0) + 1
            if leaving is not None:
                numbers[leaving] -= 1
            system = seated_system(numbers, self.terms)
            everybody = system.bounds(filled=sum(numbers.values()))
            self.known[entering, leaving] = Programme(system).solve(everybody, {}) is not None
        return self.known[entering, leaving]
