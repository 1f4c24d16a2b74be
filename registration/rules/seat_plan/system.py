"""The limits as integer inequalities: A x <= b over low <= x <= high. Solver and proof read the same ones.

Candidates of one group are interchangeable, mentors of one kind as well, and within a language so are the circles:
`open` circles with bounds (lower, upper) seat exactly the numbers from the sum of lowers to the sum of uppers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from registration.rules.seat_plan.terms import Circles, Group, Mentor, Terms

ANY_LANGUAGE = ""  # where mentors set no limit


@dataclass(frozen=True, slots=True)
class Row:
    """sum(weight * x) <= bound"""

    weights: Mapping[int, int]
    bound: int


class System:
    """Variables: seats by group and language, circles by kind of mentor and language, missing places by region."""

    def __init__(self, sizes: Mapping[Group, int], terms: Terms) -> None:
        self.groups = sorted(sizes, key=lambda group: (group.region, group.country, group.languages))
        self.sizes = [sizes[group] for group in self.groups]
        self.terms = terms
        self.high: list[int] = []  # of each variable; the least is always 0
        self.rows: list[Row] = []
        self.kinds = Counter(
            Mentor(tuple(sorted(set(mentor.languages))), mentor.lower, mentor.upper) for mentor in terms.mentors or ()
        )
        self.seats = {pair: self._variable(size) for pair, size in self._pairs()}
        self.circles = {
            (kind, language): self._variable(number)
            for kind, number in self.kinds.items()
            for language in kind.languages
        }
        self.missing = {region: self._variable(floor) for region, floor in sorted(terms.floors.items()) if floor > 0}
        self.seats_of: list[list[int]] = [[] for _group in self.groups]
        for (group, _language), variable in self.seats.items():
            self.seats_of[group].append(variable)
        self._limit_everybody()
        self._limit_languages()
        # The rows that follow are asked with other bounds again and again.
        self.held_rows = [self._row(dict.fromkeys(seats, -1), 0) for seats in self.seats_of]
        self.missing_row = self._row(dict.fromkeys(self.missing.values(), 1), sum(terms.floors.values()))
        self.filled_row = self._row(dict.fromkeys(self.seats.values(), -1), 0)

    def _variable(self, high: int) -> int:
        self.high.append(high)
        return len(self.high) - 1

    def _row(self, weights: Mapping[int, int], bound: int) -> int:
        self.rows.append(Row(weights, bound))
        return len(self.rows) - 1

    def _pairs(self) -> Iterator[tuple[tuple[int, str], int]]:
        taught = {language for kind in self.kinds for language in kind.languages}
        for number, (group, size) in enumerate(zip(self.groups, self.sizes, strict=True)):
            languages = [ANY_LANGUAGE] if self.terms.mentors is None else [x for x in group.languages if x in taught]
            for language in languages:
                yield (number, language), size

    def _limit_everybody(self) -> None:
        self._row(dict.fromkeys(self.seats.values(), 1), self.terms.seats)
        by_country: defaultdict[str, list[int]] = defaultdict(list)
        by_region: defaultdict[str, list[int]] = defaultdict(list)
        for group, size, seats in zip(self.groups, self.sizes, self.seats_of, strict=True):
            by_country[group.country] += seats
            by_region[group.region] += seats
            if len(seats) > 1:
                self._row(dict.fromkeys(seats, 1), size)
        if self.terms.country_ceiling is not None:
            for seats in by_country.values():
                self._row(dict.fromkeys(seats, 1), self.terms.country_ceiling)
        for region, missing in self.missing.items():
            self._row({**dict.fromkeys(by_region[region], -1), missing: -1}, -self.terms.floors[region])

    def _limit_languages(self) -> None:
        if self.terms.mentors is None:
            return
        seated: defaultdict[str, list[int]] = defaultdict(list)
        for (_group, language), variable in self.seats.items():
            seated[language].append(variable)
        opened: defaultdict[str, list[tuple[Mentor, int]]] = defaultdict(list)
        by_kind: defaultdict[Mentor, list[int]] = defaultdict(list)
        for (kind, language), variable in self.circles.items():
            opened[language].append((kind, variable))
            by_kind[kind].append(variable)
        for language, circles in opened.items():
            seats = seated[language]
            self._row({**dict.fromkeys(seats, 1), **{circle: -kind.upper for kind, circle in circles}}, 0)
            self._row({**dict.fromkeys(seats, -1), **{circle: kind.lower for kind, circle in circles}}, 0)
        for kind, variables in by_kind.items():
            self._row(dict.fromkeys(variables, 1), self.kinds[kind])

    def bounds(self, *, held: Sequence[int] = (), missing: int | None = None, filled: int = 0) -> list[int]:
        """Right-hand sides when so many of each group are in, at most so many are missing, so many seats filled."""
        bounds = [row.bound for row in self.rows]
        for row, number in zip(self.held_rows, held, strict=False):
            bounds[row] = -number
        if missing is not None:
            bounds[self.missing_row] = missing
        bounds[self.filled_row] = -filled
        return bounds

    def holds(self, values: Sequence[int], bounds: Sequence[int]) -> bool:
        """Exactly, in integers."""
        within = all(0 <= value <= high for value, high in zip(values, self.high, strict=True))
        return within and all(
            sum(weight * values[x] for x, weight in row.weights.items()) <= bound
            for row, bound in zip(self.rows, bounds, strict=True)
        )

    def by_group(self, values: Sequence[int]) -> list[int]:
        return [sum(values[x] for x in seats) for seats in self.seats_of]

    def circles_in(self, values: Sequence[int]) -> tuple[Circles, ...]:
        taken: Counter[str] = Counter()
        for (_group, language), variable in self.seats.items():
            taken[language] += values[variable]
        number: Counter[str] = Counter()
        places: Counter[str] = Counter()
        for (kind, language), variable in self.circles.items():
            number[language] += values[variable]
            places[language] += values[variable] * kind.upper
        return tuple(
            Circles(language, number[language], taken[language], places[language]) for language in sorted(number)
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """When so many of each group were in, not one more of this group was possible."""

    group: int
    held: tuple[int, ...]


@dataclass(slots=True)
class Found:
    missing: int = 0  # under the floors, all regions together
    filled: int = 0
    held: list[int] = field(default_factory=list)  # in, by group
    chosen: list[bool] = field(default_factory=list)  # by candidate, in order of rank
    refusals: list[Refusal] = field(default_factory=list)
    values: list[int] = field(default_factory=list)  # of every variable: how they are seated


def seated_system(languages: Mapping[tuple[str, ...], int], terms: Terms) -> System:
    """Languages alone: can these be seated? Everything else is left out of the question."""
    free = Terms(seats=sum(languages.values()), reserve=0, seed=0, mentors=terms.mentors)
    return System({Group("", "", names): number for names, number in languages.items()}, free)


def total(values: Sequence[int], variables: Iterable[int]) -> int:
    return sum(values[x] for x in variables)
