"""What one pair scores and why, term by term, without NumPy: for pages that show or edit a few circles.

The same whole numbers as `affinity`, which scores all pairs at once with the terms defined here.
"""

from circles.matching.problem import Id, Mentee, Mentor, Problem, Weights

RANKS = (10, 6, 3)
LEVELS = {1: 6, 2: 8, 3: 10}
NEAR_HOURS = 5
ENOUGH_HOURS = 6
TABLE = "table"

Terms = dict[str, int]


def interests_term(weight: int, one: Mentee, other: Mentor) -> int:
    return weight * len(one.interests & other.interests) // max(1, len(one.interests))


def goal_term(weight: int, one: Mentee, other: Mentor) -> int:
    return weight if one.goal in other.expertise else 0


def language_term(weight: int, rank: int, level: int) -> int:
    """Further languages count like the third."""
    return weight * RANKS[min(rank, len(RANKS) - 1)] * LEVELS[level] // 100


def timezone_term(weight: int, one: float, other: float) -> int:
    return int(weight * max(0, NEAR_HOURS - abs(one - other)) // NEAR_HOURS)


def place_term(weight: int, one: Mentee | Mentor, other: Mentee | Mentor) -> int:
    if one.country is not None and one.country == other.country:
        return weight
    return weight * 6 // 10 if one.region is not None and one.region == other.region else 0


def hours_term(weight: int, one: Mentee, other: Mentor) -> int:
    common = len((one.hours or frozenset()) & (other.hours or frozenset()))
    return weight * min(ENOUGH_HOURS, common) // ENOUGH_HOURS


def share_no_hour(one: Mentee, other: Mentor) -> bool:
    """Both told their hours, and none is the same."""
    return one.hours is not None and other.hours is not None and not one.hours & other.hours


class Scoring:
    """The scores of a problem, pair by pair."""

    def __init__(self, problem: Problem) -> None:
        self.mentees = {mentee.id: mentee for mentee in problem.mentees}
        self.mentors = {mentor.id: mentor for mentor in problem.mentors}
        self.affinity = problem.affinity
        self.table: dict[tuple[Id, Id], int] = {}
        if not isinstance(problem.affinity, Weights):
            self.table = {
                (problem.mentees[i].id, problem.mentors[m].id): score for i, m, score in problem.affinity.pairs
            }

    def terms(self, mentee: Id, mentor: Id, language: str) -> Terms | None:
        """Points by name of the weight, in a circle of this mentor in this language; None: not acceptable.

        Of a problem with given scores there is one term, `table`. Pins are not looked at.
        """
        one, other = self.mentees[mentee], self.mentors[mentor]
        codes = [spoken.code for spoken in one.languages]
        if language not in codes or language not in other.languages:
            return None
        if not isinstance(self.affinity, Weights):
            score = self.table.get((mentee, mentor))
            return None if score is None else {TABLE: score}
        if share_no_hour(one, other):
            return None
        weights, rank = self.affinity, codes.index(language)
        return {
            "interests": interests_term(weights.interests, one, other),
            "goal": goal_term(weights.goal, one, other),
            "language": language_term(weights.language, rank, one.languages[rank].level),
            "timezone": timezone_term(weights.timezone, one.tz, other.tz),
            "place": place_term(weights.place, one, other),
            "hours": hours_term(weights.hours, one, other),
        }

    def score(self, mentee: Id, mentor: Id, language: str) -> int | None:
        """The sum of the terms; None: not acceptable."""
        terms = self.terms(mentee, mentor, language)
        return None if terms is None else sum(terms.values())
