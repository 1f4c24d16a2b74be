"""What a seat plan is asked and what it answers: plain values."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Facts = Mapping[str, int | str | tuple[str, ...]]


class Verdict(StrEnum):
    SELECTED = "selected"
    WAITING = "waiting"
    NOT_SELECTED = "not_selected"


class Reason(StrEnum):
    """The first two give a place. The others are what would stop her even if there were one more seat, if anything."""

    PLACE = "place"
    FLOOR = "floor"  # a better-ranked woman is out because this place is kept for her region
    NOT_ELIGIBLE = "not_eligible"
    COUNTRY_FULL = "country_full"
    LANGUAGE_FULL = "language_full"
    NO_PLACE = "no_place"  # every seat went to a better rank
    FLOOR_KEPT = "floor_kept"  # seats below her rank are kept for a region
    CIRCLE_KEPT = "circle_kept"  # seats below her rank go to a circle that she cannot be in


@dataclass(frozen=True, slots=True)
class Candidate:
    key: int
    country: str
    region: str = ""
    languages: tuple[str, ...] = ()  # a circle can be held for her in any of them
    is_eligible: bool = True
    score: float = 0.0  # of the reviews; higher is better


@dataclass(frozen=True, slots=True)
class Mentor:
    """Leads one circle, or none, in one of her languages, with at least `lower` and at most `upper` mentees."""

    languages: tuple[str, ...]
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates whom no limit tells apart: only how many of them are in matters."""

    country: str
    region: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    seats: int  # still to be given
    reserve: int
    seed: int
    country_ceiling: int | None = None
    floors: Mapping[str, int] = field(default_factory=dict)  # by region
    mentors: tuple[Mentor, ...] | None = None  # None: not known yet, so languages set no limit
    circle: tuple[int, int] = (3, 5)  # the circle of one more mentor
    given: Mapping[Group, int] = field(default_factory=dict)  # places of before: they count for every limit but `seats`


@dataclass(frozen=True, slots=True)
class Line:
    """What the plan says about one candidate."""

    key: int
    rank: int  # 1 is best; the waiting list is offered places in this order
    verdict: Verdict
    reason: Reason
    facts: Facts


@dataclass(frozen=True, slots=True)
class Circles:
    """How the selected can be seated in one language."""

    language: str
    circles: int
    taken: int
    places: int  # with every one of these circles at its most


class Knob(StrEnum):
    FLOOR = "floor"
    MENTORS = "mentors"
    CEILING = "ceiling"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Remedy:
    """The smallest change of one number that is enough, all others as they are."""

    knob: Knob
    subject: str  # a region or a language, or nothing
    was: int
    needed: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A floor (of a region), or the seats (without one), that cannot be reached."""

    region: str
    wanted: int
    reached: int
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class SeatPlan:
    terms: Terms
    lines: tuple[Line, ...]  # in order of rank
    circles: tuple[Circles, ...]
    shortfalls: tuple[Shortfall, ...]
    unseated: int = 0  # of those who were given a place before: no circle is left for them

    @property
    def selected(self) -> list[Line]:
        return [line for line in self.lines if line.verdict == Verdict.SELECTED]


def ranking_key(candidate: Candidate, seed: int) -> tuple[bool, float, str]:
    """The whole order of merit: eligible first, then the score, then a lot drawn by the stored seed."""
    lot = hashlib.sha256(f"{seed}:{candidate.key}".encode()).hexdigest()
    return (not candidate.is_eligible, -candidate.score, lot)


def ranked(candidates: Sequence[Candidate], seed: int) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: ranking_key(candidate, seed))


def group_of(candidate: Candidate) -> Group:
    return Group(candidate.country, candidate.region, tuple(sorted(set(candidate.languages))))


def group_sizes(candidates: Sequence[Candidate]) -> Counter[Group]:
    return Counter(group_of(candidate) for candidate in candidates if candidate.is_eligible)
