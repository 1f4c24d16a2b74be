"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from django.utils.translation import gettext_lazy as _

DONE = {
    "accounts.rolegrant.given": _("Role given"),
    "accounts.rolegrant.ended": _("Role ended"),
    "accounts.signincode.sent": _("Code sent"),
    "accounts.signincode.used": _("Code entered"),
    "accounts.signincode.missed": _("Wrong code entered"),
    "accounts.user.opened": _("Account opened"),
    "accounts.user.proven": _("Signed in with a code"),
    "accounts.user.signed_in_by_password": _("Signed in with a password"),
    "accounts.user.stepped_up": _("Identity confirmed once more"),
    "accounts.user.changed": _("Profile changed"),
    "accounts.user.password_set": _("Password set"),
    "accounts.user.password_changed": _("Password changed"),
    "accounts.user.password_removed": _("Password removed"),
    "accounts.user.totp_activated": _("Authenticator app added"),
    "accounts.user.totp_deactivated": _("Authenticator app removed"),
    "accounts.user.webauthn_added": _("Passkey or security key added"),
    "accounts.user.webauthn_removed": _("Passkey or security key removed"),
    "accounts.user.recovery_codes_generated": _("Recovery codes made"),
    "accounts.user.closed": _("Account closed"),
}
