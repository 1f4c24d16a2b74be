"""What cannot be reached, and the smallest change of one number that would do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from registration.rules.seat_plan.search import Programme
from registration.rules.seat_plan.system import System, given_by, total
from registration.rules.seat_plan.terms import Group, Knob, Mentor, Remedy, Shortfall, Terms

Sizes = Mapping[Group, int]


@dataclass(frozen=True, slots=True)
class Least:
    """What a change must be enough for: every floor reached, and so many seats filled."""

    filled: int
    unseated: int  # nobody more loses the circle that was counted on for her

    def sum_of(self, system: System, variables: Iterable[int]) -> int | None:
        bounds = system.bounds(unseated=self.unseated, missing=0, filled=self.filled)
        values = Programme(system).solve(bounds, dict.fromkeys(variables, -1))
        return None if values is None else total(values, variables)


def shortfalls(
    sizes: Sizes, selected: Mapping[Group, int], terms: Terms, *, unseated: int = 0
) -> tuple[Shortfall, ...]:
    by_region = given_by(terms, lambda group: group.region)
    for group, number in selected.items():
        by_region[group.region] += number
    reached = {region: min(floor, by_region[region]) for region, floor in terms.floors.items()}
    found = []
    for region, floor in sorted(terms.floors.items()):
        if reached[region] < floor:
            alone = replace(terms, floors=reached | {region: floor})
            remedies = (
                Remedy(Knob.FLOOR, region, floor, reached[region]),
                *_remedies(sizes, alone, Least(0, unseated)),
            )
            found.append(Shortfall(region, floor, reached[region], remedies))
    wanted, filled = min(terms.seats, sum(sizes.values())), sum(selected.values())
    if filled < wanted:
        remedies = tuple(_remedies(sizes, replace(terms, floors=reached), Least(wanted, unseated)))
        found.append(Shortfall("", wanted, filled, remedies))
    return tuple(found)


def _remedies(sizes: Sizes, terms: Terms, least: Least) -> Iterator[Remedy]:
    """Numbers that are enough alone: more mentors of a language, a higher ceiling, more seats."""
    if terms.mentors is not None:
        for language in sorted({language for group in sizes for language in group.languages}):
            needed = _mentors_needed(sizes, terms, language, least)
            if needed is not None:
                yield Remedy(Knob.MENTORS, language, 0, needed)
    if terms.country_ceiling is not None:
        needed = _ceiling_needed(sizes, terms, terms.country_ceiling, least)
        if needed is not None:
            yield Remedy(Knob.CEILING, "", terms.country_ceiling, needed)
    if not least.filled:  # more seats do not fill those there are
        system = System(sizes, replace(terms, seats=sum(sizes.values())))
        needed = least.sum_of(system, system.seats.values())
        if needed is not None:
            yield Remedy(Knob.SEATS, "", terms.seats, needed)


def _mentors_needed(sizes: Sizes, terms: Terms, language: str, least: Least) -> int | None:
    one = Mentor((language,), *terms.circle)
    most = (terms.seats + sum(terms.given.values())) // max(1, one.lower) + 1  # more of their circles cannot all open
    mentors = terms.mentors or ()
    system = System(sizes, replace(terms, mentors=(*mentors, *[one] * most)))
    needed = least.sum_of(system, [system.circles[one, language]])
    return None if needed is None else needed - (system.kinds[one] - most)


def _ceiling_needed(sizes: Sizes, terms: Terms, ceiling: int, least: Least) -> int | None:
    """A higher ceiling never hurts, so halving finds the smallest."""
    by_country = given_by(terms, lambda group: group.country)
    for group, size in sizes.items():
        by_country[group.country] += size
    lowest, most = ceiling + 1, max(by_country.values(), default=0)

    def is_enough(number: int) -> bool:
        return least.sum_of(System(sizes, replace(terms, country_ceiling=number)), []) is not None

    if lowest > most or not is_enough(most):
        return None
    while lowest < most:
        middle = (lowest + most) // 2
        lowest, most = (lowest, middle) if is_enough(middle) else (middle + 1, most)
    return lowest
