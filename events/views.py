"""The calendar, an event's page, and the personal addresses in letters."""

from contextlib import suppress
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import actions, rules
from events.forms import RegistrationForm
from events.models import Event, SignUp
from programme.models import Edition
from wic import places
from wic.accounts.limits import per_network
from wic.lifecycle import Refused
from wic.pages import refusals_told, show_or_send


@login_not_required
@require_safe
def calendar(request: HttpRequest, edition: str) -> HttpResponse:
    """Every public date of an edition, what is over last."""
    now = timezone.now()
    shown = get_object_or_404(Edition.objects.visible_to(request.user), slug=edition)
    events = list(Event.objects.for_edition(shown).shown().in_order())
    context = {
        "edition": shown,
        "coming": [event for event in events if not rules.is_over(event, now=now)],
        "past": [event for event in events if rules.is_over(event, now=now)],
        "zone": request.user.time_zone if request.user.is_authenticated else shown.zone,
    }
    return TemplateResponse(request, "events/calendar.html", context)


@login_not_required
@show_or_send
@per_network("register")
def event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What it is about, and the form by which a visitor registers."""
    now = timezone.now()
    shown = get_object_or_404(Event.objects.shown().with_places().select_related("edition"), public_id=public_id)
    known = (
        {"name": request.user.name, "email": request.user.email, "country": request.user.country}
        if (request.user.is_authenticated)
        else None
    )
    form = RegistrationForm(request.POST or None, initial=known)
    if is_eligible := request.user.is_authenticated and actions.stays_open_to(shown, request.user):
        form.fields["email"].disabled = True  # it is for nobody but her
    if form.is_valid():
        with refusals_told(request):
            _register(request, shown, form)
            return redirect(reverse("events:event", args=[public_id]) + "?registered")
    context = {
        "event": shown,
        "edition": shown.edition,
        "picture": _picture(request, shown),
        "form": form,
        "is_registered": "registered" in request.GET,
        "own": _own_place(request, shown),
        "admits_eligible": rules.admits_eligible(shown),
        "takes_registrations": rules.takes_registrations(shown, is_eligible=is_eligible, now=now),
        "is_full": rules.is_full(shown, taken=shown.taken),
        "is_over": rules.is_over(shown, now=now),
    }
    return TemplateResponse(request, "events/event.html", context)


def _picture(request: HttpRequest, shown: Event) -> str:
    """Of a shared link; there is one for each edition."""
    edition = shown.edition
    return request.build_absolute_uri(reverse("home:picture", args=[edition.slug])) if edition else ""


def _own_place(request: HttpRequest, shown: Event) -> Event | None:
    """The event with her address to join, if she has a place there by taking part or by a registration."""
    if not request.user.is_authenticated:
        return None
    return Event.objects.published().open_to(request.user).filter(pk=shown.pk).first()


def _register(request: HttpRequest, shown: Event, form: RegistrationForm) -> SignUp:
    known = request.user if request.user.is_authenticated else None
    return actions.register(
        shown,
        **form.cleaned_data,
        language=get_language() or "en",
        time_zone=known.time_zone if known else places.zone_of(form.cleaned_data["country"]),
        by=known,
        now=timezone.now(),
    )


@login_not_required
@never_cache
@csp_update({"form-action": ["https:"]})  # type: ignore[arg-type] # the button leads on to the meeting's host
@show_or_send
def join(request: HttpRequest, key: str) -> HttpResponse:
    """One button; only pressing it enters, so that programs which follow links in letters change nothing."""
    sign_up = _by_key(key)
    if request.method == "POST":
        with refusals_told(request):
            return HttpResponseRedirect(actions.join(sign_up, now=timezone.now()))
        return redirect(request.path)
    now = timezone.now()
    context = {
        "event": sign_up.event,
        "sign_up": sign_up,
        "is_open": rules.doors_are_open(sign_up.event, now=now) and sign_up.state == SignUp.State.REGISTERED,
        "is_over": rules.is_over(sign_up.event, now=now),
    }
    return TemplateResponse(request, "events/join.html", context)


@login_not_required
@never_cache
@show_or_send
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    sign_up = _by_key(key)
    if request.method == "POST":
        actions.confirm(sign_up, now=timezone.now())
        messages.success(request, _("Thank you: your address is confirmed."))
        return redirect("events_plain:join", key)
    return TemplateResponse(request, "events/confirm.html", {"event": sign_up.event})


@login_not_required
@never_cache
@show_or_send
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    sign_up = _by_key(key)
    if rules.is_over(sign_up.event, now=timezone.now()):  # her place was hers: who was there stays noted
        return redirect("events_plain:join", key)
    if request.method == "POST":
        with suppress(Refused):  # cancelled before: what she wants is so
            actions.cancel_registration(sign_up, now=timezone.now())
        messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
        if sign_up.event.audience == Event.Audience.CIRCLE:  # which has no page of its own
            return redirect("events_plain:join", key)
        return redirect("events:event", sign_up.event.public_id)
    return TemplateResponse(request, "events/cancel.html", {"event": sign_up.event})


def _by_key(key: str) -> SignUp:
    """The place behind a personal address; its pages speak the language of her letters."""
    places = SignUp.objects.still_hers().select_related("event__edition", "participant__user")
    sign_up = get_object_or_404(places, join_key=key)
    translation.activate(sign_up.reader.language)
    return sign_up
