"""Giving and ending roles, and closing accounts."""

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import NOW, grant, person, staff
from tests.racing import at_once, outcomes
from wic.accounts.actions import (
    AccountIsClosed,
    NotAllowed,
    RoleDoesNotFit,
    close_account,
    end_role,
    grant_role,
    open_account,
    sign_up_or_in,
)
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role
from wic.accounts.roles import Grant
from wic.audit.models import AuditRow
from wic.lifecycle import Stale

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def told():
    return list(AuditRow.objects.order_by("pk").values_list("action", "target_pk", "actor_pk", "facts"))


def refetched(user):
    return User.objects.get(pk=user.pk)


def test_headquarters_give_a_role():
    boss, omar = staff(), person()

    given = grant_role(omar, role=Role.REGIONAL, region="ARB", by=boss, now=NOW)

    assert (given.user, given.granted_by, given.granted_at, given.ended_at) == (omar, boss, NOW, None)
    assert refetched(omar).roles.grants == (Grant(Role.REGIONAL, "ARB"),)
    facts = {"role": "regional", "region": "ARB", "edition": ""}
    assert told() == [("accounts.rolegrant.given", str(given.pk), str(boss.pk), facts)]


@pytest.mark.parametrize("role", [Role.REGIONAL, Role.REVIEWER, Role.FOCAL_POINT])
def test_nobody_else_gives_one(role):
    other, omar = staff(role, region="ARB"), person()

    with pytest.raises(NotAllowed, match="Only headquarters"):
        grant_role(omar, role=Role.REVIEWER, by=other, now=NOW)

    assert list(omar.grants.all()) == []
    assert told() == []


def test_headquarters_whose_role_has_ended_give_none():
    was_boss, omar = person(), person()
    grant(was_boss, Role.HEADQUARTERS, ended_at=NOW)

    with pytest.raises(NotAllowed):
        grant_role(omar, role=Role.REVIEWER, by=was_boss, now=NOW)


@pytest.mark.parametrize(("role", "region"), [(Role.REGIONAL, ""), (Role.HEADQUARTERS, "AFR")])
def test_the_region_must_fit_the_role(role, region):
    with pytest.raises(RoleDoesNotFit, match="needs its region"):
        grant_role(person(), role=role, region=region, by=None, now=NOW)


def test_a_closed_account_gets_none():
    with pytest.raises(RoleDoesNotFit, match="closed"):
        grant_role(person(is_active=False), role=Role.REVIEWER, by=None, now=NOW)


def test_twice_is_refused():
    omar = person()
    grant_role(omar, role=Role.REVIEWER, by=None, now=NOW)

    with pytest.raises(RoleDoesNotFit, match="already"):
        grant_role(omar, role=Role.REVIEWER, by=None, now=NOW)
    grant_role(omar, role=Role.REVIEWER, edition="2026", by=None, now=NOW)

    assert omar.grants.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_give_one_role():
    omar = person()

    results = at_once([partial(grant_role, omar, role=Role.REVIEWER, by=None, now=NOW)] * 4)

    assert outcomes(results) == {"done": 1, "RoleDoesNotFit": 3}


def test_a_role_is_ended():
    boss, officer = staff(), staff(Role.REGIONAL, region="ARB")
    held = officer.grants.get()

    end_role(held, by=boss, now=LATER)

    assert RoleGrant.objects.get(pk=held.pk).ended_at == LATER
    assert refetched(officer).roles.grants == ()
    facts = {"role": "regional", "region": "ARB"}
    assert told() == [("accounts.rolegrant.ended", str(held.pk), str(boss.pk), facts)]


def test_ended_twice_is_refused():
    boss, held = staff(), grant(person(), Role.REVIEWER)
    end_role(held, by=boss, now=NOW)

    with pytest.raises(Stale, match="already"):
        end_role(held, by=boss, now=LATER)

    assert RoleGrant.objects.get(pk=held.pk).ended_at == NOW


def test_an_ended_role_can_be_given_again():
    omar = person()
    grant(omar, Role.REVIEWER, ended_at=NOW)

    grant_role(omar, role=Role.REVIEWER, by=None, now=LATER)

    assert refetched(omar).roles.names == {Role.REVIEWER}


def test_an_officer_ends_none():
    with pytest.raises(NotAllowed):
        end_role(grant(person(), Role.REVIEWER), by=staff(Role.REGIONAL, region="ARB"), now=NOW)


def test_nobody_at_headquarters_ends_her_own():
    boss = staff()

    with pytest.raises(NotAllowed, match="ask a colleague"):
        end_role(boss.grants.get(), by=boss, now=NOW)


def test_closing_ends_roles_and_signing_in():
    boss, officer = staff(), staff(Role.REGIONAL, region="ARB", email="omar@example.org")

    close_account(officer, by=boss, now=LATER)

    assert (refetched(officer).is_active, refetched(officer).roles.grants) == (False, ())
    assert [action for action, *_rest in told()] == ["accounts.rolegrant.ended", "accounts.user.closed"]
    with pytest.raises(AccountIsClosed, match="is closed"):
        sign_up_or_in("omar@example.org", language="en", time_zone="UTC", now=LATER)


def test_she_closes_her_own():
    amina = person()

    close_account(amina, by=amina, now=NOW)

    assert told() == [("accounts.user.closed", str(amina.pk), str(amina.pk), {})]


def test_closing_somebody_elses_is_refused():
    with pytest.raises(NotAllowed):
        close_account(person(), by=person(), now=NOW)


def test_closing_twice_is_refused():
    amina = person()
    close_account(amina, by=amina, now=NOW)

    with pytest.raises(Stale, match="already"):
        close_account(amina, by=amina, now=LATER)


def test_signing_up_opens_an_account_once():
    first = sign_up_or_in("Amina@Example.org", language="ar", time_zone="Africa/Tunis", now=NOW)
    again = sign_up_or_in("amina@example.org", language="fr", time_zone="UTC", now=LATER)

    assert first == again == User.objects.get()
    assert (again.email, again.language, again.time_zone, again.created_at, again.has_usable_password()) == (
        "amina@example.org",
        "ar",
        "Africa/Tunis",
        NOW,
        False,
    )
    assert [(action, actor) for action, _target, actor, _facts in told()] == [
        ("accounts.user.opened", ""),
        ("accounts.user.proven", str(first.pk)),
        ("accounts.user.proven", str(first.pk)),
    ]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_signing_up_twice_at_once_is_one_account():
    sign_up = partial(sign_up_or_in, "amina@example.org", language="en", time_zone="UTC", now=NOW)

    assert at_once([sign_up] * 4) == [User.objects.get()] * 4


def appoint(*arguments):
    out = StringIO()
    call_command("appoint", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_appoints_somebody_new():
    said = appoint("Boss@Example.org", "--role", "headquarters")

    assert "boss@example.org: Headquarters" in said
    assert User.objects.get().roles.is_headquarters
    assert [(action, actor) for action, _target, actor, _facts in told()] == [
        ("accounts.user.opened", ""),
        ("accounts.rolegrant.given", ""),
    ]


def test_the_command_appoints_for_a_region():
    omar = open_account("omar@example.org", language="ar", time_zone="UTC", by=None, now=NOW)

    appoint("omar@example.org", "--role", "regional", "--region", "ARB")

    assert refetched(omar).roles.grants == (Grant(Role.REGIONAL, "ARB"),)


def test_the_command_tells_what_does_not_fit():
    with pytest.raises(CommandError, match="needs its region"):
        appoint("omar@example.org", "--role", "regional")
