"""Circles that stay as they are: the search is about the others, the result about all."""

from collections.abc import Iterable
from dataclasses import replace

from circles.matching.problem import Certificate, Circle, Id, Mentee, Mentor, Problem, Solution, Table
from circles.matching.review import review


def without_locked(problem: Problem) -> Problem:
    """The problem of everybody outside locked circles."""
    mentors = {seating.mentor for seating in problem.locked}
    mentees = {mentee for seating in problem.locked for mentee in seating.mentees}
    affinity = problem.affinity
    if isinstance(affinity, Table):
        at, column = _new_places(problem.mentees, mentees), _new_places(problem.mentors, mentors)
        affinity = Table(tuple((at[i], column[m], s) for i, m, s in affinity.pairs if i in at and m in column))
    return Problem(
        mentees=tuple(mentee for mentee in problem.mentees if mentee.id not in mentees),
        mentors=tuple(mentor for mentor in problem.mentors if mentor.id not in mentors),
        affinity=affinity,
        pins=tuple(pin for pin in problem.pins if pin.mentee not in mentees and pin.mentor not in mentors),
        conflicts=tuple(pair for pair in problem.conflicts if not mentees.intersection(pair)),
    )


def with_locked(problem: Problem, solution: Solution) -> Solution:
    """The solution of all, from the one of those outside locked circles."""
    locked = review(problem, problem.locked)
    order = {mentor.id: n for n, mentor in enumerate(problem.mentors)}
    circles = sorted((*solution.circles, *locked.circles), key=lambda circle: order[circle.mentor])
    return replace(
        solution,
        circles=tuple(circles),
        count=solution.count + locked.count,
        count_bound=solution.count_bound + locked.count,
        affinity=solution.affinity + locked.affinity,
        affinity_bound=solution.affinity_bound + locked.affinity,
        certificate=_padded(problem, solution.certificate, locked.circles, locked.affinity),
    )


def _new_places(people: Iterable[Mentee | Mentor], gone: set[Id]) -> dict[int, int]:
    staying = [n for n, person in enumerate(people) if person.id not in gone]
    return {old: new for new, old in enumerate(staying)}


def _padded(problem: Problem, certificate: Certificate, locked: Iterable[Circle], affinity: int) -> Certificate:
    """A multiplier for everybody: in locked circles there is nothing to prove."""
    inside = {mentee for circle in locked for mentee in circle.mentees}
    others = iter(certificate.multipliers)
    multipliers = tuple(0 if mentee.id in inside else next(others) for mentee in problem.mentees)
    return replace(certificate, multipliers=multipliers, bound=certificate.bound + affinity)
