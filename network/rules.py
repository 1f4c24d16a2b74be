"""Who may belong to the network, and who sees what of a profile. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.models import Member, Shared

FIELDS = ("name", "country", "position", "organisation", "about")


def kind_for(roles: Iterable[str]) -> Member.Kind | None:
    """Mentors lead and decide: members. Former mentees are alumnae. Others ask staff: None."""
    roles = set(roles)
    if "mentor" in roles:
        return Member.Kind.MEMBER
    return Member.Kind.ALUMNA if "mentee" in roles else None


@dataclass(frozen=True, slots=True)
class Profile:
    """A member as one reader may see her: a field that is not shared with the reader is empty."""

    name: str
    country: str
    position: str
    organisation: str
    about: str
    is_alumna: bool


def seen_by(member: Member, *, is_member: bool) -> Profile:
    allowed = {Shared.PUBLIC, Shared.MEMBERS} if is_member else {Shared.PUBLIC}
    shown = {field: getattr(member, field) if getattr(member, f"{field}_shared") in allowed else "" for field in FIELDS}
    return Profile(**shown, is_alumna=member.kind == Member.Kind.ALUMNA)
