"""All ways to keep an account safe, in three languages: a password, an app, recovery codes, a passkey."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from time_machine import Traveller

from tests.factories import person
from tests.stories.people import MANNERS, sign_in
from tests.stories.reader import Manner, Reader
from tests.stories.test_passkey import key_of

PASSWORD = "three brown camels"
EMAIL = "amina@example.org"
KEY = "[data-passkey]"


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_keeps_her_account_safe(
    reader: Callable[..., Reader], transactional_db: None, clock: Traveller, language: str
) -> None:
    person(EMAIL, language=language)
    her = reader("owner", manner=Manner(language=language, width=MANNERS[language].width))
    key_of(her.page)
    account = f"/{language}/account"
    her.open(f"{account}/profile/password/")
    sign_in(her, EMAIL)

    her.fill(password=PASSWORD, again=PASSWORD)
    her.press("form:has([name=again]) button[type=submit]")
    assert her.path == f"{account}/profile/"
    her.open(f"{account}/profile/password/")

    her.open(f"{account}/security/app/add/")
    secret = her.page.locator("#authenticator_secret").inner_text()
    her.fill(code=format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
    her.press("form:has([name=code]) button[type=submit]")
    assert her.path == f"{account}/security/codes/"
    for page in ("", "app/remove/", "codes/new/", "passkeys/", "passkeys/add/"):
        her.open(f"{account}/security/{page}")
    her.press(KEY)
    her.follow("a[href$='/passkeys/']")
    her.follow("a[href$='/edit/']")
    her.fill(name="Telephone")
    her.press()
    her.follow("a[href$='/remove/']")

    clock.shift(16 * 60)  # her proof is no longer fresh
    her.open(f"{account}/security/app/remove/")
    assert her.path == f"{account}/step-up/passkey/"
    her.follow("a[href*='/step-up/second-factor/']")
    her.page.go_back()
    her.press(KEY)
    assert her.path == f"{account}/security/app/remove/"

    her.open(f"{account}/sign-out/")
    her.press()
    her.open(f"{account}/sign-in/")
    her.follow("a[href*='/sign-in/password/']")
    her.fill(email=EMAIL, password=PASSWORD)
    her.press("form:has([name=password]) button[type=submit]")
    assert her.path == f"{account}/sign-in/second-factor/"
    her.press(KEY)
    assert her.path == f"/{language}/me/"
