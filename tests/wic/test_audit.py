"""The record of what was done: written once, in the caller's transaction, with nothing of a person in it."""

import pytest
from django.db import transaction

from tests import factories
from tests.factories import NOW, edition, person
from tests.rows import Rows
from wic.audit.actions import record
from wic.audit.models import AppendOnlyError, AuditRow

pytestmark = pytest.mark.django_db


def test_a_row_says_who_did_what_to_which_row_and_when() -> None:
    call, by = edition(), person()
    row = record("programme.edition.looked_at", call, by=by, now=NOW, facts={"count": 3})
    row.refresh_from_db()
    assert (row.at, row.action, row.target_label) == (NOW, "programme.edition.looked_at", "programme.edition")
    assert (row.target_pk, row.actor_pk, row.facts) == (str(call.pk), str(by.pk), {"count": 3})


def test_nobody_is_the_system() -> None:
    assert record("programme.edition.swept", edition(), by=None, now=NOW).actor_pk == ""


def test_it_goes_with_the_transaction() -> None:
    call = edition()
    before = AuditRow.objects.count()
    with transaction.atomic():
        record("programme.edition.looked_at", call, by=None, now=NOW)
        transaction.set_rollback(True)
    assert AuditRow.objects.count() == before


def test_it_outlives_what_it_is_about() -> None:
    call = edition()
    row = record("programme.edition.looked_at", call, by=None, now=NOW)
    pk = call.pk
    call.delete()
    assert AuditRow.objects.get(pk=row.pk).target_pk == str(pk)


def test_what_is_about_a_row_is_found_newest_first() -> None:
    call, other = edition(), edition(slug="2025", code="WIC25")
    rows = [record(f"programme.edition.{word}", call, by=None, now=NOW) for word in ("one", "two")]
    record("programme.edition.one", other, by=None, now=NOW)
    assert list(AuditRow.objects.about(call).newest_first()) == rows[::-1]


def test_history_is_not_rewritten() -> None:
    row = record("programme.edition.looked_at", edition(), by=None, now=NOW)
    row.action = "nothing"
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.delete()
    with pytest.raises(AppendOnlyError):
        AuditRow.objects.filter(pk=row.pk).update(action="nothing")
    with pytest.raises(AppendOnlyError):
        AuditRow.objects.all().delete()
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AuditRow.objects.bulk_update([row], ["action"])
    assert AuditRow.objects.get(pk=row.pk).action == "programme.edition.looked_at"


def test_nothing_that_a_person_wrote_stands_in_it() -> None:
    canaries = {
        "full_name": "Zarqa Canaryname",
        "employer": "Canary Employer",
        "post": "Canary Post",
        "motivation": "Canary motivation",
        "access_needs": "Canary needs",
    }
    her = person("canary@example.org", name="Zarqa Canaryname")
    sent = factories.application(Rows().call, her, **canaries)
    factories.offer(sent)
    told = " ".join(f"{row} {row.facts}" for row in AuditRow.objects.all())
    assert [word for word in ("canary", "zarqa") if word in told.lower()] == []
