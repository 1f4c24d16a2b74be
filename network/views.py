"""The network: what it is, its people as they choose to be seen, and where they are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from network import map as world
from network.actions import join_network, leave_network
from network.forms import ProfileForm
from network.models import Member
from network.rules import Profile, seen_by
from registration.models import Participant
from wic import places
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import User
from wic.pages import page_of, refusals_on, show_or_send


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "network/about.html", {"is_member": _is_member(request)})


@login_not_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Those who share their name with this reader, each with what else she shares."""
    is_member = _is_member(request)
    rows = Member.objects.shown_to_members() if is_member else Member.objects.shown_to_everybody()
    page = page_of(request, rows.by_name())
    profiles = [
        {"profile": (profile := seen_by(member, is_member=is_member)), "about": _line(profile)} for member in page
    ]
    context = {"profiles": profiles, "page": page, "is_member": is_member}
    return TemplateResponse(request, "network/people.html", context)


def _line(profile: Profile) -> str:
    words = [profile.position, profile.organisation, places.name(profile.country) if profile.country else ""]
    return " · ".join(word for word in words if word)


@login_not_required
@require_safe
def world_map(request: HttpRequest) -> HttpResponse:
    """Bubbles by country for those who agreed, and the same as a table."""
    counted = Member.objects.on_the_map().values("country").annotate(count=Count("pk")).order_by("-count", "country")
    bubbles = [_bubble(row["country"], row["count"]) for row in counted]
    context = {"bubbles": bubbles, "land": world.LAND, "width": world.WIDTH, "height": world.HEIGHT}
    return TemplateResponse(request, "network/map.html", context)


def _bubble(code: str, count: int) -> dict[str, object]:
    place = places.place(code)
    x, y = world.project(place.latitude, place.longitude)
    radius = 4 + 3 * count**0.5  # the area says the number
    return {"name": places.name(code), "count": count, "x": f"{x:.1f}", "y": f"{y:.1f}", "r": f"{radius:.1f}"}


@show_or_send
def profile(request: SignedInRequest) -> HttpResponse:
    """Join, or change what is shared."""
    member = Member.objects.filter(user=request.user).first()
    form = ProfileForm(request.POST or None, instance=member or _suggested(request.user))
    if form.is_valid():
        with refusals_on(form):
            join_network(request.user, profile=form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, pgettext("feminine", "Your profile is saved, and shared as you chose."))
            return redirect("network:profile")
    is_in = member is not None and member.state == Member.State.ACTIVE
    return TemplateResponse(request, "network/profile.html", {"form": form, "is_member": is_in})


def _suggested(user: User) -> Member:
    """What her last season says of her, for her to change; nothing is kept or shown before she saves."""
    last = Participant.objects.owned_by(user).select_related("application").order_by("-joined_at").first()
    if last is None:
        return Member(user=user, name=user.name, country=user.country)
    work = last.application
    return Member(
        user=user,
        name=last.certificate_name,
        country=last.country,
        position=work.post,
        organisation=work.employer,
    )


@require_POST
def leave(request: SignedInRequest) -> HttpResponse:
    member = get_object_or_404(Member.objects.active(), user=request.user)
    leave_network(member, by=request.user, now=timezone.now())
    messages.success(request, pgettext("feminine", "You have left the network. Your profile is no longer shown."))
    return redirect("network:about")


def _is_member(request: HttpRequest) -> bool:
    return request.user.is_authenticated and Member.objects.active().filter(user=request.user).exists()
