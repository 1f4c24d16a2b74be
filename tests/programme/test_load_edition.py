"""The data file of 2021, and an edition made of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from programme.actions import load_edition
from programme.models import Edition, Milestone, Passage
from programme.rules import gaps
from tests.factories import NOW
from wic.audit.models import AuditRow
from wic.rehearsal.editions import make_edition, source

pytestmark = pytest.mark.django_db


def load(**changed: object) -> Edition:
    values = {"slug": "2021-test", "code": "T21", "by": None, "now": NOW} | changed
    return load_edition(source(), **values)


def test_the_numbers_of_2021() -> None:
    edition = load()
    assert (edition.starts_on, edition.ends_on) == (date(2021, 3, 8), date(2021, 8, 31))
    assert edition.local(edition.results_at).date() == date(2021, 3, 30)
    assert {str(region) for region in edition.regions.all()} == {"Africa", "Arab States"}
    assert (edition.circle_min, edition.circle_max, edition.sessions_planned) == (3, 5, 6)
    assert set(edition.circle_languages) == {"en", "ar", "fr"}
    assert edition.topics.count() == 12


def test_a_last_day_lasts_until_midnight_in_the_editions_zone() -> None:
    window = load().windows.get(audience="mentee")
    # Winter time in Geneva on 26 February, summer time on 31 March.
    assert window.opens_at == datetime(2021, 2, 25, 23, 0, tzinfo=UTC)
    assert window.closes_at == datetime(2021, 3, 31, 21, 59, 59, tzinfo=UTC)


def test_every_text_is_there_in_three_languages() -> None:
    load()
    edition = Edition.objects.with_words().get()
    assert gaps(edition) == []
    assert {passage.slot for passage in edition.passages.all()} == set(Passage.Slot.values)


def test_invented_dates_say_so() -> None:
    edition = load()
    from_the_source = Milestone.objects.filter(edition=edition, is_invented=False).order_by("on", "pk")
    assert [milestone.on for milestone in from_the_source] == [
        date(2021, 2, 26),
        date(2021, 3, 8),
        date(2021, 3, 30),
        date(2021, 8, 31),
    ]


def test_people_are_fictitious() -> None:
    addresses = [contact.email for contact in load().contacts.all()]
    assert len(addresses) == 3
    assert [address for address in addresses if not address.endswith("@example.org")] == []


def test_a_shift_moves_every_day_and_keeps_the_hour_on_the_wall() -> None:
    edition = load(shift_days=1820)
    window = edition.windows.get(audience="mentee")
    assert edition.starts_on == date(2021, 3, 8) + timedelta(days=1820) == date(2026, 3, 2)
    assert edition.local(window.closes_at).isoformat() == "2026-03-25T23:59:59+01:00"
    assert edition.milestones.order_by("on").first().on == date(2026, 2, 20)
    assert (edition.name_en, edition.name_ar) == ("Women in Cyber 2026", "المرأة في الأمن السيبراني 2026")


def test_it_is_told_in_the_audit_and_not_published() -> None:
    edition = load()
    assert edition.published_at is None
    actions = list(AuditRow.objects.about(edition).order_by("pk").values_list("action", "actor_pk"))
    assert actions == [("programme.edition.created", ""), ("programme.edition.parts_revised", "")]


def test_2021_as_it_was() -> None:
    edition = make_edition(year=2021, begins=None, by=None, now=NOW)
    assert edition.is_specimen is True
    assert edition.published_at == NOW
    assert sorted(edition.events.values_list("kind", flat=True)) == ["keynote"] * 4 + ["launch"] + ["training"] * 6
    assert edition.events.get(kind="launch").is_invented is False
    assert set(edition.events.exclude(kind="launch").values_list("is_invented", flat=True)) == {True}
