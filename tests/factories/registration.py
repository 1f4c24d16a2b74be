"""Applications, not sent and sent."""

from datetime import datetime
from typing import Any

from programme.models import (
    Edition,
)
from registration.actions.applications import save, start, submit
from registration.models import Application
from tests.factories.moment import NOW
from tests.factories.people import person
from wic.accounts.models import User

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
