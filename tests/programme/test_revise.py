"""Correcting an edition, what belongs to it, and its registration periods."""

from datetime import timedelta

import pytest

from programme.actions import AddressIsFixed, CutsShort, create_edition, extend_window, revise, revise_parts
from programme.models import Contact, Edition, Topic, Window
from tests.factories import NOW, edition, staff
from wic.audit.models import AuditRow

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_a_new_edition_is_not_published() -> None:
    boss = staff()
    template = edition()
    new = Edition(
        slug="2027",
        code="WIC27",
        name_en="Women in Cyber 2027",
        starts_on=template.starts_on,
        ends_on=template.ends_on,
        results_at=template.results_at,
        replacements_until=template.replacements_until,
        seats=10,
        published_at=NOW,
    )
    create_edition(new, by=boss, now=NOW)
    new.refresh_from_db()
    assert (new.published_at, new.name) == (None, "Women in Cyber 2027")
    assert AuditRow.objects.about(new).get().action == "programme.edition.created"


def test_changes_are_written_and_named() -> None:
    mine = edition()
    revise(mine, changes={"seats": 40, "summary_fr": "Six mois."}, by=staff(), now=NOW)
    mine.refresh_from_db()
    assert (mine.seats, mine.summary_fr) == (40, "Six mois.")
    row = AuditRow.objects.about(mine).get()
    assert (row.action, row.facts) == ("programme.edition.revised", {"changed": ["seats", "summary_fr"]})


def test_what_somebody_else_changed_meanwhile_stays() -> None:
    mine, stale = edition(), Edition.objects.get()
    revise(mine, changes={"seats": 40}, by=None, now=NOW)
    revise(stale, changes={"offer_days": 5}, by=None, now=NOW)
    mine.refresh_from_db()
    assert (mine.seats, mine.offer_days) == (40, 5)


def test_no_change_leaves_no_trace() -> None:
    mine = edition()
    revise(mine, changes={}, by=None, now=NOW)
    revise_parts(mine, put=[], by=None, now=NOW)
    assert not AuditRow.objects.about(mine).exists()


@pytest.mark.parametrize("name", ["slug", "code", "published_at"])
def test_the_address_is_fixed(name: str) -> None:
    with pytest.raises(AddressIsFixed, match="never change"):
        revise(edition(), changes={name: "2099"}, by=None, now=NOW)


def test_parts_come_and_go() -> None:
    mine = edition(topics=())
    old = Contact.objects.create(edition=mine, office_en="Old office", name="Old", email="old@example.org")
    named_old = f"contact {old.pk}"
    new = Contact(office_en="New office", name="New", email="new@example.org")
    topic = Topic(code="policy", label_en="Policy")
    revise_parts(mine, put=[new, topic], dropped=[old], by=None, now=NOW)
    assert [contact.name for contact in mine.contacts.all()] == ["New"]
    row = AuditRow.objects.about(mine).get()
    assert row.facts == {"put": [f"contact {new.pk}", f"topic {topic.pk}"], "dropped": [named_old]}


def test_an_extension_gives_everybody_more_time() -> None:
    boss, window = staff(), edition().windows.get(audience="mentee")
    was = window.closes_at
    extend_window(window, closes_at=was + HOUR, by=boss, now=NOW)
    window.refresh_from_db()
    assert window.closes_at == was + HOUR
    row = AuditRow.objects.about(window).get()
    assert row.action == "programme.window.extended"
    assert row.facts == {"was": was.isoformat(), "closes_at": (was + HOUR).isoformat()}


@pytest.mark.parametrize("later", [-HOUR, timedelta(0)])
def test_an_extension_ends_later(later: timedelta) -> None:
    window = edition().windows.get(audience="mentee")
    with pytest.raises(CutsShort, match="An extension ends later"):
        extend_window(window, closes_at=window.closes_at + later, by=None, now=NOW)


def shorter(window: Window) -> Window:
    window.closes_at -= HOUR
    return window


def test_a_period_that_has_begun_is_not_cut_short() -> None:
    mine = edition()
    window = mine.windows.get(audience="mentee")
    with pytest.raises(CutsShort, match="is not cut short"):
        revise_parts(mine, put=[shorter(window)], by=None, now=NOW)
    assert mine.windows.get(audience="mentee").closes_at == window.closes_at + HOUR


@pytest.mark.parametrize("columns", [{"published_at": None}, {"opens_at": NOW + HOUR}])
def test_one_that_nobody_was_told_or_that_has_not_begun_may_be(columns: dict[str, object]) -> None:
    mine = edition(**columns)
    window = mine.windows.get(audience="mentee")
    revise_parts(mine, put=[shorter(window)], by=None, now=NOW)
    assert mine.windows.get(audience="mentee").closes_at == window.closes_at
