"""Organisations, their focal points, and whom they name."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from programme.models import (
    Edition,
)
from registration.actions.invitations import Entry, attach_letter, invite
from registration.actions.nominations import Nominee, nominate
from registration.models import Invitation, Nomination, SignedLetter
from registration.rules.nominations import Purpose, write_key
from tests.factories.moment import NOW, numbers
from tests.factories.people import person


def invitation(
    edition: Edition,
    *,
    name: str = "",
    country: str = "KE",
    focal_email: str = "",
    quota: int | None = None,
    now: datetime = NOW,
) -> Invitation:
    """An organisation that is asked to nominate, with one focal point."""
    number = next(numbers)
    entry = Entry(
        kind="member_state",
        name=name or f"Ministry {number}",
        country=country,
        focal_name=f"Focal Point {number}",
        focal_email=focal_email or f"focal{number}@example.org",
        language="en",
        quota=quota,
    )
    return invite(edition, entry, by=None, now=now)


def nomination(
    invitation: Invitation, *, email: str = "", kind: str = "mentee", now: datetime = NOW, **facts: Any
) -> Nomination:
    number = next(numbers)
    facts = {"name": "Amina Wanjiku", "country": "KE", "language": "en"} | facts
    nominee = Nominee(kind=kind, email=email or f"nominee{number}@example.org", **facts)
    by = invitation.organisation.focal_points.living().order_by("pk").first()
    return nominate(invitation, nominee, by=by.user if by else person(), now=now)


def signed_letter(invitation: Invitation, *, now: datetime = NOW) -> SignedLetter:
    by = invitation.organisation.focal_points.living().order_by("pk")[0].user
    file = ContentFile(b"%PDF-1.7 %%EOF", name="letter.pdf")
    return attach_letter(invitation, file=file, content_type="application/pdf", by=by, now=now)


def nomination_keys(edition: Edition, *, now: datetime = NOW) -> dict[str, str]:
    """What stands in the links of a focal point and of a nominee."""
    named = nomination(invitation(edition))
    focal_point = named.invitation.organisation.focal_points.get()
    later = now + timedelta(days=1)
    return {
        "focal_key": write_key(Purpose.FOCAL_POINT, focal_point.public_id, used=0, expires_at=later),
        "nominee_key": write_key(Purpose.NOMINEE, named.public_id, used=0, expires_at=later),
    }
