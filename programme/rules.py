"""Questions about an edition and an instant; nothing here reads the clock or the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from programme.models import Edition, Window


class Phase(StrEnum):
    """Where an edition stands, derived from its dates: never stored."""

    UPCOMING = "upcoming"  # registration has not begun
    OPEN = "open"  # mentees can apply
    REVIEW = "review"  # closed, results not announced
    RUNNING = "running"
    ENDED = "ended"


def is_open(window: Window, *, now: datetime) -> bool:
    """Both ends belong to the registration period."""
    return window.opens_at <= now <= window.closes_at


def window_for(edition: Edition, audience: str) -> Window | None:
    """Of the windows already fetched with the edition."""
    return next((window for window in edition.windows.all() if window.audience == audience), None)


def takes_applications(edition: Edition, audience: str, *, now: datetime) -> bool:
    window = window_for(edition, audience)
    return edition.published_at is not None and window is not None and is_open(window, now=now)


def phase(edition: Edition, *, now: datetime) -> Phase:
    today = edition.local(now).date()
    window = window_for(edition, Window.Audience.MENTEES)
    if today > edition.ends_on:
        return Phase.ENDED
    if window is not None and now < window.opens_at:
        return Phase.UPCOMING
    if window is not None and is_open(window, now=now):
        return Phase.OPEN
    if now < edition.results_at:
        return Phase.REVIEW
    return Phase.RUNNING


def current(editions: Iterable[Edition], *, now: datetime) -> Edition | None:
    """The edition a visitor most probably comes for: open to apply, then about to open, then under way, then the last."""
    order: Sequence[Phase] = (Phase.OPEN, Phase.UPCOMING, Phase.REVIEW, Phase.RUNNING, Phase.ENDED)
    newest_first = sorted(editions, key=lambda edition: edition.starts_on, reverse=True)
    return min(newest_first, key=lambda edition: order.index(phase(edition, now=now)), default=None)
