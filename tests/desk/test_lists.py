"""The lists of the desk: what somebody changed by hand in what her browser sends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.messages import get_messages
from django.db.models import AutoField, DateField
from django.http import HttpRequest, QueryDict
from django.test import Client, RequestFactory

from tests.factories import NOW, person, staff
from wic.accounts.models import RoleGrant, User
from wic.audit.actions import record
from wic.lists import ListAdmin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PACKAGES = {"allauth", "django"}
ROLES, LETTERS = "/admin/accounts/rolegrant/", "/admin/mail/letter/"


@pytest.mark.parametrize("wrong", ["x", "", "1.5", "-1", "٣", "1\x00", "9" * 19, "9" * 400])
@pytest.mark.parametrize(("address", "action"), [(ROLES, "end_roles"), (LETTERS, "send_again")])
def test_a_key_that_is_none_is_refused(
    as_user: Callable[[User], Client], address: str, action: str, wrong: str
) -> None:
    boss, other = staff(), staff()
    chosen = {"action": action, "_selected_action": [other.grants.get().pk, wrong]}
    for form in (chosen, chosen | {"index": "0"}, chosen | {"select_across": "1"}):
        answer = as_user(boss).post(address, form)
        assert (answer.status_code, answer.headers.get("Location")) == (302, address)
        assert [str(told) for told in get_messages(answer.wsgi_request)][-1] == "Please choose rows of this list."
    assert RoleGrant.objects.exclude(ended_at=None).count() == 0


def test_a_row_that_is_not_there_is_passed_over(as_user: Callable[[User], Client]) -> None:
    other = staff()
    chosen = {"action": "end_roles", "_selected_action": [other.grants.get().pk, "9" * 18]}
    assert as_user(staff()).post(ROLES, chosen).status_code == 302
    assert list(RoleGrant.objects.exclude(ended_at=None)) == [other.grants.get()]


@pytest.mark.parametrize("view", ["change", "history"])
def test_a_row_has_one_address(as_user: Callable[[User], Client], view: str) -> None:
    browser, her = as_user(staff()), person()
    done = record("accounts.user.created", her, by=her, now=NOW)
    for listed, pk in (("accounts/user", her.pk), ("audit/auditrow", done.pk)):
        in_arabic_digits = "".join(chr(ord("٠") + int(digit)) for digit in str(pk))
        ways = (str(pk), in_arabic_digits, f"+{pk}", f" {pk}", f"0_{pk}", "%00", "9" * 400)
        answers = [browser.get(f"/admin/{listed}/{way}/{view}/").status_code for way in ways]
        assert answers == [200, *[404] * 6]


def test_every_list_with_acts_refuses_so() -> None:
    """But for that of a package, which nobody at the desk may see."""
    with_acts = [each for each in admin.site._registry.values() if each.actions]
    assert [str(each) for each in with_acts if not isinstance(each, ListAdmin)] == ["account.EmailAddressAdmin"]
    assert [str(each) for each in with_acts if not isinstance(each.model._meta.pk, AutoField)] == []


SAID = {"en": "1 August 2026, 10:00", "fr": "1er août 2026, 10:00", "ar": "1 أغسطس 2026، 10:00"}


@pytest.mark.parametrize("language", SAID)
def test_a_first_of_a_month_reads_as_on_other_pages(as_user: Callable[[User], Client], language: str) -> None:
    boss = staff()
    User.objects.filter(pk=boss.pk).update(language=language, created_at=datetime(2026, 8, 1, 10, tzinfo=UTC))
    browser = as_user(User.objects.get(pk=boss.pk))
    browser.cookies["django_language"] = language
    listed = browser.get("/admin/accounts/user/").content.decode()
    assert f'<td class="field-created_at"><span class="nowrap">{SAID[language]}</span></td>' in listed


def own_lists() -> list[admin.ModelAdmin[Any]]:
    """But for those of packages, which nobody at the desk may see."""
    return [each for each in admin.site._registry.values() if each.model.__module__.split(".")[0] not in PACKAGES]


def dates_of(each: admin.ModelAdmin[Any]) -> set[str]:
    return {field.name for field in each.opts.fields if isinstance(field, DateField)}


def test_every_list_says_its_dates_so() -> None:
    bare = [
        f"{each}.{column}"
        for each in own_lists()
        for column in each.get_list_display(HttpRequest())
        if column in dates_of(each)
    ]
    assert bare == []


def test_the_header_of_every_date_sorts_its_list() -> None:
    request, sorting, wrong = RequestFactory().get("/"), 0, []
    request.user = staff()
    for each in own_lists():
        request.GET = QueryDict()
        headers = list(result_headers(each.get_changelist_instance(request)))
        for header, column in zip(headers, each.get_changelist_instance(request).list_display, strict=True):
            date = getattr(column, "admin_order_field", None)
            if date not in dates_of(each):
                continue
            sorting += 1
            request.GET = QueryDict(header.get("url_primary", "?")[1:])
            order = each.get_changelist_instance(request).queryset.query.order_by
            if order[0].removeprefix("-") != date:
                wrong.append(f"{each}.{date}")
    assert (sorting > 30, wrong) == (True, [])


def test_a_press_on_the_header_turns_the_list_over(as_user: Callable[[User], Client]) -> None:
    boss = staff()
    people = [boss, person(now=NOW - timedelta(days=1)), person(now=NOW + timedelta(days=1))]
    browser, users = as_user(boss), "/admin/accounts/user/"
    for order in (people[1:2] + people[:1] + people[2:], people[2:] + people[:1] + people[1:2]):
        page = browser.get(users)
        header = next(one for one in result_headers(page.context["cl"]) if "column-created_at" in one["class_attrib"])
        users = f"/admin/accounts/user/{header['url_primary']}"
        assert list(browser.get(users).context["cl"].result_list) == order
