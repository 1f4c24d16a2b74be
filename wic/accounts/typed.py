"""What was typed when a sign-in had ended: kept for her alone, and back in the form when she has signed in again."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.csrf import csrf_failure

from wic.accounts import actions, kept
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import KeptPost, User
from wic.pages import refusals_told

View = Callable[..., HttpResponseBase]


def keeps_typed(view: View) -> View:
    """A form whose text is not lost when her sign-in ends while she types: see `wic.accounts.kept`.

    The view gives it back with `typed_before`, and says with `stamped` whose form it shows.
    """

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        response = redirect_to_login(request.path)
        return _keep_typed(request, response) or response

    return guarded


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """For a form whose token no longer counts: she has signed in again in another tab, or its cookie is gone."""
    return _keep_typed(request, HttpResponseRedirect(request.path)) or csrf_failure(request, reason)


def stamped(request: SignedInRequest) -> str:
    return kept.stamp(request.user.public_id, request.path)


def typed_before(request: SignedInRequest) -> QueryDict | None:
    """What she sent from this page, and this browser, when her sign-in had ended."""
    if not (secret := _secret_of(request)):
        return None
    browser, since = kept.digest(secret), timezone.now() - kept.KEPT_FOR
    found = KeptPost.objects.hers(request.user, path=request.path, browser=browser, since=since).first()
    return QueryDict(found.typed) if found else None


def let_go_of_typed(request: SignedInRequest) -> None:
    """It has arrived."""
    if _secret_of(request):
        actions.let_go(request.user, path=request.path, now=timezone.now())


def _keep_typed(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """None where there is nothing to keep, nobody to keep it for, or too much."""
    owner = kept.whose(request.POST.get(kept.FIELD, ""), request.path)
    user = User.objects.filter(public_id=owner, is_active=True).first() if owner else None
    if user is None:
        return None
    typed, secret = request.POST.copy(), _secret_of(request) or secrets.token_urlsafe(32)
    typed.pop("csrfmiddlewaretoken", None)
    with refusals_told(request):
        actions.keep_typed(user, path=request.path, typed=typed.urlencode(), secret=secret, now=timezone.now())
        response.set_cookie(
            kept.COOKIE, secret, max_age=kept.KEPT_FOR, secure=settings.SECURE, httponly=True, samesite="Lax"
        )
        if request.user != user:
            messages.info(
                request,
                pgettext(
                    "feminine",
                    "Your sign-in had ended before this was saved. What you typed is kept for one hour, in this "
                    "browser and for your account only: sign in again, and it is back in the form.",
                ),
            )
        return response
    return None


def _secret_of(request: HttpRequest) -> str:
    secret = request.COOKIES.get(kept.COOKIE, "")
    return secret if kept.SECRET.fullmatch(secret) else ""
