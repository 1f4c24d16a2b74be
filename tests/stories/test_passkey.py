"""A member of staff adds a passkey and opens the desk with nothing else."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page
from pytest_django.fixtures import Settings

from tests.factories import staff
from tests.stories.people import sign_in
from tests.stories.reader import Reader

EMAIL = "headquarters@example.org"


def key_of(page: Page) -> CDPSession:
    """A key that always says yes, plugged into this page's browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_opens_the_desk_with_a_passkey(
    reader: Callable[..., Reader], settings: Settings, transactional_db: None, clock: object
) -> None:
    settings.STAFF_SECOND_FACTOR = True  # as in production
    staff(email=EMAIL)
    her = reader("staff")
    key_of(her.page)

    her.open("/admin/")
    sign_in(her, EMAIL)
    assert her.path == "/en/account/second-factor/"
    her.follow("a[href$='/security/passkeys/add/']")
    her.fill(name="My telephone")
    her.press("#passkey")
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).user.email == EMAIL
    her.open("/admin/")
    assert her.path == "/admin/"

    her.open("/en/account/sign-out/")
    her.press()
    her.open("/admin/")
    her.press("#mfa_login button")
    assert her.path == "/admin/"
