"""The record at the desk: what was done to what, by whom; a colleague by her name, anybody else by a number."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User
from wic.audit.actions import record
from wic.audit.models import AuditRow
from wic.desk.admin import DeskAuditRowAdmin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_line_of_the_record(as_user: Callable[[User], Client]) -> None:
    call, boss, her = edition(), staff(), person(name="Amina Wanjiku")
    for by in (boss, her, None):
        record("programme.edition.looked_at", call, by=by, now=NOW)
    changelist = as_user(boss).get("/admin/audit/auditrow/", {"action": "programme.edition.looked_at"}).context["cl"]
    shown: DeskAuditRowAdmin = changelist.model_admin
    assert [(shown.about(row), shown.who(row)) for row in changelist.result_list] == [
        (f"Edition, number {call.pk}", "The system"),
        (f"Edition, number {call.pk}", f"Person, number {her.pk}"),
        (f"Edition, number {call.pk}", boss.email),
    ]


def test_of_what_there_is_no_longer_the_old_name_stands(as_user: Callable[[User], Client]) -> None:
    AuditRow.objects.create(
        at=NOW, action="gone", target_label="programme.bygone", target_pk="7", actor_pk="", facts={}
    )
    changelist = as_user(staff()).get("/admin/audit/auditrow/", {"action": "gone"}).context["cl"]
    assert [changelist.model_admin.about(row) for row in changelist.result_list] == ["programme.bygone, number 7"]
