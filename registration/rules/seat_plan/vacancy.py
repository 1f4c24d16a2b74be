"""Whether a place that became free suits somebody, long after the plan: circles fill up from nobody."""

from collections.abc import Mapping
from dataclasses import replace

from registration.rules.seat_plan.search import Programme, least_unseated
from registration.rules.seat_plan.system import System
from registration.rules.seat_plan.terms import Group, Terms


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
