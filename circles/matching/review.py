"""Looks at circles that somebody edited by hand: which rules they break, what they are worth. Without NumPy."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from circles.matching.problem import Circle, Id, Mentee, PinKind, Problem, Seating
from circles.matching.scoring import Scoring, share_no_hour


class Rule(StrEnum):
    """What circles have to keep. All but `SHARED_HOUR` bind the solver too."""

    KNOWN_MENTOR = "no-such-mentor"
    KNOWN_MENTEE = "no-such-mentee"
    ONE_CIRCLE = "mentor-has-two-circles"
    ONE_SEAT = "mentee-sits-twice"
    LOWER = "under-the-minimum"
    UPPER = "over-the-maximum"
    MENTOR_LANGUAGE = "mentor-does-not-work-in-the-language"
    MENTEE_LANGUAGE = "mentee-does-not-work-in-the-language"
    COMMON_HOUR = "no-hour-in-common-with-the-mentor"
    ACCEPTABLE = "pair-is-not-acceptable"
    NEVER = "must-never-be-together"
    MUST = "must-be-together"
    CONFLICT = "mentees-are-kept-apart"
    LOCKED = "a-locked-circle-is-changed"
    SHARED_HOUR = "no-hour-that-all-share"


@dataclass(frozen=True, slots=True)
class Violation:
    """Where a rule is broken. `mentor` names the circle; for MUST the one where she should be."""

    rule: Rule
    mentor: Id
    mentee: Id | None = None
    other: Id | None = None  # the second mentee, where there are two

    @property
    def is_advice(self) -> bool:
        """Circles may be published all the same."""
        return self.rule is Rule.SHARED_HOUR


@dataclass(frozen=True, slots=True)
class Review:
    circles: tuple[Circle, ...]  # in the order given, with affinity and common hours
    count: int
    affinity: int  # of the acceptable pairs
    violations: tuple[Violation, ...]

    @property
    def is_sound(self) -> bool:
        return all(violation.is_advice for violation in self.violations)


def review(problem: Problem, seatings: Sequence[Seating]) -> Review:
    """Every violation and the worth of these circles; quick enough to be asked after each move."""
    scoring = Scoring(problem)
    circles = tuple(_valued(scoring, seating) for seating in seatings)
    seated = Counter(mentee for seating in seatings for mentee in seating.mentees if mentee in scoring.mentees)
    return Review(
        circles=circles,
        count=len(seated),
        affinity=sum(circle.affinity for circle in circles),
        violations=(
            *_repetitions(seatings, seated),
            *(violation for seating in seatings for violation in _within(problem, scoring, seating)),
            *_broken_pins(problem, seatings),
            *_broken_locks(problem, seatings),
            *(
                Violation(Rule.SHARED_HOUR, circle.mentor)
                for circle in circles
                if circle.hours is not None and not circle.hours
            ),
        ),
    )


def common_hours(told: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    """Who told none has time whenever the others have; None when nobody told hers."""
    known = [hours for hours in told if hours is not None]
    return frozenset.intersection(*known) if known else None


def _valued(scoring: Scoring, seating: Seating) -> Circle:
    mentees = [mentee for mentee in seating.mentees if mentee in scoring.mentees]
    mentor = scoring.mentors.get(seating.mentor)
    if mentor is None:
        return Circle(seating.mentor, seating.language, seating.mentees, affinity=0)
    return Circle(
        mentor=seating.mentor,
        language=seating.language,
        mentees=seating.mentees,
        affinity=sum(scoring.score(mentee, mentor.id, seating.language) or 0 for mentee in mentees),
        hours=common_hours([mentor.hours, *(scoring.mentees[mentee].hours for mentee in mentees)]),
    )


def _repetitions(seatings: Sequence[Seating], seated: Counter[Id]) -> Iterable[Violation]:
    circles = Counter(seating.mentor for seating in seatings)
    yield from (Violation(Rule.ONE_CIRCLE, mentor) for mentor, number in circles.items() if number > 1)
    for seating in seatings:
        twice = dict.fromkeys(mentee for mentee in seating.mentees if seated[mentee] > 1)
        yield from (Violation(Rule.ONE_SEAT, seating.mentor, mentee) for mentee in twice)


def _within(problem: Problem, scoring: Scoring, seating: Seating) -> Iterable[Violation]:
    mentor = scoring.mentors.get(seating.mentor)
    if mentor is None:
        yield Violation(Rule.KNOWN_MENTOR, seating.mentor)
        return
    if len(seating.mentees) < max(1, mentor.lower):
        yield Violation(Rule.LOWER, mentor.id)
    if len(seating.mentees) > mentor.upper:
        yield Violation(Rule.UPPER, mentor.id)
    if seating.language not in mentor.languages:
        yield Violation(Rule.MENTOR_LANGUAGE, mentor.id)
    for mentee in seating.mentees:
        yield from _of_pair(scoring, seating, scoring.mentees.get(mentee), mentee)
    together = set(seating.mentees)
    for one, other in problem.conflicts:
        if one in together and other in together:
            yield Violation(Rule.CONFLICT, mentor.id, one, other)


def _of_pair(scoring: Scoring, seating: Seating, mentee: Mentee | None, named: Id) -> Iterable[Violation]:
    mentor = scoring.mentors[seating.mentor]
    if mentee is None:
        yield Violation(Rule.KNOWN_MENTEE, mentor.id, named)
    elif seating.language not in {spoken.code for spoken in mentee.languages}:
        yield Violation(Rule.MENTEE_LANGUAGE, mentor.id, mentee.id)
    elif seating.language in mentor.languages and scoring.terms(mentee.id, mentor.id, seating.language) is None:
        rule = Rule.COMMON_HOUR if not scoring.table and share_no_hour(mentee, mentor) else Rule.ACCEPTABLE
        yield Violation(rule, mentor.id, mentee.id)


def _broken_pins(problem: Problem, seatings: Sequence[Seating]) -> Iterable[Violation]:
    together = {(mentee, seating.mentor) for seating in seatings for mentee in seating.mentees}
    for pin in problem.pins:
        if ((pin.mentee, pin.mentor) in together) != (pin.kind is PinKind.MUST):
            yield Violation(Rule.MUST if pin.kind is PinKind.MUST else Rule.NEVER, pin.mentor, pin.mentee)


def _broken_locks(problem: Problem, seatings: Sequence[Seating]) -> Iterable[Violation]:
    present = {(seating.mentor, seating.language, frozenset(seating.mentees)) for seating in seatings}
    for lock in problem.locked:
        if (lock.mentor, lock.language, frozenset(lock.mentees)) not in present:
            yield Violation(Rule.LOCKED, lock.mentor)
