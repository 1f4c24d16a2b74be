"""The first page of the desk: what waits, for whom."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from circles.models import Repair
from registration.models import Batch
from tests import factories
from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]


def sentences(browser: Client) -> list[str]:
    return [item.sentence for item in browser.get("/admin/").context["waiting"]]


def test_nothing_waits(as_user: SignIn) -> None:
    browser = as_user(staff())
    assert sentences(browser) == []
    assert "Nothing waits for you at the moment." in browser.get("/admin/").content.decode()


def test_headquarters_see_letters_batches_and_applications(as_user: SignIn) -> None:
    call = edition()
    factories.application(call)
    factories.application(call, country="TN")
    factories.draft(call)
    Batch.objects.create(edition=call, kind="mentee", created_at=NOW)
    Batch.objects.create(edition=call, kind="mentor", state="approved", created_at=NOW, approved_at=NOW)
    Letter.objects.filter(pk=factories.letter().pk).update(state=Letter.State.HELD)
    browser = as_user(staff())
    assert sentences(browser) == [
        "1 letter stopped on its way and waits for your word",
        "1 batch of decisions waits to be approved",
        "1 batch of decisions waits to be announced",
        "2 applications wait for a decision",
    ]
    assert [browser.get(item.url).status_code for item in browser.get("/admin/").context["waiting"]] == [200] * 4


def test_a_regional_office_sees_its_own(as_user: SignIn) -> None:
    call = edition()
    factories.application(call)
    factories.application(call, country="TN")
    Batch.objects.create(edition=call, kind="mentee", created_at=NOW)
    assert sentences(as_user(staff(Role.REGIONAL, region="AFR"))) == ["1 application waits for a decision"]


def test_the_editions_under_way_are_one_step_away(as_user: SignIn) -> None:
    today = NOW.date()
    edition(slug="over", code="OVER", starts_on=today - timedelta(days=200), ends_on=today - timedelta(days=2))
    call = edition()
    browser = as_user(staff())

    [(found, shortcuts)] = browser.get("/admin/").context["under_way"]

    assert found == call
    assert [shortcut.title for shortcut in shortcuts] == [
        "How registration goes",
        "All dates and their check",
        "Applications",
        "Batches of decisions",
        "Circles",
    ]
    assert [browser.get(shortcut.url).status_code for shortcut in shortcuts] == [200] * 5


def test_a_partners_reviewer_has_no_shortcut_to_what_is_not_hers(as_user: SignIn) -> None:
    edition()
    browser = as_user(staff(Role.REVIEWER))
    offered = [shortcut for _, shortcuts in browser.get("/admin/").context["under_way"] for shortcut in shortcuts]
    assert [browser.get(shortcut.url).status_code for shortcut in offered] == [200] * len(offered)
    assert "Applications" not in [shortcut.title for shortcut in offered]


def test_others_have_no_desk(as_user: SignIn) -> None:
    assert as_user(person()).get("/admin/", follow=True).status_code == 403


def test_what_waits_about_circles(as_user: SignIn) -> None:
    call = edition()
    room = factories.circle(factories.participant(call, kind="mentor"), [factories.participant(call)])
    factories.concern(room)
    factories.alert(room)
    Repair.objects.filter(pk=factories.repair(call).pk).update(state="drafted", proposal={})
    browser = as_user(staff())
    assert sentences(browser)[-3:] == [
        "1 concern waits for somebody",
        "1 warning about a circle waits for somebody",
        "1 proposal for changed circles waits to be applied or discarded",
    ]
    assert [browser.get(item.url).status_code for item in browser.get("/admin/").context["waiting"][-3:]] == [200] * 3
