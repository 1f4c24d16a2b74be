"""The mentor’s roll call, on a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from circles.actions import sessions as actions
from circles.forms.sessions import RollCallForm
from circles.rules.sessions import can_call_roll
from events.models import Attendance, SignUp
from wic.pages import refusals_told, show_or_send


@login_not_required
@never_cache
@show_or_send
def roll_call(request: HttpRequest, key: str) -> HttpResponse:
    """By the mentor's personal address, on a phone, without signing in."""
    sign_up = get_object_or_404(
        SignUp.objects.registered().still_hers().select_related("event__session__circle__edition", "participant__user"),
        join_key=key,
    )
    session = getattr(sign_up.event, "session", None)
    mentor = sign_up.participant
    if session is None or mentor is None or not session.is_led_by(mentor):
        raise Http404
    translation.activate(sign_up.language)
    places = SignUp.objects.filter(event=sign_up.event).registered().with_attendance()
    noted = [place.pk for place in places if getattr(place, "was_present", None)]
    form = RollCallForm(
        request.POST if request.method == "POST" else None,
        members=places,
        is_correction=places.filter(attendance__source=Attendance.Source.ROLL_CALL).exists(),
        initial={"present": noted},
    )
    if form.is_valid():
        with refusals_told(request):
            present = [place.pk for place in form.cleaned_data["present"]]
            reason = form.cleaned_data.get("reason", "")
            actions.call_roll(session, present=present, reason=reason, by=mentor.user, now=timezone.now())
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
