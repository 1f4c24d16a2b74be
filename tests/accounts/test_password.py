"""A password is optional: set, changed and removed behind a step-up, each told by letter; a second way in."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_sign_in import errors, is_signed_in
from tests.accounts.test_sign_in_with_second_factor import SECRET, app_code
from tests.factories import NOW, person, staff
from wic.accounts import actions
from wic.accounts.actions import AccountIsClosed, NotAllowed
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.lifecycle import Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PROFILE, PASSWORD = "/en/account/profile/", "/en/account/profile/password/"
SIGN_IN = "/en/account/sign-in/password/"
GOOD, OTHER = "three brown camels", "four white camels"


def with_password(password=GOOD, **fields):
    user = person("amina@example.org", **fields)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def choose(browser, password=GOOD, again=None):
    return browser.post(PASSWORD, {"password": password, "again": password if again is None else again})


def enter(browser, password=GOOD, *, email="amina@example.org", query=""):
    return browser.post(f"{SIGN_IN}{query}", {"email": email, "password": password})


def told(response):
    return [str(message) for message in response.context["messages"]]


# --- on her profile --------------------------------------------------------------------------------------------------
def test_a_password_is_set(as_user):
    amina = person("amina@example.org", language="fr")
    hers, elsewhere = as_user(amina), as_user(amina)
    assert "Set a password" in hers.get(PROFILE).content.decode()
    assert "Remove the password" not in hers.get(PASSWORD).content.decode()

    response = choose(hers)

    assert (response.status_code, response["Location"]) == (302, PROFILE)
    assert told(hers.get(PROFILE)) == ["Your password is saved. On other devices you are now signed out."]
    assert User.objects.get().check_password(GOOD)
    assert not is_signed_in(elsewhere)
    row = AuditRow.objects.get()
    assert (row.action, row.actor_pk, row.facts) == ("accounts.user.password_set", str(amina.pk), {})
    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.kind) == ("amina@example.org", "fr", "accounts/safety")
    assert GOOD not in letter.text


def test_it_is_changed(as_user):
    hers = as_user(with_password())
    assert "Change or remove the password" in hers.get(PROFILE).content.decode()

    choose(hers, OTHER)

    assert User.objects.get().check_password(OTHER)
    assert is_signed_in(hers)
    assert AuditRow.objects.get().action == "accounts.user.password_changed"
    assert "The password of your account has been changed." in Letter.objects.get().text


def test_it_is_removed(as_user):
    hers = as_user(with_password())
    assert "Remove the password" in hers.get(PASSWORD).content.decode()

    response = hers.post(f"{PASSWORD}remove/", follow=True)

    assert response.redirect_chain == [(PROFILE, 302)]
    assert told(response) == ["Your password is removed. You sign in with a code again."]
    assert not User.objects.get().has_usable_password()
    assert AuditRow.objects.get().action == "accounts.user.password_removed"
    assert "The password of your account has been removed." in Letter.objects.get().text


def test_what_is_not_there_is_not_removed(as_user):
    response = as_user(person()).post(f"{PASSWORD}remove/", follow=True)

    assert told(response) == ["Your account has no password any more."]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("address", [PASSWORD, f"{PASSWORD}remove/"])
def test_a_step_up_comes_first(as_user, clock, address):
    hers = as_user(with_password())
    clock.shift(timedelta(minutes=15, seconds=1))

    response = hers.post(address, {"password": OTHER, "again": OTHER})

    assert response["Location"].startswith("/en/account/step-up/?next=")
    assert User.objects.get().check_password(GOOD)
    assert hers.get("/en/account/step-up/").status_code == 200, "a code, for the password is no proof"


@pytest.mark.parametrize(
    ("password", "again", "wrong"),
    [
        ("", "", ["This field is required.", "This field is required."]),
        ("too short", "too short", ["Please use at least 12 characters."]),
        (GOOD, OTHER, ["This is not the same password. Please type it twice in the same way."]),
        ("amina@example.org", "amina@example.org", ["The password is too similar to the e-mail address."]),
        ("1qaz2wsx3edc", "1qaz2wsx3edc", ["This password is too common."]),
    ],
)
def test_a_weak_password_is_refused(as_user, password, again, wrong):
    response = choose(as_user(person("amina@example.org")), password, again)

    assert errors(response) == wrong
    assert not User.objects.get().has_usable_password()


def test_one_password_has_one_spelling(as_user):
    choose(as_user(person("amina@example.org")), "trois chame\u0301aux")

    assert enter(Client(), "trois cham\u00e9aux").status_code == 302


def test_only_she_herself_sets_and_removes_it():
    amina, boss = with_password(), staff()

    with pytest.raises(NotAllowed, match="Only she herself"):
        actions.set_password(amina, OTHER, by=boss, now=NOW)
    with pytest.raises(NotAllowed, match="Only she herself"):
        actions.remove_password(amina, by=boss, now=NOW)
    actions.remove_password(amina, by=amina, now=NOW)
    with pytest.raises(Stale, match="no password any more"):
        actions.remove_password(amina, by=amina, now=NOW)


# --- as a way in -----------------------------------------------------------------------------------------------------
def test_the_one_box_says_that_there_is_another_way(client):
    page = client.get("/en/account/sign-in/?next=/en/network/").content.decode()

    assert f'<a href="{SIGN_IN}?next=/en/network/">I have a password</a>' in page


def test_she_signs_in_with_it(client):
    amina = with_password()

    response = enter(client, email=" Amina@Example.org", query="?next=/en/network/")

    assert (response.status_code, response["Location"]) == (302, "/en/network/")
    assert is_signed_in(client)
    row = AuditRow.objects.get()
    assert (row.action, row.actor_pk) == ("accounts.user.signed_in_by_password", str(amina.pk))


def test_that_is_no_fresh_proof(client):
    with_password()
    enter(client)

    assert client.get(PASSWORD)["Location"].startswith("/en/account/step-up/")


def test_the_second_factor_is_asked_for_all_the_same(client):
    boss = staff(email="amina@example.org")
    boss.set_password(GOOD)
    boss.save(update_fields=["password"])
    TOTP.activate(boss, SECRET)

    assert enter(client)["Location"] == "/en/account/sign-in/second-factor/"
    assert not is_signed_in(client)
    client.post("/en/account/sign-in/second-factor/", {"code": app_code()})
    assert is_signed_in(client)


def test_her_step_up_is_then_the_second_factor(as_user, clock):
    amina = with_password()
    TOTP.activate(amina, SECRET)
    hers = as_user(amina)
    clock.shift(timedelta(minutes=16))

    assert hers.get("/en/account/step-up/")["Location"].startswith("/en/account/step-up/second-factor/")
    assert hers.get("/en/account/step-up/second-factor/").status_code == 200


def test_who_is_signed_in_goes_on(as_user):
    assert as_user(person()).get(f"{SIGN_IN}?next=/en/network/")["Location"] == "/en/network/"


REFUSAL = "This address and this password do not belong together. You can always sign in with a code instead."


def answer(browser, email):
    response = enter(browser, "nobody's password", email=email)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, errors(response), body.replace(email, "…")


def test_nothing_tells_whether_an_address_is_known():
    with_password()
    person("no-password@example.org")
    closed = person("closed@example.org", is_active=False)
    closed.set_password(GOOD)
    closed.save(update_fields=["password"])

    answers = [answer(Client(), f"{name}@example.org") for name in ("amina", "no-password", "closed", "unknown")]

    assert answers[0][:2] == (200, [REFUSAL])
    assert answers.count(answers[0]) == len(answers)


def test_every_try_costs_one_hash_and_the_same_queries(monkeypatch):
    with_password()
    person("no-password@example.org")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    costs = []
    for name in ("amina", "no-password", "unknown"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            enter(Client(), "wrong", email=f"{name}@example.org")
        asked = [query["sql"].split(" WHERE")[0].partition("SELECT")[2] for query in queries]  # a cursor has a number
        costs.append((len(hashed), asked))

    assert costs[0][0] == 1
    assert costs.count(costs[0]) == len(costs)


def test_a_closed_account_is_told_to_its_owner():
    closed = with_password(is_active=False)

    assert errors(enter(Client())) == ["This account is closed. Please write to us if you think that this is wrong."]
    with pytest.raises(AccountIsClosed):
        actions.sign_in_by_password(closed, now=NOW)


@pytest.mark.parametrize("email", ["amina@example.org", "unknown@example.org"])
def test_ten_wrong_tries_close_this_way_for_an_hour(email, clock):
    with_password()
    for _try in range(10):
        assert errors(enter(Client(), "wrong", email=email)) == [REFUSAL]

    locked = ["Too many passwords were tried. Please sign in with a code, or try again in an hour."]
    assert errors(enter(Client(), GOOD, email=email)) == locked
    clock.shift(3601)
    assert enter(Client(), GOOD).status_code == 302


def test_a_network_may_try_much_more(client):
    with_password()
    for number in range(100):
        enter(client, "wrong", email=f"person{number}@example.org")

    assert errors(enter(client)) == [
        "Too many passwords were tried. Please sign in with a code, or try again in an hour."
    ]
