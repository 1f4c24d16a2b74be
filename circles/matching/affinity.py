"""Affinity of every (mentor, mentee) pair and of every (language, mentee), as whole numbers.

The language term depends on the mentee alone, so an eligible triple scores `pairs[mentor, mentee] + spoken[language,
mentee]`; both hold `NEVER` where there is nothing to score.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from circles.matching.problem import HOURS_OF_WEEK, Mentee, Mentor, Problem, Table, Weights
from circles.matching.scoring import ENOUGH_HOURS, goal_term, language_term, place_term, timezone_term

Scores = NDArray[Any]
Ints = NDArray[np.intp]
Person = TypeVar("Person", Mentee, Mentor)

NEVER = -(2**15)  # in `spoken`
BLOCK_ENTRIES = 2_000_000
TABLE_ENTRIES = 16_000_000  # few large products of traits: many small ones keep the cores of a busy machine waiting
FEW = 4  # a trait is worth a table of its values where so many mentees share each of them


@dataclass(frozen=True, slots=True)
class Term:
    """Points that depend on a trait of the mentee: `points` of some mentors for each of its values."""

    values: Ints  # which value each mentee has
    number: int
    points: Callable[[slice], Scores]


def spoken_scores(problem: Problem, languages: Sequence[str]) -> Scores:
    weight = problem.affinity.language if isinstance(problem.affinity, Weights) else 0
    row = {code: n for n, code in enumerate(languages)}
    spoken = np.full((len(languages), len(problem.mentees)), NEVER, dtype=np.int32)
    for i, mentee in enumerate(problem.mentees):
        for rank, language in enumerate(mentee.languages):
            if language.code in row:
                spoken[row[language.code], i] = language_term(weight, rank, language.level)
    return spoken


def pair_scores(problem: Problem) -> Scores:
    """Rows are mentors: the searches sort the mentees of one mentor, which then lie side by side."""
    if isinstance(problem.affinity, Table):
        return _table_scores(problem.affinity, len(problem.mentors), len(problem.mentees))
    kind = smallest_type(sum(getattr(problem.affinity, name) for name in Weights.__slots__))
    terms = _joined(_terms(problem, problem.affinity, kind)) if problem.mentors and problem.mentees else []
    shape = (len(problem.mentors), len(problem.mentees))
    scores = np.zeros(shape, dtype=kind)
    if terms:
        step = max(1, TABLE_ENTRIES // max(term.number for term in terms))
        for start in range(0, len(problem.mentors), step):
            mentors = slice(start, min(start + step, len(problem.mentors)))
            _fill(scores[mentors], [(term.points(mentors), term.values) for term in terms])
    _forbid_without_common_hour(scores, problem)
    return scores


def _fill(scores: Scores, tables: list[tuple[Scores, Ints]]) -> None:
    """The sum of what the tables tell of everybody's values; in blocks small enough to stay at hand."""
    step = max(1, BLOCK_ENTRIES // scores.shape[1])
    (first, values), *others = tables
    for start in range(0, len(scores), step):
        rows = slice(start, start + step)
        scores[rows] = np.take(first[rows], values, axis=1)
        for table, its_values in others:
            scores[rows] += np.take(table[rows], its_values, axis=1)


def _table_scores(table: Table, mentors: int, mentees: int) -> Scores:
    kind = smallest_type(max((abs(score) for _, _, score in table.pairs), default=0))
    scores = np.full((mentors, mentees), lowest(kind), dtype=kind)
    if table.pairs:
        i, m, score = np.array(table.pairs).T
        scores[m, i] = score
    return scores


def lowest(kind: Any) -> int:
    """The mark of a pair that is not acceptable, in an array of this type."""
    return -(2**30) if np.dtype(kind) == np.int32 else int(np.iinfo(kind).min)


def smallest_type(largest: int) -> Any:
    """That holds scores up to this size and the mark: passes over all pairs are as quick as it is small."""
    return next((kind for kind in (np.int8, np.int16) if largest < np.iinfo(kind).max), np.int32)


def _terms(problem: Problem, weights: Weights, kind: Any) -> list[Term]:
    """Zero weights cost nothing."""
    mentees, mentors = problem.mentees, problem.mentors
    terms: list[Term] = []
    if weights.interests:
        terms.append(_interests(weights.interests, mentees, mentors, kind))
    if weights.goal:
        terms.append(
            _tabled(
                _by_trait(mentees, lambda mentee: mentee.goal),
                _by_trait(mentors, lambda mentor: mentor.expertise),
                kind,
                lambda mentee, mentor: goal_term(weights.goal, mentee, mentor),
            )
        )
    if weights.timezone:
        terms.append(
            _tabled(
                _by_trait(mentees, lambda mentee: mentee.tz),
                _by_trait(mentors, lambda mentor: mentor.tz),
                kind,
                lambda mentee, mentor: timezone_term(weights.timezone, mentee.tz, mentor.tz),
            )
        )
    if weights.place:
        terms.append(
            _tabled(
                _by_trait(mentees, lambda mentee: (mentee.country, mentee.region)),
                _by_trait(mentors, lambda mentor: (mentor.country, mentor.region)),
                kind,
                lambda mentee, mentor: place_term(weights.place, mentee, mentor),
            )
        )
    if weights.hours:
        terms.append(_hours(weights.hours, mentees, mentors, kind))
    return terms


def _joined(terms: list[Term]) -> list[Term]:
    """Terms whose values are few even together become one: adding up small tables is quicker than whole rows."""
    joined: list[Term] = []
    for term in sorted(terms, key=lambda term: term.number):
        if joined and (both := _sum_of(joined[-1], term)).number * FEW <= len(term.values):
            joined[-1] = both
        else:
            joined.append(term)
    return joined


def _sum_of(one: Term, other: Term) -> Term:
    pairs, values = np.unique(one.values * other.number + other.values, return_inverse=True)
    first, second = np.divmod(pairs, other.number)
    return Term(
        values,
        len(pairs),
        lambda mentors: np.take(one.points(mentors), first, axis=1) + np.take(other.points(mentors), second, axis=1),
    )


def _interests(weight: int, mentees: Sequence[Mentee], mentors: Sequence[Mentor], kind: Any) -> Term:
    tags = sorted(set().union(*(mentor.interests for mentor in mentors)))
    examples, values = _by_trait(mentees, lambda mentee: mentee.interests)
    theirs = incidence([mentor.interests for mentor in mentors], tags)
    hers = incidence([example.interests for example in examples], tags).T
    sizes = np.array([max(1, len(example.interests)) for example in examples], dtype=np.int32)
    return Term(
        values,
        len(examples),
        lambda block: np.asarray((theirs[block] @ hers).astype(np.int32) * weight // sizes, dtype=kind),
    )


def _hours(weight: int, mentees: Sequence[Mentee], mentors: Sequence[Mentor], kind: Any) -> Term:
    examples, values = _by_trait(mentees, lambda mentee: mentee.hours)
    theirs, hers = _hour_incidence(mentors), _hour_incidence(examples).T

    def points(block: slice) -> Scores:
        common = np.minimum(theirs[block] @ hers, ENOUGH_HOURS).astype(np.int32)
        return np.asarray(common * weight // ENOUGH_HOURS, dtype=kind)

    return Term(values, len(examples), points)


def _by_trait(people: Sequence[Person], trait: Callable[[Person], Hashable]) -> tuple[list[Person], Ints]:
    """One person for each value of the trait, and for everybody the place of hers."""
    place: dict[Hashable, int] = {}
    examples: list[Person] = []
    values = np.empty(len(people), dtype=np.intp)
    for n, person in enumerate(people):
        values[n] = place.setdefault(trait(person), len(examples))
        if values[n] == len(examples):
            examples.append(person)
    return examples, values


def _tabled(
    mentees: tuple[list[Mentee], Ints],
    mentors: tuple[list[Mentor], Ints],
    kind: Any,
    score: Callable[[Mentee, Mentor], int],
) -> Term:
    table = np.array([[score(mentee, mentor) for mentee in mentees[0]] for mentor in mentors[0]], dtype=kind)
    return Term(mentees[1], len(mentees[0]), lambda block: table[mentors[1][block]])


def _forbid_without_common_hour(scores: Scores, problem: Problem) -> None:
    told_by_mentor = np.array([mentor.hours is not None for mentor in problem.mentors])
    told_by_mentee = np.array([mentee.hours is not None for mentee in problem.mentees])
    if not (told_by_mentor.any() and told_by_mentee.any()):
        return
    theirs, hers = _hour_incidence(problem.mentors), _hour_incidence(problem.mentees).T
    step = max(1, BLOCK_ENTRIES // len(problem.mentees))
    for start in range(0, len(problem.mentors), step):
        block = slice(start, min(start + step, len(problem.mentors)))
        both_told = told_by_mentor[block, None] & told_by_mentee
        scores[block][both_told & (theirs[block] @ hers == 0)] = lowest(scores.dtype)


def _hour_incidence(people: Sequence[Mentee] | Sequence[Mentor]) -> NDArray[np.float32]:
    return incidence([person.hours or () for person in people], range(HOURS_OF_WEEK))


def incidence(sets: Iterable[Iterable[Hashable]], vocabulary: Iterable[Hashable]) -> NDArray[np.float32]:
    """A row for each set, a column for each word; small counts are exact in this type, and products are fast."""
    column = {word: n for n, word in enumerate(vocabulary)}
    rows = list(sets)
    marks = np.zeros((len(rows), len(column)), dtype=np.float32)
    for n, row in enumerate(rows):
        for word in row:
            if word in column:
                marks[n, column[word]] = 1
    return marks
