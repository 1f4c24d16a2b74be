"""Closing one's own account."""

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wic.accounts.middleware import SignedInRequest
from wic.accounts.views import step_up_required
from wic.home.actions import close_own_account, ties_of
from wic.pages import refusals_told, show_or_send


@never_cache
@show_or_send
@step_up_required
def close(request: SignedInRequest) -> HttpResponse:
    """What is erased and what is kept; then the button, unless others still count on her."""
    now = timezone.now()
    if request.method == "POST":
        with refusals_told(request):
            close_own_account(request.user, now=now)
            logout(request, show_message=False)
            messages.success(request, _("Your account is closed, and you are signed out everywhere."))
            return redirect("home:front")
        return redirect("home:close-account")
    return TemplateResponse(request, "home/close_account.html", {"ties": ties_of(request.user, now=now)})
