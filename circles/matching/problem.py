"""What is to be matched, and what comes out: plain values, indifferent to where they came from."""

from dataclasses import dataclass, field
from enum import StrEnum

Id = str | int

HOURS_OF_WEEK = 168


class InstanceRefused(ValueError):  # noqa: N818 - the word of the house for "no, because"
    """The problem is malformed or contradicts itself; `entry` names the place."""

    def __init__(self, entry: str, why: str) -> None:
        super().__init__(f"{entry}: {why}")
        self.entry = entry
        self.why = why


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language a mentee works in; her list is in order of preference."""

    code: str
    level: int


@dataclass(frozen=True, slots=True)
class Mentee:
    id: Id
    languages: tuple[Spoken, ...]
    tz: float = 0
    country: str | None = None
    region: str | None = None
    interests: frozenset[str] = frozenset()
    goal: str | None = None
    hours: frozenset[int] | None = None  # hours of the week in UTC; None: nobody asked her


@dataclass(frozen=True, slots=True)
class Mentor:
    id: Id
    languages: tuple[str, ...]
    lower: int
    upper: int
    tz: float = 0
    country: str | None = None
    region: str | None = None
    interests: frozenset[str] = frozenset()
    expertise: frozenset[str] = frozenset()
    hours: frozenset[int] | None = None


class PinKind(StrEnum):
    MUST = "must"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Pin:
    mentee: Id
    mentor: Id
    kind: PinKind


@dataclass(frozen=True, slots=True)
class Weights:
    """The most that each term can add to the affinity of a pair."""

    interests: int
    goal: int
    language: int
    timezone: int
    place: int
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Given scores: (index of the mentee, index of the mentor, score). A missing pair is not acceptable."""

    pairs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """One circle as somebody put it together: found, locked, or edited by hand."""

    mentor: Id
    language: str
    mentees: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    affinity: Weights | Table
    pins: tuple[Pin, ...] = ()
    conflicts: tuple[tuple[Id, Id], ...] = ()
    locked: tuple[Seating, ...] = ()  # circles that stay as they are, whatever their size


@dataclass(frozen=True, slots=True)
class Circle:
    mentor: Id
    language: str
    mentees: tuple[Id, ...]
    affinity: int
    hours: frozenset[int] | None = None  # that all of them share; None when nobody in it told hers

    @property
    def seating(self) -> Seating:
        return Seating(self.mentor, self.language, self.mentees)


class Reason(StrEnum):
    """Why a mentee has no circle; the first that applies."""

    NO_LANGUAGE = "no-mentor-works-in-her-languages"
    NO_HOUR = "no-common-hour-with-any-mentor"
    KEPT_APART = "kept-apart-from-every-mentor"
    NOT_ACCEPTABLE = "not-acceptable-to-any-mentor"
    TOO_FEW = "too-few-mentees-to-open-a-circle"
    CONFLICT = "kept-apart-from-mentees-where-a-seat-is-free"
    SEATS_TAKEN = "every-seat-in-her-languages-is-taken"


@dataclass(frozen=True, slots=True)
class Unmatched:
    mentee: Id
    reason: Reason


@dataclass(frozen=True, slots=True)
class Remedy:
    """One more mentor who works in `language` would seat `seats` more mentees."""

    language: str
    seats: int


@dataclass(frozen=True, slots=True)
class Swap:
    """Exchanging the two mentees gives the circle of `mentor` an hour that all share."""

    mentor: Id
    mentee: Id
    other: Id
    cost: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """Multipliers that prove `bound` in one pass over all pairs: see `certificate.proven_bound`."""

    multipliers: tuple[int, ...]
    scale: int
    bound: int


@dataclass(frozen=True, slots=True)
class Solution:
    circles: tuple[Circle, ...]
    unmatched: tuple[Unmatched, ...]
    count: int
    count_bound: int
    affinity: int
    affinity_bound: int
    certificate: Certificate
    remedies: tuple[Remedy, ...] = ()
    swaps: tuple[Swap, ...] = ()
    is_cut_short: bool = False  # the time was over, or somebody stopped the run, before all was proven
    seconds: float = field(default=0.0, compare=False)

    @property
    def gap(self) -> float:
        """How far at most the affinity is from the best possible, as a share of the bound."""
        return (self.affinity_bound - self.affinity) / max(1, abs(self.affinity_bound))

    @property
    def is_proven(self) -> bool:
        return self.count == self.count_bound and self.affinity == self.affinity_bound


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run has reached so far; `step` is a phrase for whoever watches."""

    step: str
    count: int
    affinity: int
    affinity_bound: int
    seconds: float
