"""What an applicant does with her offer, and with her place."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import pgettext

from registration.actions.offers import accept, decline
from registration.actions.participants import leave
from registration.forms.offers import AcceptForm, DeclineForm, LeaveForm
from registration.models import Offer, Participant
from registration.rules.offers import can_be_answered
from wic.accounts.middleware import SignedInRequest
from wic.lifecycle import Stale
from wic.pages import refusals_told, show_or_send


@show_or_send
def offer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The offer and the form that accepts it; an ended one says how it ended."""
    place = _own_offer(request, public_id)
    form = AcceptForm(request.POST or None, initial={"certificate_name": place.application.full_name})
    if form.is_valid():
        with refusals_told(request):
            accept(place, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, pgettext("feminine", "Welcome! You are registered for all three pillars."))
            return redirect("home:dashboard")
        return redirect("registration:offer", public_id)
    edition = place.application.edition
    context = {
        "offer": place,
        "edition": edition,
        "form": form,
        "now": timezone.now(),
        "is_open": can_be_answered(place, now=timezone.now()),
        "conduct": edition.passages.filter(slot="conduct").first(),
    }
    return TemplateResponse(request, "registration/offer.html", context)


@show_or_send
def decline_offer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    place = _own_offer(request, public_id)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_told(request):
            decline(place, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
            messages.success(request, pgettext("feminine", "Thank you for telling us. We have given the place on."))
        return redirect("registration:offer", public_id)
    context = {"offer": place, "edition": place.application.edition, "form": form}
    return TemplateResponse(request, "registration/offer_decline.html", context)


@show_or_send
def leave_programme(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    own = Participant.objects.owned_by(request.user).select_related("edition", "user")
    participant = get_object_or_404(own, public_id=public_id)
    if not participant.is_active:
        return redirect("home:dashboard")
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        with suppress(Stale):  # pressed twice: she has left
            leave(participant, by=request.user, now=timezone.now())
        messages.success(request, pgettext("feminine", "You have left the programme. Thank you for your time."))
        return redirect("home:dashboard")
    context = {"participant": participant, "edition": participant.edition, "form": form}
    return TemplateResponse(request, "registration/leave.html", context)


def _own_offer(request: SignedInRequest, public_id: UUID) -> Offer:
    offers = Offer.objects.owned_by(request.user).select_related("application__edition", "application__user")
    return get_object_or_404(offers, public_id=public_id)
