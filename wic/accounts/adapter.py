from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wic.accounts import actions
from wic.accounts.models import User
from wic.accounts.rules import safe_path

SVG = 'xmlns="http://www.w3.org/2000/svg"'


class Adapter(DefaultAccountAdapter):
    """What allauth asks the project. The address of the client it finds by the configured count of proxies."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "This address and this password do not belong together. You can always sign in with a code instead."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many passwords were tried. Please sign in with a code, or try again in an hour."
        ),
        "rate_limited": gettext_lazy("Too many codes were tried. Please wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False  # an account begins with a code that came back: wic.accounts.views

    def is_safe_url(self, url: str | None) -> bool:
        return safe_path(url) is not None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Never by allauth: for people without a password it asks nothing. Our step-up stands before its pages."""
        return False

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The second factors she has, the passkey first. A password is no proof: it may be what was stolen."""
        held = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        ways = []
        if held & {Authenticator.Type.WEBAUTHN}:
            url = reverse("mfa_reauthenticate_webauthn")
            ways.append({"id": "webauthn", "description": _("Use a passkey or security key"), "url": url})
        if held - {Authenticator.Type.WEBAUTHN}:
            url = reverse("mfa_reauthenticate")
            ways.append({"id": "code", "description": _("Use an authenticator app or a recovery code"), "url": url})
        return ways

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth's signature
        email: str | None = None,  # noqa: ARG002
    ) -> None:
        """Her second factors have changed: the letter is ours. `mfa/email/totp_activated` says which."""
        actions.note_safety_change(user, template_prefix.rpartition("/")[2], by=user, now=timezone.now())


class SecondFactors(DefaultMFAAdapter):
    """What allauth asks about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code or key is not the right one. Please try again."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's signature
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Key {number}").format(number=number)

    def build_totp_svg(self, url: str) -> str:
        """On white: allauth's own cannot be scanned on a dark page."""
        return segno.make(url, error="m").svg_inline(light="#fff", omitsize=True).replace("<svg", f"<svg {SVG}", 1)
