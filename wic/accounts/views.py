from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wic.accounts import actions
from wic.accounts.forms import AddressForm, ClockForm, CodeForm, NewPasswordForm, PasswordSignInForm, ProfileForm
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import SignInCode, User
from wic.accounts.rules import CODE_LIVES, has_fresh_proof, knows_clock, safe_path
from wic.lifecycle import Refused
from wic.pages import refusals_on, refusals_told, show_or_send

SIGN_IN, STEP_UP = SignInCode.Purpose.SIGN_IN, SignInCode.Purpose.STEP_UP
MINUTES = int(CODE_LIVES.total_seconds() // 60)

View = Callable[..., HttpResponseBase]


def step_up_required(view: View) -> View:
    """Before what cannot be taken back (release, export, erasure) she proves within 15 minutes who she is.

    What was posted is not kept: she comes back to the page and presses the button again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_fresh_proof(get_authentication_records(request, request.user), timezone.now()):
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(_with_next(reverse("accounts:step-up"), way_back(request)))

    return guarded


def way_back(request: HttpRequest) -> str:
    """This page; or, when a form was sent to an address that may show nothing, the page with the form."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host():
        return safe_path(came_from._replace(scheme="", netloc="", fragment="").geturl()) or request.path
    return request.path


def enter(request: HttpRequest, user: User, *, method: str, onward: str | None) -> HttpResponse:
    """She is signed in, after her second factor where she has one."""
    record_authentication(request, user, method=method)
    entered: HttpResponse = perform_login(request, Login(user=user, redirect_url=onward))
    return entered


@login_not_required
@never_cache
@show_or_send
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = safe_path(request.GET.get("next"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = AddressForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            _send_code(request, form.cleaned_data["email"], SIGN_IN, onward)
            return HttpResponseRedirect(reverse("accounts:code"))
    return TemplateResponse(request, "accounts/sign_in.html", {"form": form, "next": onward, "minutes": MINUTES})


@login_not_required
@never_cache
@show_or_send
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        typed, zone, now = form.cleaned_data["code"], form.cleaned_data["time_zone"], timezone.now()
        with refusals_on(form, field="code"):
            email = actions.use_code(_code_id(request, SIGN_IN), typed, purpose=SIGN_IN, now=now)
            user = actions.sign_up_or_in(email, language=request.LANGUAGE_CODE, time_zone=zone, now=now)
            onward = request.session.pop(SIGN_IN)["next"]
            if onward is None and user.last_login is None and not knows_clock(user):
                onward = reverse("accounts:clock")
            return enter(request, user, method="code", onward=onward)
    sent = _sent_code(request, SIGN_IN)
    if sent is None:
        return HttpResponseRedirect(reverse("accounts:sign-in"))
    return _code_page(request, form, sent)


@login_not_required
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    sent = _sent_code(request, SIGN_IN)
    if sent is None:
        return HttpResponseRedirect(reverse("accounts:sign-in"))
    _send_code_again(request, sent)
    return HttpResponseRedirect(reverse("accounts:code"))


@login_not_required
@never_cache
@show_or_send
@sensitive_post_parameters("password")
def sign_in_by_password(request: HttpRequest) -> HttpResponse:
    """For those who have set one; the second factor is asked for all the same."""
    onward = safe_path(request.GET.get("next"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = PasswordSignInForm(request.POST or None)
    if form.is_valid():
        try:
            user = actions.sign_in_by_password(_by_password(request, **form.cleaned_data), now=timezone.now())
        except (ValidationError, Refused) as no:
            form.add_error(None, no if isinstance(no, ValidationError) else str(no))
        else:
            return enter(request, user, method="password", onward=onward)
    by_code = _with_next(reverse("accounts:sign-in"), onward)
    return TemplateResponse(request, "accounts/sign_in_by_password.html", {"form": form, "by_code_url": by_code})


@login_not_required
@never_cache
@show_or_send
def sign_out(request: HttpRequest) -> HttpResponse:
    """Also the way out of a sign-in that waits for the second factor."""
    if request.method != "POST":
        return TemplateResponse(request, "accounts/sign_out.html")
    logout(request, show_message=False)
    return HttpResponseRedirect(safe_path(request.POST.get("next")) or resolve_url(settings.LOGOUT_REDIRECT_URL))


@show_or_send
def profile(request: SignedInRequest) -> HttpResponse:
    fields = ("name", "language", "time_zone", "country")
    form = ProfileForm(request.POST or None, initial={field: getattr(request.user, field) for field in fields})
    if form.is_valid():
        actions.change_profile(request.user, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Your profile is saved."))
        return HttpResponseRedirect(reverse("accounts:profile"))
    return TemplateResponse(request, "accounts/profile.html", {"form": form})


@show_or_send
def clock(request: SignedInRequest) -> HttpResponse:
    """Asked once, of somebody whose browser did not tell."""
    form = ClockForm(request.POST or None)
    onward = resolve_url(settings.LOGIN_REDIRECT_URL)
    if form.is_valid():
        her = request.user
        actions.change_profile(
            her, name=her.name, language=her.language, **form.cleaned_data, by=her, now=timezone.now()
        )
        return HttpResponseRedirect(onward)
    return TemplateResponse(request, "accounts/clock.html", {"form": form, "later_url": onward})


@show_or_send
@sensitive_post_parameters("password", "again")
@step_up_required
def password(request: SignedInRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        user = actions.set_password(request.user, form.cleaned_data["password"], by=request.user, now=timezone.now())
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is saved. On other devices you are now signed out."))
        return HttpResponseRedirect(reverse("accounts:profile"))
    return TemplateResponse(request, "accounts/password.html", {"form": form})


@require_POST
@step_up_required
def remove_password(request: SignedInRequest) -> HttpResponse:
    with refusals_told(request):
        user = actions.remove_password(request.user, by=request.user, now=timezone.now())
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is removed. You sign in with a code again."))
    return HttpResponseRedirect(reverse("accounts:profile"))


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who opens the desk without a second factor."""
    return TemplateResponse(request, "accounts/second_factor.html")


@show_or_send
def step_up(request: SignedInRequest) -> HttpResponse:
    """The page that offers the code; who has a second factor is asked for that."""
    onward = safe_path(request.GET.get("next"))
    if ways := get_adapter(request).get_reauthentication_methods(request.user):
        return HttpResponseRedirect(_with_next(ways[0]["url"], onward or reverse("accounts:profile")))
    if request.method == "POST":
        with refusals_told(request):
            _send_code(request, request.user.email, STEP_UP, onward)
            return HttpResponseRedirect(reverse("accounts:step-up-code"))
    return TemplateResponse(request, "accounts/step_up.html", {"minutes": MINUTES})


@show_or_send
@sensitive_post_parameters("code")
def step_up_code(request: SignedInRequest) -> HttpResponse:
    sent = _sent_code(request, STEP_UP)
    if sent is None:
        return HttpResponseRedirect(reverse("accounts:step-up"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form, field="code"):
            actions.step_up(request.user, code_id=sent.public_id, code=form.cleaned_data["code"], now=timezone.now())
            onward = request.session.pop(STEP_UP)["next"]
            record_authentication(request, request.user, method="code", reauthenticated=True)
            request.session.cycle_key()
            return HttpResponseRedirect(onward or reverse("accounts:profile"))
    return _code_page(request, form, sent)


@require_POST
def step_up_code_again(request: HttpRequest) -> HttpResponse:
    sent = _sent_code(request, STEP_UP)
    if sent is None:
        return HttpResponseRedirect(reverse("accounts:step-up"))
    _send_code_again(request, sent)
    return HttpResponseRedirect(reverse("accounts:step-up-code"))


def _by_password(request: HttpRequest, email: str, password: str) -> User:
    """allauth's check: one hash and the same answer whoever it is, and its limits by address and by network."""
    adapter = get_adapter(request)
    user: User | None = adapter.authenticate(request, email=email, password=password)
    if user is None:
        raise adapter.validation_error("email_password_mismatch")
    return user


def _send_code(request: HttpRequest, email: str, purpose: SignInCode.Purpose, onward: str | None) -> None:
    """The code waits in this browser's session, which knows it by a random id and holds no address."""
    sent = actions.ask_for_code(
        email,
        purpose=purpose,
        network_address=get_adapter(request).get_client_ip(request),
        language=request.LANGUAGE_CODE,
        now=timezone.now(),
    )
    request.session[purpose] = {"code": sent.public_id, "next": onward}


def _send_code_again(request: HttpRequest, sent: SignInCode) -> None:
    purpose = SignInCode.Purpose(sent.purpose)
    with refusals_told(request):
        _send_code(request, sent.email, purpose, request.session[purpose]["next"])
        messages.success(request, _("A new code is on its way. Only the newest one works."))


def _code_id(request: HttpRequest, purpose: SignInCode.Purpose) -> str:
    waiting: dict[str, Any] = request.session.get(purpose, {})
    return str(waiting.get("code", ""))


def _sent_code(request: HttpRequest, purpose: SignInCode.Purpose) -> SignInCode | None:
    return SignInCode.objects.filter(public_id=_code_id(request, purpose), purpose=purpose).first()


def _code_page(request: HttpRequest, form: CodeForm, sent: SignInCode) -> HttpResponse:
    page = {"form": form, "email": sent.email, "minutes": MINUTES}
    if sent.purpose == SIGN_IN:
        onward = request.session[SIGN_IN]["next"]
        page["again_url"] = reverse("accounts:code-again")
        page["other_address_url"] = _with_next(reverse("accounts:sign-in"), onward)
    else:
        page["again_url"] = reverse("accounts:step-up-code-again")
    return TemplateResponse(request, "accounts/code.html", page)


def _with_next(url: str, onward: str | None) -> str:
    return f"{url}?{urlencode({'next': onward})}" if onward else url
