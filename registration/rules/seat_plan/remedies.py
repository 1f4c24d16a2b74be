"""What cannot be reached, and the smallest change of one number that would do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from registration.rules.seat_plan.search import Programme
from registration.rules.seat_plan.system import System, total
from registration.rules.seat_plan.terms import Group, Knob, Mentor, Remedy, Shortfall, Terms

Sizes = Mapping[Group, int]


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
    if terms.mentors is not None:
        for language in sorted({language for group in sizes for language in group.languages}):
            needed = _mentors_needed(sizes, terms, language, filled=filled)
            if needed is not None:
                yield Remedy(Knob.MENTORS, language, 0, needed)
    if terms.country_ceiling is not None:
        needed = _ceiling_needed(sizes, terms, terms.country_ceiling, filled=filled)
        if needed is not None:
            yield Remedy(Knob.CEILING, "", terms.country_ceiling, needed)
    if not filled:  # more seats do not fill those there are
        system = System(sizes, replace(terms, seats=sum(sizes.values())))
        needed = _least(system, system.seats.values(), filled=0)
        if needed is not None:
            yield Remedy(Knob.SEATS, "", terms.seats, needed)


def _least(system: System, variables: Iterable[int], *, filled: int) -> int | None:
    """The least sum of these with which every floor is reached and so many seats are filled."""
    bounds = system.bounds(missing=0, filled=filled)
    values = Programme(system).solve(bounds, dict.fromkeys(variables, -1))
    return None if values is None else total(values, variables)


def _mentors_needed(sizes: Sizes, terms: Terms, language: str, *, filled: int) -> int | None:
    one = Mentor((language,), *terms.circle)
    most = terms.seats // max(1, one.lower) + 1  # more of their circles cannot all open
    mentors = terms.mentors or ()
    system = System(sizes, replace(terms, mentors=(*mentors, *[one] * most)))
    needed = _least(system, [system.circles[one, language]], filled=filled)
    return None if needed is None else needed - (system.kinds[one] - most)


def _ceiling_needed(sizes: Sizes, terms: Terms, ceiling: int, *, filled: int) -> int | None:
    """A higher ceiling never hurts, so halving finds the smallest."""
    by_country = Counter[str]()
    for group, size in sizes.items():
        by_country[group.country] += size
    least, most = ceiling + 1, max(by_country.values(), default=0)

    def is_enough(number: int) -> bool:
        return _least(System(sizes, replace(terms, country_ceiling=number)), [], filled=filled) is not None

    if least > most or not is_enough(most):
        return None
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if is_enough(middle) else (middle + 1, most)
    return least
