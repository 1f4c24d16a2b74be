"""Rows for tests: one plain function each, everything by keyword, defaults that make sense together."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from programme.models import Edition, Window
from registration.actions.applications import save, start, submit
from registration.models import Application
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role
from wic.mail.actions import Content, store
from wic.mail.models import Letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, half a minute that has just begun
numbers = count(1)


# --- accounts --------------------------------------------------------------------------------------------------------
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


# --- programme -------------------------------------------------------------------------------------------------------
def edition(
    slug: str = "2026",
    *,
    code: str = "WIC26",
    name: str = "Women in Cyber 2026",
    opens_at: datetime = NOW - timedelta(days=10),
    closes_at: datetime = NOW + timedelta(days=10),
    regions: Sequence[str] = ("AFR", "ARB"),
    topics: Sequence[str] = ("forensics", "policy", "cloud"),
    published_at: datetime | None = NOW - timedelta(days=20),
    **columns: Any,
) -> Edition:
    """Registration of mentees and mentors is open at NOW."""
    columns = {
        "name_en": name,
        "name_fr": name,
        "name_ar": name,
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 8, 31),
        "results_at": NOW + timedelta(days=20),
        "replacements_until": date(2026, 5, 1),
        "seats": 20,
    } | columns
    row = Edition.objects.create(slug=slug, code=code, published_at=published_at, **columns)
    for audience in Window.Audience.values:
        row.windows.create(audience=audience, opens_at=opens_at, closes_at=closes_at)
    for region in regions:
        row.regions.create(region=region)
    for position, topic in enumerate(topics):
        label = topic.capitalize()
        row.topics.create(code=topic, label_en=label, label_fr=label, label_ar=label, position=position)
    return row


# --- registration ----------------------------------------------------------------------------------------------------
ANSWERS: dict[str, Any] = {
    "full_name": "Amina Wanjiku",
    "arabic_name": "",
    "gender": "woman",
    "gender_words": "",
    "country": "KE",
    "time_zone": "Africa/Nairobi",
    "sector": "government",
    "employer": "Ministry of Posts",
    "post": "Analyst",
    "topics": ["forensics", "policy"],
    "availability": [8, 9, 10, 11],
    "access_needs": "",
    "languages": [["en", 3], ["ar", 2]],
    "consent": True,
}
MENTEE_ANSWERS = ANSWERS | {
    "pathway": "cybersecurity",
    "years": 3,
    "english": 2,
    "has_computer": True,
    "has_connection": True,
    "goal": "policy",
    "motivation": "I want to lead a response team.",
}
MENTOR_ANSWERS = ANSWERS | {"full_name": "Salma Haddad", "country": "CH", "seniority": "manager", "capacity": 4}


def draft(
    edition: Edition, user: User | None = None, *, kind: str = "mentee", now: datetime = NOW, **answers: Any
) -> Application:
    """Complete, but not sent."""
    user = user or person(now=now)
    complete = (MENTEE_ANSWERS if kind == "mentee" else MENTOR_ANSWERS) | answers
    begun = start(edition, user=user, kind=kind, by=user, now=now)
    return save(begun, answers=complete, revision=begun.revision, by=user, now=now)


def application(
    edition: Edition, user: User | None = None, *, kind: str = "mentee", now: datetime = NOW, **answers: Any
) -> Application:
    """Sent and screened; what it is not told it answers like an eligible person."""
    begun = draft(edition, user, kind=kind, now=now, **answers)
    return submit(begun, by=begun.user, now=now)


# --- mail ------------------------------------------------------------------------------------------------------------
def letter(
    to: str = "",
    *,
    repeat_safe: bool = True,
    secret: bool = False,
    region: str = "",
    subject: str = "Hello",
    text: str = "Good morning.\n",
    now: datetime = NOW,
) -> Letter:
    number = next(numbers)
    return store(
        Content(subject=subject, text=text, html=f"<p>{text}</p>"),
        key=f"test/{number}",
        kind="test/hello",
        to=to or f"reader{number}@example.org",
        language="en",
        repeat_safe=repeat_safe,
        secret=secret,
        region=region,
        now=now,
    )
