"""People: accounts and roles."""

from datetime import datetime

from tests.factories.moment import NOW, numbers
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role


def person(
    email: str = "",
    *,
    name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    country: str = "",
    is_active: bool = True,
    now: datetime = NOW,
) -> User:
    user = User(
        email=email or f"person{next(numbers)}@example.org",
        name=name,
        language=language,
        time_zone=time_zone,
        country=country,
        is_active=is_active,
        created_at=now,
    )
    user.set_unusable_password()
    user.save()
    return user


def grant(
    user: User,
    role: Role = Role.HEADQUARTERS,
    *,
    region: str = "",
    edition: str = "",
    by: User | None = None,
    now: datetime = NOW,
    ended_at: datetime | None = None,
) -> RoleGrant:
    return RoleGrant.objects.create(
        user=user, role=role, region=region, edition=edition, granted_by=by, granted_at=now, ended_at=ended_at
    )


def staff(role: Role = Role.HEADQUARTERS, *, region: str = "", email: str = "", now: datetime = NOW) -> User:
    """A person at the desk; a regional officer is given her region."""
    user = person(email, now=now)
    grant(user, role, region=region, now=now)
    return user
