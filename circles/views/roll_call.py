"""The roll call: the mentor’s, on a phone, or the coordinator’s for her."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

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
from circles.models import Circle, Correction, Session
from circles.rules.sessions import can_call_roll, opens_by_address
from events.models import Attendance, SignUp
from registration.models import Participant
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import User
from wic.pages import show_or_send


@login_not_required
@never_cache
@show_or_send
def roll_call(request: HttpRequest, key: str) -> HttpResponse:
    """By the mentor's personal address, on a phone; two weeks after the session she has to sign in as well.

    Whoever is signed in as somebody else is told whose roll call it is: it is noted in the mentor's name.
    """
    session, mentor = _behind(key)
    if request.user.is_authenticated and request.user != mentor.user:  # it was passed on to her
        return _of_another(request, request.user, session, mentor)
    translation.activate(mentor.user.language)
    if request.user != mentor.user and not opens_by_address(ends_at=session.event.ends_at, now=timezone.now()):
        about = {"session": session, "edition": session.circle.edition, "zone": mentor.user.time_zone}
        return TemplateResponse(request, "circles/roll_call_over.html", about)
    return _call(request, session, by=mentor.user)


@show_or_send
def coordinators_roll_call(request: SignedInRequest, public_id: UUID, number: int) -> HttpResponse:
    """Where no mentor calls it, for she has left or does not answer, or something is to be put right for her."""
    rooms = Circle.objects.coordinated_by(request.user).exclude(pk__in=Circle.objects.of_member(request.user))
    sessions = Session.objects.select_related("event", "circle__edition")
    return _call(
        request,
        get_object_or_404(sessions, circle__in=rooms.filter(public_id=public_id), number=number),
        by=request.user,
    )


def _call(request: HttpRequest, session: Session, *, by: User) -> HttpResponse:
    now = timezone.now()
    places = SignUp.objects.filter(event=session.event).registered().with_attendance()
    form_of = partial(
        RollCallForm,
        request.POST if request.method == "POST" else None,
        members=places,
        initial={"present": [place.pk for place in places if place.was_present]},  # type: ignore[attr-defined]
    )
    form = form_of(is_correction=places.filter(attendance__source=Attendance.Source.ROLL_CALL).exists())
    if form.is_valid():
        present, reason = [place.pk for place in form.cleaned_data["present"]], form.cleaned_data.get("reason", "")
        try:
            actions.call_roll(session, present=present, reason=reason, by=by, now=now)
        except actions.ReasonNeeded as refusal:
            form = form_of(is_correction=True)  # the roll may have been called since the page was shown
            form.add_error("reason", str(refusal))
        except (actions.TooEarly, actions.TooLate) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you: it is noted. You can come back and correct it."))
            return redirect(request.path)
    context = {
        "session": session,
        "edition": session.circle.edition,
        "zone": by.time_zone,
        "form": form,
        "has_begun": can_call_roll(starts_at=session.event.starts_at, now=now),
        "corrections": _corrections(places),
    }
    return TemplateResponse(request, "circles/roll_call.html", context)


def _of_another(request: HttpRequest, reader: User, session: Session, mentor: Participant) -> HttpResponse:
    translation.activate(reader.language)
    context = {"session": session, "edition": session.circle.edition, "mentor": mentor, "zone": reader.time_zone}
    return TemplateResponse(request, "circles/roll_call_of_another.html", context)


def _behind(key: str) -> tuple[Session, Participant]:
    """A session and who leads it, by her place there; nobody else's address leads here."""
    places = SignUp.objects.registered().still_hers()
    places = places.select_related("event__session__circle__edition", "participant__user")
    sign_up = get_object_or_404(places, join_key=key)
    session, mentor = getattr(sign_up.event, "session", None), sign_up.participant
    if session is None or mentor is None or not session.is_led_by(mentor):
        raise Http404
    return session, mentor


def _corrections(places: Iterable[Any]) -> list[tuple[str, str]]:
    """Whose attendance was changed after the first roll call, and why."""
    return [(place.name, str(Correction(place.correction).label)) for place in places if place.correction]
