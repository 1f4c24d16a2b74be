"""The phase of an edition at each of its moments, and which edition a visitor comes for."""

from datetime import date, datetime, timedelta

import pytest

from programme.models import Edition
from programme.rules import Phase, current, phase, takes_applications
from tests.factories import NOW, edition

pytestmark = pytest.mark.django_db

OPENS, CLOSES, RESULTS = NOW - timedelta(days=10), NOW + timedelta(days=10), NOW + timedelta(days=20)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, Phase.UPCOMING),
        (OPENS, Phase.OPEN),
        (CLOSES, Phase.OPEN),
        (CLOSES + SECOND, Phase.REVIEW),
        (RESULTS - SECOND, Phase.REVIEW),
        (RESULTS, Phase.RUNNING),
        # 31 August in Geneva ends at 22:00 UTC.
        (datetime.fromisoformat("2026-08-31T21:59:59Z"), Phase.RUNNING),
        (datetime.fromisoformat("2026-08-31T22:00:00Z"), Phase.ENDED),
    ],
)
def test_a_phase_follows_from_the_dates(now: datetime, expected: Phase) -> None:
    edition()
    mine = Edition.objects.with_calendar().get()
    assert phase(mine, now=now) == expected
    assert takes_applications(mine, "mentee", now=now) is (expected == Phase.OPEN)


def test_nobody_applies_to_an_edition_in_preparation() -> None:
    edition(published_at=None)
    assert takes_applications(Edition.objects.with_calendar().get(), "mentee", now=NOW) is False


def test_a_visitor_comes_for_the_open_call_then_for_the_next_one() -> None:
    year = timedelta(days=365)
    past = edition("2025", code="P", starts_on=date(2025, 3, 1), ends_on=date(2025, 8, 31))
    running = edition("2026", code="R", opens_at=NOW - year, closes_at=NOW - year / 2, results_at=NOW - year / 3)
    coming = edition("2027", code="C", opens_at=NOW + year, closes_at=NOW + 2 * year, ends_on=date(2027, 8, 31))
    opened = edition("2026-autumn", code="O", ends_on=date(2026, 12, 31))
    editions = list(Edition.objects.with_calendar())
    order = []
    while editions:
        found = current(editions, now=NOW)
        order.append(found)
        editions.remove(found)
    assert order == [opened, coming, running, past]
    assert current([], now=NOW) is None
