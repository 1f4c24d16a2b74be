from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import translation

from wic.accounts.models import User
from wic.accounts.rules import safe_path


class Adapter(DefaultAccountAdapter):
    """What allauth asks the project. The address of the client it finds by the configured count of proxies."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False  # an account begins with a code that came back: wic.accounts.views

    def is_safe_url(self, url: str | None) -> bool:
        return safe_path(url) is not None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Never by allauth: for people without a password it asks nothing. Our step-up stands before its pages."""
        return False

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The passkey first: allauth would begin with the recovery codes that came with it."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(ways, key=lambda way: "webauthn" not in way["id"])

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell her, in her own language, that her second factors have changed."""
        with translation.override(user.language):
            super().send_notification_mail(template_prefix, user, context, email or user.email)
