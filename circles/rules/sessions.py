"""Questions about a circle’s sessions."""

from datetime import datetime


def can_call_roll(*, starts_at: datetime, now: datetime) -> bool:
    """From the beginning of the session on; later corrections are welcome."""
    return now >= starts_at
