"""Planning sessions, and the mentor’s roll call."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from circles.actions import sessions as actions
from circles.forms import RollCallForm, SessionForm
from circles.models import Circle
from circles.rules.sessions import can_call_roll
from events.models import SignUp
from wic.accounts.middleware import SignedInRequest
from wic.lifecycle import Refused
from wic.look.zones import zone_label


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The mentor fixes the next session, on her own clock."""
    room = get_object_or_404(Circle.objects.open().led_by(request.user).select_related("edition"), public_id=public_id)
    form = SessionForm(request.POST or None)
    if form.is_valid():
        try:
            actions.schedule_session(
                room, **form.cleaned_data, zone=request.user.time_zone, by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is planned, and every member has been written to."))
            return redirect("circles:circle", public_id)
    context = {"circle": room, "edition": room.edition, "form": form, "zone": zone_label(request.user.time_zone)}
    return TemplateResponse(request, "circles/schedule.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roll_call(request: HttpRequest, key: str) -> HttpResponse:
    """By the mentor's personal address, on a phone, without signing in."""
    sign_up = get_object_or_404(
        SignUp.objects.select_related("event__session__circle__edition", "participant__user"), join_key=key
    )
    session = getattr(sign_up.event, "session", None)
    mentor = sign_up.participant
    if session is None or mentor is None or mentor.pk != session.circle.mentor_id:
        raise Http404
    translation.activate(sign_up.language)
    places = SignUp.objects.filter(event=sign_up.event).registered().with_attendance()
    noted = [place.pk for place in places if getattr(place, "was_present", None)]
    form = RollCallForm(request.POST if request.method == "POST" else None, members=places, initial={"present": noted})
    if form.is_valid():
        try:
            present = [place.pk for place in form.cleaned_data["present"]]
            actions.call_roll(session, present=present, by=mentor.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you: it is noted. You can come back and correct it."))
        return redirect(request.path)
    context = {
        "session": session,
        "edition": session.circle.edition,
        "form": form,
        "has_begun": can_call_roll(starts_at=session.event.starts_at, now=timezone.now()),
        "zone": sign_up.time_zone,
    }
    return TemplateResponse(request, "circles/roll_call.html", context)
