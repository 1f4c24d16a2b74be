"""How sessions end, and that rights end with them or before."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tests.accounts.test_rules import ATTACKS
from tests.accounts.test_sign_in import is_signed_in
from tests.factories import NOW, grant, person
from wic.accounts import actions
from wic.accounts.actions import close_account, end_role
from wic.accounts.permissions import Role

pytestmark = pytest.mark.django_db


def test_signing_out_is_pressed(client):
    client.force_login(person())

    shown = client.get("/en/account/sign-out/")
    assert (shown.status_code, is_signed_in(client)) == (200, True)
    gone = client.post("/en/account/sign-out/")
    assert (gone["Location"], is_signed_in(client)) == ("/en/", False)


@pytest.mark.parametrize("attack", ATTACKS[::4])
def test_signing_out_never_leads_elsewhere(client, attack):
    client.force_login(person())

    assert client.post("/en/account/sign-out/", {"next": attack})["Location"] == "/en/"


def test_closing_an_account_ends_each_of_its_sessions(as_user):
    boss, amina = person(), person()
    phone, laptop = as_user(amina), as_user(amina)
    grant(boss, Role.HEADQUARTERS)

    close_account(amina, by=boss, now=NOW)

    assert (is_signed_in(phone), is_signed_in(laptop)) == (False, False)


def test_a_role_that_ended_opens_nothing_at_the_next_request(as_user):
    boss, officer = person(), person()
    grant(boss, Role.HEADQUARTERS)
    held = grant(officer, Role.REGIONAL, region="ARB")
    desk = as_user(officer)
    assert desk.get("/admin/").status_code == 200

    end_role(held, by=boss, now=NOW)

    assert desk.get("/admin/").status_code == 302
    assert is_signed_in(desk)


def test_expired_sessions_are_forgotten(as_user, clock):
    hers = as_user(person())
    assert (actions.forget_sessions(now=NOW + timedelta(days=13)), is_signed_in(hers)) == (0, True)

    assert actions.forget_sessions(now=NOW + timedelta(days=14, seconds=1)) == 1

    assert (Session.objects.count(), is_signed_in(hers)) == (0, False)
