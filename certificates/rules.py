"""Who gets a certificate, and its number. Pure: counts are fetched by the verb."""

from programme.models import Edition


def is_completed(edition: Edition, *, attended: int) -> bool:
    """By the edition's rule: so many of the circle's sessions; keynotes and trainings do not count."""
    return attended >= edition.sessions_required


def serial(edition: Edition, number: int) -> str:
    """WIC26-0042: without gaps inside the edition; the public address has a code of its own, not this."""
    return f"{edition.code}-{number:04d}"
