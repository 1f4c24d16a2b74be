"""Affinity of every (mentor, mentee) pair and of every (language, mentee), as whole numbers.

The language term depends on the mentee alone, so an eligible triple scores `pairs[mentor, mentee] + spoken[language,
mentee]`; both hold `NEVER` where there is nothing to score.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from circles.matching.problem import HOURS_OF_WEEK, Mentee, Mentor, Problem, Table, Weights
from circles.matching.scoring import ENOUGH_HOURS, goal_term, language_term, place_term, timezone_term

Scores = NDArray[Any]
Term = Callable[[NDArray[np.intp]], Scores]

NEVER = -(2**15)  # fits the smallest type used for scores
BLOCK = 1024


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
    scores = np.zeros((len(problem.mentors), len(problem.mentees)), dtype=_score_type(problem.affinity))
    if not scores.size:
        return scores
    terms = _terms(problem, problem.affinity, scores.dtype)
    interests = np.array([len(mentee.interests) for mentee in problem.mentees])
    for start in range(0, len(problem.mentees), BLOCK):
        order = np.argsort(interests[start : start + BLOCK], kind="stable")
        total = np.zeros((len(problem.mentors), len(order)), dtype=scores.dtype)
        for term in terms:
            total += term(start + order)
        np.take(total, np.argsort(order), axis=1, out=scores[:, start : start + len(order)])
    _forbid_without_common_hour(scores, problem)
    return scores


def _table_scores(table: Table, mentors: int, mentees: int) -> Scores:
    highest = max((abs(score) for _, _, score in table.pairs), default=0)
    kind = np.int16 if highest < -NEVER - 1 else np.int32
    scores = np.full((mentors, mentees), lowest(kind), dtype=kind)
    if table.pairs:
        i, m, score = np.array(table.pairs).T
        scores[m, i] = score
    return scores


def lowest(kind: Any) -> int:
    """The mark of a pair that is not acceptable, in an array of this type."""
    return NEVER if np.dtype(kind) == np.int16 else -(2**30)


def _score_type(weights: Weights) -> Any:
    total = sum(getattr(weights, name) for name in Weights.__slots__)
    return np.int16 if total < -NEVER - 1 else np.int32


def _terms(problem: Problem, weights: Weights, kind: Any) -> list[Term]:
    """Each term as a function from some mentees to its (mentors, mentees) scores; zero weights cost nothing.

    The mentees come in order of their number of interests.
    """
    mentees, mentors = problem.mentees, problem.mentors
    terms: list[Term] = []
    if weights.interests:
        terms.append(_interests(weights.interests, mentees, mentors, kind))
    if weights.goal:
        goals = _by_trait(mentees, lambda mentee: mentee.goal)
        terms.append(_tabled(goals, mentors, kind, lambda one, mentor: goal_term(weights.goal, one, mentor)))
    if weights.timezone:
        zones = _by_trait(mentees, lambda mentee: mentee.tz)
        terms.append(
            _tabled(zones, mentors, kind, lambda one, mentor: timezone_term(weights.timezone, one.tz, mentor.tz))
        )
    if weights.place:
        places = _by_trait(mentees, lambda mentee: (mentee.country, mentee.region))
        terms.append(_tabled(places, mentors, kind, lambda one, mentor: place_term(weights.place, one, mentor)))
    if weights.hours:
        terms.append(_hours(weights.hours, mentees, mentors, kind))
    return terms


def _interests(weight: int, mentees: Sequence[Mentee], mentors: Sequence[Mentor], kind: Any) -> Term:
    tags = sorted(set().union(*(mentor.interests for mentor in mentors)))
    theirs = incidence([mentor.interests for mentor in mentors], tags)
    hers = incidence([mentee.interests for mentee in mentees], tags)
    sizes = np.array([max(1, len(mentee.interests)) for mentee in mentees])

    def term(members: NDArray[np.intp]) -> Scores:
        points = (theirs @ hers[members].T).astype(np.int32)
        points *= weight
        for size in np.unique(sizes[members]):  # side by side, and dividing by one number is many times faster
            first, end = np.searchsorted(sizes[members], (size, size + 1))
            points[:, first:end] //= size
        return points.astype(kind)

    return term


def _hours(weight: int, mentees: Sequence[Mentee], mentors: Sequence[Mentor], kind: Any) -> Term:
    theirs, hers = _hour_incidence(mentors), _hour_incidence(mentees)

    def term(members: NDArray[np.intp]) -> Scores:
        common = np.minimum(theirs @ hers[members].T, ENOUGH_HOURS).astype(np.int32)
        return np.asarray(common * weight // ENOUGH_HOURS, dtype=kind)

    return term


def _by_trait(mentees: Sequence[Mentee], trait: Callable[[Mentee], Hashable]) -> tuple[list[Mentee], NDArray[np.intp]]:
    """One mentee for each value of the trait, and for every mentee the place of hers."""
    place: dict[Hashable, int] = {}
    examples: list[Mentee] = []
    index = np.empty(len(mentees), dtype=np.intp)
    for i, mentee in enumerate(mentees):
        index[i] = place.setdefault(trait(mentee), len(examples))
        if index[i] == len(examples):
            examples.append(mentee)
    return examples, index


def _tabled(
    traits: tuple[list[Mentee], NDArray[np.intp]],
    mentors: Sequence[Mentor],
    kind: Any,
    score: Callable[[Mentee, Mentor], int],
) -> Term:
    examples, index = traits
    table = np.array([[score(example, mentor) for example in examples] for mentor in mentors], dtype=kind)
    return lambda members: np.take(table, index[members], axis=1)


def _forbid_without_common_hour(scores: Scores, problem: Problem) -> None:
    told_by_mentor = np.array([mentor.hours is not None for mentor in problem.mentors])
    told_by_mentee = np.array([mentee.hours is not None for mentee in problem.mentees])
    if not (told_by_mentor.any() and told_by_mentee.any()):
        return
    theirs, hers = _hour_incidence(problem.mentors), _hour_incidence(problem.mentees)
    for start in range(0, len(problem.mentees), BLOCK):
        block = slice(start, min(start + BLOCK, len(problem.mentees)))
        both_told = told_by_mentor[:, None] & told_by_mentee[block]
        scores[:, block][both_told & (theirs @ hers[block].T == 0)] = lowest(scores.dtype)


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
