"""Nominating: until when, how many, what its stages are, and the links that bring people in. Values in, answers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Edition
from programme.rules import window_for
from registration.models import FocalPoint, Nomination
from registration.models.applications import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FOCAL_POINT_LINK_LIVES = timedelta(days=14)
NOMINEE_LINK_LIVES = timedelta(days=30)
LINK_AGAIN_AFTER = timedelta(minutes=10)
REMIND_AFTER = timedelta(days=7)
MOST_NOMINATIONS = 500  # of one organisation where no quota is set: beyond that somebody should talk to us
MOST_LETTERS = 5
MOST_FOCAL_POINTS = 10  # of one organisation; each may name the next, and each gets letters


class Stage(StrEnum):
    """All that an organisation learns of its nominee before the results."""

    INVITED = "invited"
    STARTED = "started"
    SUBMITTED = "submitted"


STAGES: dict[Stage, tuple["StrPromise", str]] = {
    Stage.INVITED: (pgettext_lazy("feminine", "Invited"), "grey"),
    Stage.STARTED: (pgettext_lazy("feminine", "Has begun her application"), "amber"),
    Stage.SUBMITTED: (pgettext_lazy("feminine", "Has sent her application"), "green"),
}


class Purpose(StrEnum):
    """Whose link it is; a key for one is worth nothing for the other."""

    FOCAL_POINT = "focal-point"
    NOMINEE = "nominee"


@dataclass(frozen=True, slots=True)
class Key:
    public_id: UUID
    used: int  # how many links had been used before this one was written
    expires_at: datetime


def write_key(purpose: Purpose, public_id: UUID, *, used: int, expires_at: datetime) -> str:
    return signing.Signer(salt=f"registration.{purpose}").sign_object(
        [public_id.hex, used, int(expires_at.timestamp())]
    )


def read_key(purpose: Purpose, key: str) -> Key | None:
    """What it says if it is ours; whether it is still good is another question."""
    try:
        public_id, used, expires = signing.Signer(salt=f"registration.{purpose}").unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None
    return Key(UUID(public_id), used, datetime.fromtimestamp(expires, tz=UTC))


def opens(key: Key, focal_point: FocalPoint, *, now: datetime) -> bool:
    """One sign-in for each link, in its time, as long as she or he is the focal point."""
    return focal_point.ended_at is None and key.used == focal_point.links_used and now <= key.expires_at


def is_waiting(nomination: Nomination) -> bool:
    return nomination.taken_up_at is None and nomination.taken_back_at is None


def takes_nominations(edition: Edition, kind: str, *, now: datetime) -> bool:
    """From the invitation until registration closes; that moment still belongs to it."""
    window = window_for(edition, kind)
    return edition.published_at is not None and window is not None and now <= window.closes_at


def is_too_late_to_invite(edition: Edition, *, now: datetime) -> bool:
    """Every registration period is over; before the first, or before the edition is published, it is early at most."""
    return bool(edition.windows.all()) and all(now > window.closes_at for window in edition.windows.all())


def needs_nomination(edition: Edition, kind: str) -> bool:
    """Where the edition says so; mentors are always welcome by themselves."""
    return edition.nominated_only and kind == Kind.MENTEE


def takes_nominations_for(nomination: Nomination, *, now: datetime) -> bool:
    return takes_nominations(nomination.invitation.edition, nomination.kind, now=now)


def kinds_to_nominate(edition: Edition, *, now: datetime) -> list[Kind]:
    return [kind for kind in Kind if takes_nominations(edition, kind, now=now)]


def closings(edition: Edition, *, now: datetime) -> list[tuple[datetime, Kind]]:
    """Until when for which role, the nearest first; those that are over are left out."""
    windows = [(window_for(edition, kind), kind) for kind in kinds_to_nominate(edition, now=now)]
    return sorted((window.closes_at, kind) for window, kind in windows if window)


def places_left(quota: int | None, *, used: int) -> int:
    return max(0, (MOST_NOMINATIONS if quota is None else quota) - used)


def stage_of(nomination: Nomination) -> Stage:
    """Of a nomination loaded `with_stage`."""
    if nomination.sent:  # type: ignore[attr-defined]
        return Stage.SUBMITTED
    return Stage.STARTED if nomination.begun else Stage.INVITED  # type: ignore[attr-defined]


def in_stages(nominations: Iterable[Nomination]) -> list[tuple["StrPromise", int]]:
    stages = [stage_of(nomination) for nomination in nominations]
    return [(label, stages.count(stage)) for stage, (label, _tone) in STAGES.items()]


WRITE_AGAIN_SOON = _("A link has just been sent to this address. Please wait ten minutes before you send another.")


def may_send_again(sent_at: datetime | None, *, now: datetime) -> bool:
    return sent_at is None or now - sent_at >= LINK_AGAIN_AFTER
