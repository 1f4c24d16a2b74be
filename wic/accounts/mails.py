from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wic.accounts.models import SignInCode, User
from wic.accounts.rules import CODE_LIVES
from wic.audit.models import AuditRow
from wic.mail.actions import Kind, link, queue

CODE = Kind("accounts/code", repeat_safe=True, secret=True)
SAFETY = Kind("accounts/safety", repeat_safe=True)
CLOSED = Kind("accounts/closed", repeat_safe=True)

# What keeps an account safe, by the last part of the audit's action; those of second factors are allauth's names.
SAFETY_CHANGES = {
    "password_set": _("A password has been set for your account."),
    "password_changed": _("The password of your account has been changed."),
    "password_removed": _("The password of your account has been removed."),
    "totp_activated": _("An authenticator app has been added to your account."),
    "totp_deactivated": _("The authenticator app has been removed from your account."),
    "webauthn_added": _("A passkey or security key has been added to your account."),
    "webauthn_removed": _("A passkey or security key has been removed from your account."),
    "recovery_codes_generated": _("New recovery codes have been made for your account."),
}


def send_code(code: SignInCode, secret: str, *, language: str, now: datetime) -> None:
    queue(
        CODE,
        to=code.email,
        language=language,
        context={
            "code": secret,
            "minutes": int(CODE_LIVES.total_seconds() // 60),
            "for_step_up": code.purpose == SignInCode.Purpose.STEP_UP,
        },
        key=f"accounts.code:{code.pk}",
        about=code,
        now=now,
    )


def send_safety_change(user: User, change: str, row: AuditRow, *, now: datetime) -> None:
    queue(
        SAFETY,
        to=user.email,
        language=user.language,
        context={"change": SAFETY_CHANGES[change], "profile_url": link("accounts:profile")},
        key=f"accounts.safety:{row.pk}",
        about=user,
        now=now,
    )


def send_farewell(user: User, row: AuditRow, *, now: datetime) -> None:
    """That it is closed: to the address, which is kept."""
    key = f"accounts.closed:{row.pk}"
    queue(CLOSED, to=user.email, language=user.language, context={}, key=key, about=user, now=now)
