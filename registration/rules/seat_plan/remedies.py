"""What cannot be reached, and the smallest change of one number that would do."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from registration.rules.seat_plan.search import Programme
from registration.rules.seat_plan.system import System
from registration.rules.seat_plan.terms import Group, Knob, Mentor, Remedy, Shortfall, Terms

Sizes = Mapping[Group, int]
Change = Callable[[int], Terms]


def shortfalls(sizes: Sizes, selected: Mapping[Group, int], terms: Terms) -> tuple[Shortfall, ...]:
    by_region = Counter[str]()
    for group, number in selected.items():
        by_region[group.region] += number
    reached = {region: min(floor, by_region[region]) for region, floor in terms.floors.items()}
    found = []
    for region, floor in sorted(terms.floors.items()):
        if reached[region] < floor:
            alone = replace(terms, floors=reached | {region: floor})
            remedies = (Remedy(Knob.FLOOR, region, floor, reached[region]), *_remedies(sizes, alone, filled=0))
            found.append(Shortfall(region, floor, reached[region], remedies))
    wanted, filled = min(terms.seats, sum(sizes.values())), sum(selected.values())
    if filled < wanted:
        remedies = tuple(_remedies(sizes, replace(terms, floors=reached), filled=wanted))
        found.append(Shortfall("", wanted, filled, remedies))
    return tuple(found)


def _remedies(sizes: Sizes, terms: Terms, *, filled: int) -> Iterator[Remedy]:
    """Numbers that are enough alone: more mentors of a language, a higher ceiling, more seats."""
    for knob, subject, was, most, change in _changes(sizes, terms):
        if knob == Knob.SEATS and filled:
            continue  # more seats do not fill those there are
        enough = partial(_is_enough, sizes, change, filled=filled)
        needed = _smallest(enough, was + 1, most)
        if needed is not None:
            yield Remedy(knob, subject, was, needed)


def _changes(sizes: Sizes, terms: Terms) -> Iterator[tuple[Knob, str, int, int, Change]]:
    """Each number that can be raised: as it is, the most that can help, and the terms with another."""
    if terms.mentors is not None:
        most = min(terms.seats, sum(sizes.values())) // max(1, terms.circle[0]) + 1
        for language in sorted({language for group in sizes for language in group.languages}):
            yield Knob.MENTORS, language, 0, most, partial(_with_mentors, terms, language)
    if terms.country_ceiling is not None:
        most = max(_by_country(sizes).values(), default=0)
        yield Knob.CEILING, "", terms.country_ceiling, most, lambda number: replace(terms, country_ceiling=number)
    yield Knob.SEATS, "", terms.seats, sum(sizes.values()), lambda number: replace(terms, seats=number)


def _with_mentors(terms: Terms, language: str, number: int) -> Terms:
    return replace(terms, mentors=(*(terms.mentors or ()), *[Mentor((language,), *terms.circle)] * number))


def _by_country(sizes: Sizes) -> Counter[str]:
    by_country = Counter[str]()
    for group, size in sizes.items():
        by_country[group.country] += size
    return by_country


def _is_enough(sizes: Sizes, change: Change, number: int, *, filled: int) -> bool:
    """Every floor is reached, and so many seats filled."""
    system = System(sizes, change(number))
    return Programme(system).solve(system.bounds(missing=0, filled=filled), {}) is not None


def _smallest(is_enough: Callable[[int], bool], least: int, most: int) -> int | None:
    """More of it never hurts, so halving finds the smallest."""
    if least > most or not is_enough(most):
        return None
    while least < most:
        middle = (least + most) // 2
        if is_enough(middle):
            most = middle
        else:
            least = middle + 1
    return least
