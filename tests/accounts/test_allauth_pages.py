"""Of allauth only what is listed here can be opened, and every page of it is ours: our templates, our words."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.template import Engine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.accounts.test_second_factor import add_app, passkey
from tests.accounts.test_sign_in import errors
from tests.accounts.test_sign_in_with_second_factor import SECRET
from tests.factories import person
from wic.accounts.mails import SAFETY_CHANGES
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECURITY = "/account/security/"
# The view of allauth, and what it draws; without a template it only leads on.
REACHABLE = {
    "account_inactive": ["account/account_inactive.html"],
    "mfa_authenticate": ["mfa/authenticate.html"],
    "mfa_login_webauthn": [],
    "mfa_reauthenticate": ["mfa/reauthenticate.html"],
    "mfa_reauthenticate_webauthn": ["mfa/webauthn/reauthenticate.html"],
    "mfa_index": ["mfa/index.html"],
    "mfa_activate_totp": ["mfa/totp/activate_form.html"],
    "mfa_deactivate_totp": ["mfa/totp/deactivate_form.html"],
    "mfa_view_recovery_codes": ["mfa/recovery_codes/index.html"],
    "mfa_download_recovery_codes": ["mfa/recovery_codes/download.txt"],
    "mfa_generate_recovery_codes": ["mfa/recovery_codes/generate.html"],
    "mfa_list_webauthn": ["mfa/webauthn/authenticator_list.html"],
    "mfa_add_webauthn": ["mfa/webauthn/add_form.html"],
    "mfa_remove_webauthn": ["mfa/webauthn/authenticator_confirm_delete.html"],
    "mfa_edit_webauthn": ["mfa/webauthn/edit_form.html"],
}
MESSAGES = [
    "account/messages/logged_in.txt",
    *(f"mfa/messages/{change}.txt" for change in SAFETY_CHANGES if not change.startswith("password")),
]


def views_of_allauth(patterns: Any = None) -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from views_of_allauth(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("allauth."):
            yield str(pattern.name)


def test_nothing_else_of_allauth_can_be_opened() -> None:
    assert sorted(views_of_allauth()) == sorted(REACHABLE)


@pytest.mark.parametrize("template", [*(page for pages in REACHABLE.values() for page in pages), *MESSAGES, "429.html"])
def test_its_template_is_ours(template: str) -> None:
    assert "/allauth/" not in Engine.get_default().get_template(template).origin.name


@pytest.fixture
def hers(as_user: Any) -> Client:
    """Amina has just signed in, and set up an app, which gave her recovery codes."""
    hers: Client = as_user(person("amina@example.org"))
    add_app(hers)
    return hers


def foreign(response: Any) -> list[str]:
    return [str(part.name) for part in response.templates if part.origin and "/allauth/" in part.origin.name]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_part_of_a_page_is_allauths(hers: Client, language: str) -> None:
    security = f"/{language}{SECURITY}"
    shown = {}

    def look(address: str) -> None:
        response = hers.get(f"{security}{address}")
        shown[address] = (response.status_code, foreign(response))

    for address in ("", "app/remove/", "codes/", "codes/new/", "codes/file/", "passkeys/add/"):
        look(address)
    hers.post(f"{security}app/remove/")
    look("app/add/")
    key = passkey(User.objects.get()).pk
    for address in ("passkeys/", f"passkeys/{key}/edit/", f"passkeys/{key}/remove/"):
        look(address)

    assert shown == dict.fromkeys(shown, (200, []))


def test_the_step_up_by_app_is_ours(as_user: Any) -> None:
    amina = person()
    TOTP.activate(amina, SECRET)

    response = as_user(amina).get("/en/account/step-up/second-factor/?next=/en/me/")

    assert foreign(response) == []
    assert response.content.count(b'name="next"') == 1


def test_the_ways_to_step_up_lead_to_each_other(hers: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=16))

    passkey(User.objects.get())

    response = hers.get("/en/account/step-up/second-factor/?next=/en/me/")

    other = '<a href="/en/account/step-up/passkey/?next=%2Fen%2Fme%2F">Use a passkey or security key</a>'
    assert other in response.content.decode()


def test_a_wrong_code_is_told_in_our_words(as_user: Any) -> None:
    amina = person()
    TOTP.activate(amina, SECRET)

    response = as_user(amina).post("/en/account/step-up/second-factor/", {"code": "000 000"})

    assert errors(response) == ["This code or key is not the right one. Please try again."]


def test_too_many_tries_are_told_on_a_page_of_ours(as_user: Any) -> None:
    amina = person()
    TOTP.activate(amina, SECRET)
    hers = as_user(amina)
    for _try in range(10):
        response = hers.post("/en/account/step-up/second-factor/", {"code": ""})
    assert response.status_code == 200

    response = hers.post("/en/account/step-up/second-factor/", {"code": ""})

    assert response.status_code == 429
    assert "Please wait a few minutes and try again." in response.content.decode()


def test_recovery_codes_are_shown_as_they_are(hers: Client) -> None:
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    page = hers.get(f"/en{SECURITY}codes/").content.decode()

    assert "10 codes are left." in page
    assert page.count("\n".join(codes)) == 1


@pytest.mark.django_db(transaction=True)
def test_each_change_is_told_by_a_letter_of_ours(as_user: Any) -> None:
    amina = person("amina@example.org")
    hers = as_user(amina)
    add_app(hers)
    key = passkey(amina)
    hers.post(f"/en{SECURITY}codes/new/")
    hers.post(f"/en{SECURITY}app/remove/")
    hers.post(f"/en{SECURITY}passkeys/{key.pk}/remove/")

    letters = Letter.objects.order_by("pk")
    assert set(letters.values_list("kind", flat=True)) == {"accounts/safety"}
    assert [letter.text.splitlines()[2] for letter in letters] == [
        "An authenticator app has been added to your account.",
        "New recovery codes have been made for your account.",
        "The authenticator app has been removed from your account.",
        "A passkey or security key has been removed from your account.",
    ]
