"""The record at the desk: what was done to what, by whom; a colleague by her name, anybody else by a number."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation
from django.utils.functional import Promise

from tests.factories import NOW, edition, person, staff
from tests.test_house import APPS, is_verb_home, modules
from wic.accounts.mails import SAFETY_CHANGES
from wic.accounts.models import User
from wic.audit.actions import record
from wic.audit.models import AuditRow
from wic.desk.admin import DeskAuditRowAdmin
from wic.desk.record import DONE, what_was_done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_line_of_the_record(as_user: Callable[[User], Client]) -> None:
    call, boss, her = edition(), staff(), person(name="Amina Wanjiku")
    for by in (boss, her, None):
        record("programme.edition.looked_at", call, by=by, now=NOW)
    changelist = as_user(boss).get("/admin/audit/auditrow/", {"action": "programme.edition.looked_at"}).context["cl"]
    shown: DeskAuditRowAdmin = changelist.model_admin
    assert [shown.what(row) for row in changelist.result_list] == ["programme.edition.looked_at"] * 3  # no verb's
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


def test_it_is_told_in_her_language(as_user: Callable[[User], Client]) -> None:
    call, boss = edition(), staff()
    for action in ("programme.edition.published", "events.event.cancelled"):
        record(action, call, by=boss, now=NOW)
    changelist = as_user(boss).get("/admin/audit/auditrow/", {"action": "events.event.cancelled"}).context["cl"]
    (done, _at), (row,) = changelist.filter_specs, changelist.result_list
    assert (changelist.model_admin.what(row), dict(done.lookup_choices)) == (
        "Event: Cancelled",
        {"events.event.cancelled": "Event: Cancelled", "programme.edition.published": "Edition published"},
    )
    with translation.override("fr"):
        assert what_was_done("registration.application.noted") == "Note rédigée"


def test_what_was_never_done_narrows_nothing(as_user: Callable[[User], Client]) -> None:
    record("programme.edition.published", edition(), by=None, now=NOW)
    for wrong in ("nonsense", "\x00", "programme.edition.copied"):
        page = as_user(staff()).get("/admin/audit/auditrow/", {"action": wrong})
        assert page.context["cl"].result_count == AuditRow.objects.count(), wrong


def test_no_page_leads_to_the_history_that_the_desk_leaves_empty(as_user: Callable[[User], Client]) -> None:
    call, boss = edition(), staff()
    row = record("programme.edition.published", call, by=boss, now=NOW)
    rows = [f"audit/auditrow/{row.pk}", f"programme/edition/{call.pk}", f"accounts/rolegrant/{boss.grants.get().pk}"]
    pages = [as_user(boss).get(f"/admin/{each}/change/").content.decode() for each in rows]
    assert [("object-tools" in page, "/history/" in page) for page in pages] == [(True, False)] * 3


def codes() -> Iterator[str]:
    """What verbs hand to `record`, by name; `move` makes the others of models and states."""
    labels = "|".join(config.label for config in apps.get_app_configs())
    code = re.compile(rf"({labels})\.[a-z_]+\.[a-z_]+")
    for name, tree in modules():
        if is_verb_home(name):
            constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            yield from (value for value in constants if isinstance(value, str) and code.fullmatch(value))
    yield from (f"accounts.user.{change}" for change in SAFETY_CHANGES)


def moves() -> set[str]:
    models = [model for model in apps.get_models() if hasattr(model, "NEXT")]
    return {
        f"{model._meta.label_lower}.{state.value}"
        for model in models
        for targets in model.NEXT.values()
        for state in targets
    }


def test_whatever_is_recorded_has_a_name() -> None:
    assert set(codes()) - set(DONE) == set(), "name it in the app's record.py"
    assert set(DONE) - set(codes()) - moves() == set(), "nothing writes it any more"
    assert {action for action in moves() if what_was_done(action) == action} == set()


def test_what_something_was_done_to_has_a_name_in_each_language() -> None:
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in APPS]
    nameless = {model._meta.label_lower for model in ours if not isinstance(model._meta.verbose_name, Promise)}
    assert nameless == {"accounts.keptpost", "registration.personkey"}, "of these nothing is recorded"


def test_a_code_is_written_as_it_stands() -> None:
    """But for the two whose parts the test above puts together."""
    made = [
        f"{name}: {ast.unparse(node)}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"record", "record_each"}
        for node in node.args[:1]
        if not isinstance(node, ast.Constant | ast.Name | ast.IfExp)
    ]
    assert made == ["wic/accounts/actions.py: f'accounts.user.{change}'"]
