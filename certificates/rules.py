"""Who gets a certificate, and what is missing. Pure: counts fetched by the verb."""

from dataclasses import dataclass
from enum import StrEnum

from programme.models import Edition


class Standing(StrEnum):
    COMPLETED = "completed"
    SHORT = "short"  # the circle is over for her with too few sessions
    ON_THE_WAY = "on_the_way"


@dataclass(frozen=True, slots=True)
class Progress:
    attended: int
    required: int
    planned: int
    held: int  # sessions of her circle that are over

    @property
    def missing(self) -> int:
        return max(0, self.required - self.attended)

    @property
    def standing(self) -> Standing:
        if self.attended >= self.required:
            return Standing.COMPLETED
        if self.attended + max(0, self.planned - self.held) < self.required:
            return Standing.SHORT
        return Standing.ON_THE_WAY


def progress(edition: Edition, *, attended: int, held: int) -> Progress:
    """By the edition's rule: so many of the circle's sessions; keynotes and trainings do not count."""
    return Progress(attended=attended, required=edition.sessions_required, planned=edition.sessions_planned, held=held)


def serial(edition: Edition, number: int) -> str:
    """WIC26-0042: without gaps inside the edition; the public address has a code of its own, not this."""
    return f"{edition.code}-{number:04d}"
