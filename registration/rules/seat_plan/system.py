"""The limits as integer inequalities: A x <= b over low <= x <= high. Solver and proof read the same ones.

Candidates of one group are interchangeable, mentors of one kind as well, and within a language so are the circles:
`open` circles with bounds (lower, upper) seat exactly the numbers from the sum of lowers to the sum of uppers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        self.groups = sorted(sizes, key=_order)
        self.sizes = [sizes[group] for group in self.groups]
        self.terms = terms
        self.high: list[int] = []  # of each variable; the least is always 0
        self.rows: list[Row] = []
        self.kinds = Counter(
            Mentor(tuple(sorted(set(mentor.languages))), mentor.lower, mentor.upper) for mentor in terms.mentors or ()
        )
        self.seats = {pair: self._variable(size) for pair, size in self._pairs()}
        self.given = {
            (group, language): self._variable(size)
            for group, size in sorted(terms.given.items(), key=lambda item: _order(item[0]))
            for language in self._languages_of(group)
        }
        # A circle that was counted on may be gone: then somebody has a place and no circle to sit in.
        self.unseated = {group: self._variable(size) for group, size in terms.given.items()}
        self.circles = {
            (kind, language): self._variable(number)
            for kind, number in self.kinds.items()
            for language in kind.languages
        }
        self.missing = {region: self._variable(floor) for region, floor in sorted(terms.floors.items()) if floor > 0}
        self.seats_of: list[list[int]] = [[] for _group in self.groups]
        for (group, _language), variable in self.seats.items():
            self.seats_of[group].append(variable)
        self._place_the_given()
        self._limit_everybody()
        self._limit_languages()
        # The rows that follow are asked with other bounds again and again.
        self.held_rows = [self._row(dict.fromkeys(seats, -1), 0) for seats in self.seats_of]
        self.missing_row = self._row(dict.fromkeys(self.missing.values(), 1), sum(terms.floors.values()))
        self.unseated_row = self._row(dict.fromkeys(self.unseated.values(), 1), sum(terms.given.values()))
        self.filled_row = self._row(dict.fromkeys(self.seats.values(), -1), 0)

    def _variable(self, high: int) -> int:
        self.high.append(high)
        return len(self.high) - 1

    def _row(self, weights: Mapping[int, int], bound: int) -> int:
        self.rows.append(Row(weights, bound))
        return len(self.rows) - 1

    def _pairs(self) -> Iterator[tuple[tuple[int, str], int]]:
        for number, (group, size) in enumerate(zip(self.groups, self.sizes, strict=True)):
            for language in self._languages_of(group):
                yield (number, language), size

    def _languages_of(self, group: Group) -> list[str]:
        if self.terms.mentors is None:
            return [ANY_LANGUAGE]
        taught = {language for kind in self.kinds for language in kind.languages}
        return [language for language in group.languages if language in taught]

    def _place_the_given(self) -> None:
        """Every one of them, in a circle or without."""
        for group, size in self.terms.given.items():
            places = [variable for (held, _language), variable in self.given.items() if held == group]
            everybody = dict.fromkeys([*places, self.unseated[group]], 1)
            self._row(everybody, size)
            self._row(dict.fromkeys(everybody, -1), -size)

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
            held = given_by(self.terms, lambda group: group.country)
            for country, seats in by_country.items():
                self._row(dict.fromkeys(seats, 1), max(0, self.terms.country_ceiling - held[country]))
        held = given_by(self.terms, lambda group: group.region)
        for region, missing in self.missing.items():
            floor = self.terms.floors[region] - held[region]
            self._row({**dict.fromkeys(by_region[region], -1), missing: -1}, -floor)

    def _limit_languages(self) -> None:
        if self.terms.mentors is None:
            return
        seated: defaultdict[str, list[int]] = defaultdict(list)
        for (_group, language), variable in self.seats.items():
            seated[language].append(variable)
        for (_given, language), variable in self.given.items():
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

    def bounds(
        self,
        *,
        held: Sequence[int] = (),
        unseated: int | None = None,
        missing: int | None = None,
        filled: int = 0,
    ) -> list[int]:
        """Right-hand sides when so many of each group are in, at most so many are missing, so many seats filled."""
        bounds = [row.bound for row in self.rows]
        for row, number in zip(self.held_rows, held, strict=False):
            bounds[row] = -number
        if missing is not None:
            bounds[self.missing_row] = missing
        if unseated is not None:
            bounds[self.unseated_row] = unseated
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

    def seated_given(self, values: Sequence[int]) -> Counter[tuple[str, ...]]:
        """Who holds a place already and sits in a circle, by what she speaks."""
        seated: Counter[tuple[str, ...]] = Counter()
        for (group, _language), variable in self.given.items():
            seated[group.languages] += values[variable]
        return seated

    def circles_in(self, values: Sequence[int]) -> tuple[Circles, ...]:
        taken: Counter[str] = Counter()
        for (_group, language), variable in self.seats.items():
            taken[language] += values[variable]
        for (_given, language), variable in self.given.items():
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
    unseated: int = 0  # of those who were given a place before
    missing: int = 0  # under the floors, all regions together
    filled: int = 0
    held: list[int] = field(default_factory=list)  # in, by group
    chosen: list[bool] = field(default_factory=list)  # by candidate, in order of rank
    refusals: list[Refusal] = field(default_factory=list)
    values: list[int] = field(default_factory=list)  # of every variable: how they are seated


def _order(group: Group) -> tuple[str, str, tuple[str, ...]]:
    return group.region, group.country, group.languages


def given_by(terms: Terms, part: Callable[[Group], str]) -> Counter[str]:
    """How many places of before, by country or by region."""
    held: Counter[str] = Counter()
    for group, number in terms.given.items():
        held[part(group)] += number
    return held


def seated_system(languages: Mapping[tuple[str, ...], int], terms: Terms) -> System:
    """Languages alone: can these be seated? Everything else is left out of the question."""
    free = Terms(seats=sum(languages.values()), reserve=0, seed=0, mentors=terms.mentors)
    return System({Group("", "", names): number for names, number in languages.items()}, free)


def total(values: Sequence[int], variables: Iterable[int]) -> int:
    return sum(values[x] for x in variables)
