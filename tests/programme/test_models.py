"""What the database itself refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from programme.models import Edition
from tests.factories import NOW, edition, person, staff
from wic.accounts.permissions import Role

pytestmark = pytest.mark.django_db

Change = Callable[[Edition], object]


def change(mine: Edition, **columns: object) -> int:
    return Edition.objects.filter(pk=mine.pk).update(**columns)


REFUSED: dict[str, Change] = {
    "edition_ends_after_start": lambda mine: change(mine, ends_on=date(2026, 2, 1)),
    "edition_circle_bounds": lambda mine: change(mine, circle_min=4, circle_max=3),
    "edition_circle_min": lambda mine: change(mine, circle_min=0),
    "edition_seats": lambda mine: change(mine, seats=0),
    "edition_sessions_required": lambda mine: change(mine, sessions_required=7),
    "edition_admit": lambda mine: change(mine, trainings_admit="anybody"),
    "edition_english": lambda mine: change(mine, min_english=4),
    "slug": lambda mine: edition(mine.slug, code="X"),
    "code": lambda mine: edition("x", code=mine.code),
    "edition_region_once": lambda mine: mine.regions.create(region="AFR"),
    "edition_region_region": lambda mine: mine.regions.create(region="XXX"),
    "window_once": lambda mine: mine.windows.create(audience="mentee", opens_at=NOW, closes_at=NOW + timedelta(1)),
    "window_order": lambda mine: mine.windows.filter(audience="mentee").update(closes_at=NOW - timedelta(99)),
    "window_audience": lambda mine: mine.windows.filter(audience="mentee").update(audience="all"),
    "milestone_order": lambda mine: mine.milestones.create(on=date(2026, 3, 2), until=date(2026, 3, 1), title_en="a"),
    "milestone_pillar": lambda mine: mine.milestones.create(on=date(2026, 3, 2), title_en="a", pillar="rest"),
    "contact_region": lambda mine: mine.contacts.create(region="XXX", name="a", email="a@example.org"),
    "passage_slot": lambda mine: mine.passages.create(slot="footer", title_en="a", body_en="b"),
    "passage_once": lambda mine: [mine.passages.create(slot="train", title_en="a", body_en="b") for _ in range(2)],
    "topic_once": lambda mine: mine.topics.create(code="policy", label_en="a"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_keeps_the_promise(name: str) -> None:
    mine = edition()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED[name](mine)
    # SQLite names a check by its name and a uniqueness by its columns.
    said = str(refusal.value)
    assert name in said or "UNIQUE" in said


def test_an_edition_in_preparation_is_seen_by_staff_only() -> None:
    draft, shown = edition("2027", code="WIC27", published_at=None), edition()
    everything = {draft, shown}
    assert set(Edition.objects.visible_to(staff())) == everything
    assert set(Edition.objects.visible_to(staff(Role.REGIONAL, region="AFR"))) == everything
    assert set(Edition.objects.visible_to(person())) == {shown}
