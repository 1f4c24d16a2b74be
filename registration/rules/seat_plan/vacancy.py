"""Whom a place that became free suits, long after the plan: circles fill up from nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from registration.rules.seat_plan.search import Programme, least_unseated
from registration.rules.seat_plan.system import System, given_by
from registration.rules.seat_plan.terms import Group, Reason, Terms


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is on a waiting list, if anybody's, and why those before her are passed over."""

    index: int | None
    passed: tuple[Reason, ...]


def whose_turn(waiting: Sequence[Group], terms: Terms) -> Turn:
    """The first who breaks no ceiling, finds a circle, and takes no place that the floor of a region needs."""
    hindrances = _Hindrances(terms)
    needed = _needed_by_floors(waiting, terms, hindrances)
    passed: list[Reason] = []
    for index, group in enumerate(waiting):
        reason = hindrances.of(group)
        if reason is None and (terms.seats > needed.total() or needed[group.region]):
            return Turn(index, tuple(passed))
        passed.append(reason or Reason.FLOOR_KEPT)
    return Turn(None, tuple(passed))


def _needed_by_floors(waiting: Sequence[Group], terms: Terms, hindrances: "_Hindrances") -> Counter[str]:
    """Places that regions under their floor lack, and that women from there on the list could fill."""
    in_region = given_by(terms, lambda group: group.region)
    lacking = {region: floor - in_region[region] for region, floor in terms.floors.items() if floor > in_region[region]}
    able = Counter(group.region for group in waiting if group.region in lacking and hindrances.of(group) is None)
    return Counter({region: min(number, able[region]) for region, number in lacking.items()})


class _Hindrances:
    """What stops her whatever others do: her country has its places, or no circle has a seat for her."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.in_country = given_by(terms, lambda group: group.country)
        self.suits: dict[tuple[str, ...], bool] = {}

    def of(self, group: Group) -> Reason | None:
        ceiling = self.terms.country_ceiling
        if ceiling is not None and self.in_country[group.country] >= ceiling:
            return Reason.COUNTRY_FULL
        if group.languages not in self.suits:
            self.suits[group.languages] = can_sit_too(group.languages, self.terms)
        return None if self.suits[group.languages] else Reason.LANGUAGE_FULL


def unseated(given: Mapping[Group, int], terms: Terms) -> int:
    """How many of them no circle has a seat for."""
    return least_unseated(Programme(System({}, _languages_alone(given, terms))))


def can_sit_too(languages: tuple[str, ...], terms: Terms) -> bool:
    """One more, beside the given of the terms, of whom nobody loses her seat."""
    alone = _languages_alone(terms.given, terms)
    programme = Programme(System({Group("", "", languages): 1}, alone))
    bounds = programme.system.bounds(unseated=least_unseated(programme), filled=1)
    return programme.solve(bounds, {}) is not None


def _languages_alone(given: Mapping[Group, int], terms: Terms) -> Terms:
    mentors = terms.mentors and tuple(replace(mentor, lower=0) for mentor in terms.mentors)
    return Terms(seats=1, reserve=0, seed=0, mentors=mentors, given=given)
