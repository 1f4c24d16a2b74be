"""Editions and what is told of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from programme.actions.circulars import put_signed_circular
from programme.actions.closures import write_closed_day
from programme.actions.extra import write_extra_question
from programme.actions.interests import ask
from programme.actions.notices import post_update, write_question
from programme.models import (
    ClosedDay,
    Edition,
    ExtraChoice,
    ExtraQuestion,
    Interest,
    Question,
    SignedCircular,
    Update,
    Window,
)
from tests.factories.moment import NOW, numbers


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


def update(edition: Edition, *, title: str = "Two sessions in May", now: datetime = NOW, **words: str) -> Update:
    words = {f"title_{code}": title for code in ("en", "fr", "ar")} | {
        f"body_{code}": "The dates stand in the calendar." for code in ("en", "fr", "ar")
    } | words  # fmt: skip
    return post_update(edition, words=words, by=None, now=now)


def signed_circular(edition: Edition, language: str = "en", *, data: bytes = b"%PDF-1.7 %%EOF") -> SignedCircular:
    file = ContentFile(data, name="circular.pdf")
    return put_signed_circular(edition, language=language, file=file, by=None, now=NOW)


def question(edition: Edition | None, *, question: str = "What does it cost?", position: int = 0) -> Question:
    words = {f"question_{code}": question for code in ("en", "fr", "ar")}
    words |= {f"answer_{code}": "Nothing." for code in ("en", "fr", "ar")}
    return write_question(Question(edition=edition, position=position, **words), by=None, now=NOW)


def extra_question(
    edition: Edition,
    code: str = "laptop",
    *,
    kind: str = "choice",
    choices: Sequence[str] = ("yes", "no"),
    shown_if: Sequence[ExtraChoice] = (),
    now: datetime = NOW,
    **columns: Any,
) -> ExtraQuestion:
    """Put to mentees in a section of its own; in every language it reads like its code."""
    bounds = {"number": {"lowest": 0, "highest": 10}, "text": {"word_limit": 50}}.get(kind, {})
    words = {f"label_{language}": f"{code.capitalize()}?" for language in ("en", "fr", "ar")}
    question = ExtraQuestion(edition=edition, code=code, kind=kind, **(words | bounds | columns))
    offered = [
        ExtraChoice(
            code=each, position=place, **{f"label_{language}": each.capitalize() for language in ("en", "fr", "ar")}
        )
        for place, each in enumerate(choices if question.has_choices else ())
    ]
    return write_extra_question(question, choices=offered, shown_if=shown_if, by=None, now=now)


def closed_day(country: str = "KE", *, on: date = date(2026, 6, 1), name: str = "Madaraka Day") -> ClosedDay:
    words = {f"name_{code}": name for code in ("en", "fr", "ar")}
    return write_closed_day(ClosedDay(country=country, on=on, **words), by=None, now=NOW)


def interest(email: str = "", *, region: str = "AMS", language: str = "en", now: datetime = NOW) -> Interest:
    """Asked, not confirmed."""
    address = email or f"reader{next(numbers)}@example.org"
    return ask(email=address, region=region, language=language, by=None, now=now)
