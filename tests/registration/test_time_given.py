"""A draft is reminded of once before the close; one person alone gets more time, and everybody else none."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from registration.actions.applications import BeingDecided, WindowClosed, save, submit, withdraw
from registration.actions.seats import prepare_batch
from registration.actions.time_given import NoMoreTime, give_more_time, remind_all
from registration.models import Application
from registration.rules.standing import Stand, standing_of
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, grant, person, staff
from tests.registration.test_form_page import typed
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Browser = Callable[[User], Client]
DESK = "/admin/registration/application/more-time/"
CLOSES, UNTIL = NOW + timedelta(days=10), NOW + timedelta(days=15)


def fresh(begun: Application) -> Application:
    return Application.objects.with_answers().get(pk=begun.pk)


def letters(kind: str) -> list[str]:
    return [letter.to for letter in Letter.objects.filter(kind=f"registration/{kind}").order_by("pk")]


# --- more time -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("moment", "is_taken"), [(UNTIL, True), (UNTIL + timedelta(seconds=1), False)])
def test_she_alone_sends_late_and_to_the_second(moment: datetime, is_taken: bool) -> None:
    begun = draft(edition())
    other = draft(begun.edition)
    give_more_time(begun, until=UNTIL, by=staff(), now=NOW)

    if is_taken:
        save(fresh(begun), answers={"post": "Lead"}, revision=1, by=begun.user, now=moment)
        assert submit(fresh(begun), by=begun.user, now=moment).state == "submitted"
    else:
        with pytest.raises(WindowClosed):
            submit(fresh(begun), by=begun.user, now=moment)
    with pytest.raises(WindowClosed):
        submit(other, by=other.user, now=moment)


def test_it_is_recorded_and_she_is_told() -> None:
    begun, officer = draft(edition()), staff()

    give_more_time(begun, until=UNTIL, by=officer, now=NOW)

    row = AuditRow.objects.about(begun).newest_first()[0]
    assert (row.action, row.actor_pk, row.facts) == (
        "registration.application.extended",
        str(officer.pk),
        {"until": UNTIL.isoformat()},
    )
    assert letters("more_time") == [begun.user.email]
    standing = standing_of(Application.objects.with_facts().get(), now=CLOSES + timedelta(days=1))
    assert (standing.key, standing.due) == (Stand.DRAFT, UNTIL)


@pytest.mark.parametrize("until", [NOW, CLOSES, CLOSES - timedelta(days=1)])
def test_more_time_is_more(until: datetime) -> None:
    with pytest.raises(NoMoreTime):
        give_more_time(draft(edition()), until=until, by=staff(), now=NOW)


def test_neither_withdrawn_nor_decided_on() -> None:
    gone = withdraw(draft(edition()), by=None, now=NOW)
    with pytest.raises(NoMoreTime):
        give_more_time(gone, until=UNTIL, by=staff(), now=NOW)

    sent = application(gone.edition)
    prepare_batch(sent.edition, kind="mentee", seed=1, by=None, now=NOW)
    with pytest.raises(BeingDecided):
        give_more_time(sent, until=UNTIL, by=staff(), now=NOW)


def test_her_form_is_open_after_the_close(as_user: Browser, clock: time_machine.Traveller) -> None:
    begun = draft(edition())
    browser = as_user(begun.user)
    give_more_time(begun, until=UNTIL, by=staff(), now=NOW)
    clock.move_to(CLOSES + timedelta(days=1))

    page = browser.get("/en/2026/apply/mentee/")
    done = browser.post("/en/2026/apply/mentee/", typed(MENTEE_ANSWERS, revision=1, send="1"))

    assert (page.status_code, page.context["closes_at"]) == (200, UNTIL)
    assert done["Location"] == "/en/2026/apply/mentee/sent/"


def test_headquarters_give_it_by_her_address(as_user: Browser) -> None:
    begun = draft(edition(), person("amina@example.org"))
    browser = as_user(staff())
    given = {"edition": begun.edition_id, "kind": "mentee", "until": "2026-03-20"}

    unknown = browser.post(DESK, {**given, "who": "nobody@example.org"})
    done = browser.post(DESK, {**given, "who": " Amina@Example.org "})

    assert unknown.context["form"].non_field_errors() == [
        "There is no application of this person: she begins one first."
    ]
    assert (done.status_code, fresh(begun).edition.local(fresh(begun).extended_until).isoformat()) == (
        302,
        "2026-03-20T23:59:59+01:00",
    )


def test_a_regional_office_does_not(as_user: Browser) -> None:
    assert as_user(staff(Role.REGIONAL, region="AFR")).get(DESK).status_code == 403


# --- the reminder ----------------------------------------------------------------------------------------------------
def test_a_draft_is_reminded_of_once() -> None:
    begun = draft(edition())
    application(begun.edition)
    withdraw(draft(begun.edition), by=None, now=NOW)

    for days in range(6, 12):
        remind_all(now=NOW + timedelta(days=days))

    assert (letters("draft_reminder"), fresh(begun).reminded_at) == ([begun.user.email], NOW + timedelta(days=7))


@pytest.mark.parametrize("now", [CLOSES - timedelta(days=3, seconds=1), CLOSES + timedelta(seconds=1)])
def test_neither_too_early_nor_too_late(now: datetime) -> None:
    draft(edition())

    remind_all(now=now)

    assert letters("draft_reminder") == []


def test_who_has_just_begun_is_not_reminded() -> None:
    draft(edition(), now=CLOSES - timedelta(hours=5))

    remind_all(now=CLOSES - timedelta(hours=4))

    assert letters("draft_reminder") == []


def test_of_a_call_in_preparation_nobody_is_reminded() -> None:
    begun = draft(edition())
    type(begun.edition).objects.update(published_at=None)

    remind_all(now=NOW + timedelta(days=8))

    assert letters("draft_reminder") == []


def test_headquarters_of_one_edition_give_time_in_that_one(as_user: Browser) -> None:
    begun = draft(edition())
    grant(one := person(), edition="another")
    typed = {"edition": begun.edition.pk, "kind": begun.kind, "who": begun.user.email, "until": "2026-03-20"}
    assert as_user(one).post(DESK, typed).status_code == 200
    assert letters("more_time") == []
    assert as_user(staff()).post(DESK, typed).status_code == 302
    assert letters("more_time") == [begun.user.email]
