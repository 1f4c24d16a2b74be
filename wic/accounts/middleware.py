"""What holds on every page for people who are signed in."""

from collections.abc import Callable
from http import HTTPStatus
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from wic.accounts.models import User
from wic.accounts.rules import known_zone

Handler = Callable[[HttpRequest], HttpResponse]


class SignedInRequest(HttpRequest):
    """What a view gets that does not say `login_not_required`."""

    user: User


def signed_in(request: HttpRequest) -> User:
    """The same where the type of the request is not ours to say: in the admin."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def private_pages(get_response: Handler) -> Handler:
    """No cache, shared or her own, keeps a page that was made for a person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def staff_second_factor(get_response: Handler) -> Handler:
    """Without a second factor no desk, where the settings ask for one; and of its powers none on any other page.

    There she is who she is without them. What she then does not find may be staff's to see: she is told the way to it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not settings.STAFF_SECOND_FACTOR or not user.is_authenticated or not user.roles.is_staff:
            return get_response(request)
        if is_mfa_enabled(user, SECOND_FACTORS):
            return get_response(request)
        if request.path.startswith(reverse("admin:index")):
            return HttpResponseRedirect(reverse("accounts:second-factor"))
        user.roles, user.awaits_second_factor = user.roles.away_from_the_desk(), True
        response = get_response(request)
        is_refused = response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
        return HttpResponseRedirect(reverse("accounts:second-factor")) if is_refused else response

    return middleware


def reader_time_zone(get_response: Handler) -> Handler:
    """Times are said in her zone. Who is not signed in is told the edition's and, by wic.js, the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else "UTC"
        with timezone.override(ZoneInfo(known_zone(zone))):
            return get_response(request)

    return middleware
