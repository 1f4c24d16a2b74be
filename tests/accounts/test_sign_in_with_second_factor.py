"""A code alone does not let in who has an app or a key; a passkey lets in without a code."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.accounts.test_sign_in import SIGN_IN, ask, enter, is_signed_in
from tests.factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRET = "JBSWY3DPEHPK3PXP"


def authenticator_app(user):
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)


def app_code():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def test_somebody_with_an_app_is_asked_for_its_code(client):
    authenticator_app(person("amina@example.org"))
    ask(client, query="?next=/en/account/profile/")

    waiting = enter(client)
    assert waiting["Location"] == "/en/account/sign-in/second-factor/"
    assert not is_signed_in(client)
    page = client.get(waiting["Location"])
    assert page.status_code == 200

    entered = client.post(waiting["Location"], {"code": app_code()})
    assert entered["Location"] == "/en/account/profile/"
    assert is_signed_in(client)


def test_a_wrong_second_factor_does_not_let_in(client):
    authenticator_app(person("amina@example.org"))
    ask(client)
    enter(client)

    response = client.post("/en/account/sign-in/second-factor/", {"code": "000000"})

    assert response.status_code == 200
    assert not is_signed_in(client)


def test_a_recovery_code_lets_in_once(client, clock):
    amina = person("amina@example.org")
    authenticator_app(amina)
    paper = RecoveryCodes(amina.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]

    ask(client)
    enter(client)
    client.post("/en/account/sign-in/second-factor/", {"code": paper})
    assert is_signed_in(client)

    clock.shift(60)
    again = Client()
    ask(again)
    enter(again)
    again.post("/en/account/sign-in/second-factor/", {"code": paper})
    assert not is_signed_in(again)


def test_the_second_factor_can_be_left(client):
    authenticator_app(person("amina@example.org"))
    ask(client)
    enter(client)

    left = client.post("/en/account/sign-out/", {"next": SIGN_IN})

    assert left["Location"] == SIGN_IN
    assert client.get("/en/account/sign-in/second-factor/")["Location"] == SIGN_IN


def test_the_second_factor_has_no_page_of_its_own(client):
    assert client.get("/en/account/sign-in/second-factor/")["Location"] == SIGN_IN


def test_the_passkey_button_waits_for_a_browser_that_has_one(client):
    page = client.get(f"{SIGN_IN}?next=/en/account/profile/").content.decode()

    assert re.search(
        r'<form id="mfa_login" method="post" action="/en/account/sign-in/passkey/" hidden data-passkey-only>', page
    )
    assert '<input type="hidden" name="next" value="/en/account/profile/">' in page
    options = client.get("/en/account/sign-in/passkey/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"


def test_a_false_passkey_does_not_let_in(client):
    client.get("/en/account/sign-in/passkey/", headers={"Accept": "application/json"})

    for credential in ("", "{}", "[]", '{"response": {"userHandle": "MQ"}}', "not json"):
        response = client.post("/en/account/sign-in/passkey/", {"credential": credential})
        assert (response.status_code, response.headers.get("Location")) == (302, SIGN_IN)


def test_sign_in_works_with_redis_and_the_relay_away(client, settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "wic.cache.FallbackRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
        }
    }
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    authenticator_app(person("amina@example.org"))

    ask(client)
    enter(client)
    client.post("/en/account/sign-in/second-factor/", {"code": app_code()})

    assert is_signed_in(client)
    assert "cache away" in caplog.text
