"""What a nominee does: she comes in by her link, with or without an account, and says what may be told of her."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import never_cache

from programme.models import Edition
from programme.rules import window_for
from registration.actions import nominations
from registration.forms.nominations import TakeUpForm
from registration.models import Nomination
from registration.rules.nominations import Purpose, is_waiting, read_key, takes_nominations
from wic.accounts.actions import sign_up_or_in
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import User
from wic.accounts.views import enter
from wic.pages import refusals_told, show_or_send
from wic.places import zone_of


@login_not_required
@never_cache
@show_or_send
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Who nominated her for what, and one button. Opening the page changes nothing."""
    ticket = read_key(Purpose.NOMINEE, key)
    rows = Nomination.objects.standing().with_organisation().prefetch_related("invitation__edition__windows")
    nomination = rows.filter(public_id=ticket.public_id).first() if ticket else None
    now = timezone.now()
    is_good = bool(ticket and nomination and is_waiting(nomination) and now <= ticket.expires_at)
    same = _shown_with(nomination)
    form = TakeUpForm(request.POST if request.method == "POST" else None, initial={"seen": _seen(same)})
    if request.method == "POST" and nomination:
        if "again" in request.POST:
            return _send_again(request, nomination, key, now)
        if is_good and form.is_valid():
            return _enter(request, nomination, key, now=now, **form.cleaned_data)
        messages.error(request, pgettext("feminine", "This link has been used. Please sign in to go on."))
        return redirect("registration:nominee-link", key)
    context = {"form": form, "is_good": is_good, "now": now, **_facts(request, nomination, same, now)}
    return TemplateResponse(request, "registration/nominations/nominee_link.html", context)


def _shown_with(nomination: Nomination | None) -> list[Nomination]:
    """It and, while she has not used her link, the others of the same address that she can take up with it."""
    if nomination is None or not is_waiting(nomination):
        return [nomination] if nomination else []
    return list(Nomination.objects.waiting().like(nomination).with_organisation().oldest_first())


def _seen(nominations: list[Nomination]) -> str:
    return " ".join(nomination.public_id.hex for nomination in nominations)


def _facts(
    request: HttpRequest, nomination: Nomination | None, same: list[Nomination], now: datetime
) -> dict[str, Any]:
    if nomination is None:
        return {"nomination": None}
    edition = nomination.invitation.edition
    window = window_for(edition, nomination.kind)
    return {
        "nomination": nomination,
        "edition": edition,
        "organisations": [each.invitation.organisation for each in same],
        "is_mentee": nomination.kind == "mentee",
        "is_waiting": is_waiting(nomination),
        "is_open": takes_nominations(edition, nomination.kind, now=now),
        "closes_at": window.closes_at if window else None,
        "is_other_account": request.user.is_authenticated and request.user.email != nomination.email,
        "form_url": resolve_url("registration:application", edition.slug, nomination.kind),
        "here": request.path,
    }


def _enter(
    request: HttpRequest, nomination: Nomination, key: str, *, may_tell_result: bool, seen: list[UUID], now: datetime
) -> HttpResponse:
    """With the account she is signed in to; else with that of the address, which the link has just proven."""
    onward = resolve_url("registration:application", nomination.invitation.edition.slug, nomination.kind)
    with refusals_told(request):
        user = request.user if isinstance(request.user, User) else _account_of(nomination, now)
        if user is None:
            return redirect(f"{resolve_url('accounts:sign-in')}?next={request.path}")
        nominations.take_up(nomination, user=user, may_tell_result=may_tell_result, seen=seen, now=now)
        return redirect(onward) if request.user.is_authenticated else enter(request, user, method="link", onward=onward)
    return redirect("registration:nominee-link", key)


def _account_of(nomination: Nomination, now: datetime) -> User | None:
    """None for somebody who works at the desk: she signs in with a code, and comes back."""
    known = User.objects.with_address(nomination.email).first()
    if known is not None and known.roles.is_staff:
        return None
    zone = zone_of(nomination.country)
    return sign_up_or_in(nomination.email, language=get_language() or nomination.language, time_zone=zone, now=now)


def _send_again(request: HttpRequest, nomination: Nomination, key: str, now: datetime) -> HttpResponse:
    with refusals_told(request):
        nominations.send_nominee_link(nomination, by=None, now=now)
        messages.success(
            request, pgettext("feminine", "A new link is on its way to the address that the last one went to.")
        )
    return redirect("registration:nominee-link", key)


@show_or_send
def mine(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Her own view of a nomination: who made it, what may be told, and the way to the form."""
    own = Nomination.objects.concerning(request.user).with_organisation()
    nomination = get_object_or_404(own.prefetch_related("invitation__edition__windows"), public_id=public_id)
    now = timezone.now()
    same = _shown_with(nomination)
    initial = {"may_tell_result": nomination.may_tell_result_at is not None, "seen": _seen(same)}
    form = TakeUpForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with refusals_told(request):
            return _decide(request, nomination, **form.cleaned_data, now=now)
        return redirect("registration:nomination-mine", public_id)
    context = {"form": form, "now": now, **_facts(request, nomination, same, now)}
    return TemplateResponse(request, "registration/nominations/mine.html", context)


def _decide(
    request: SignedInRequest, nomination: Nomination, *, may_tell_result: bool, seen: list[UUID], now: datetime
) -> HttpResponse:
    if nomination.user_id == request.user.pk:
        nominations.tell_result(nomination, may_tell=may_tell_result, by=request.user, now=now)
        messages.success(request, pgettext("feminine", "Your choice is saved."))
        return redirect("registration:nomination-mine", nomination.public_id)
    nominations.take_up(nomination, user=request.user, may_tell_result=may_tell_result, seen=seen, now=now)
    return redirect("registration:application", nomination.invitation.edition.slug, nomination.kind)


def given_of(user: User, call: Edition, kind: str) -> dict[str, Any]:
    """What whoever nominated her said of her, to begin her form with. Her address is her account's."""
    hers = Nomination.objects.taken_up_by(user).for_edition(call, kind)
    return dict(hers.oldest_first().values("country", full_name=F("name")).last() or {})
