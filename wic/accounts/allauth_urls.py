"""What of allauth is open to the web: second factors and passkeys, each change behind our step-up.

The names are allauth's, which its views and templates go by.
"""

from allauth.account.views import account_inactive
from allauth.mfa.base.views import authenticate, index, reauthenticate
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from wic.accounts import views
from wic.accounts.views import step_up_required

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("closed/", account_inactive, name="account_inactive"),
    path("sign-in/second-factor/", authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("step-up/second-factor/", reauthenticate, name="mfa_reauthenticate"),
    path("step-up/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("security/", index, name="mfa_index"),
    path("security/app/add/", step_up_required(totp.activate_totp), name="mfa_activate_totp"),
    path("security/app/remove/", step_up_required(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", step_up_required(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "security/codes/file/",
        step_up_required(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(
        "security/codes/new/",
        step_up_required(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("security/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/add/", step_up_required(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove/", step_up_required(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("security/passkeys/<int:pk>/edit/", step_up_required(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]
