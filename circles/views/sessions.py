"""The mentor plans her circle’s sessions, moves them, calls them off, and names who stands in for her."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from circles.actions import sessions as actions
from circles.actions.places import members
from circles.forms.sessions import HourForm, SessionForm, SubstituteForm
from circles.models import Circle, Session
from circles.rules.hours import (
    Presence,
    Proposal,
    Surroundings,
    at_wall,
    how_many_fit,
    monthly,
    nights_of,
    proposals,
    propose,
)
from circles.rules.sessions import access_needs, can_be_changed, diaries_of, surroundings
from events.models import Event
from programme.models import ClosedDay
from registration.models import Participant
from wic.accounts.middleware import SignedInRequest
from wic.look.times import day_words
from wic.look.words import join_words
from wic.look.zones import zone_label
from wic.pages import refusals_on, refusals_told, show_or_send

DAYS_AHEAD = 28
SHOWN = 8


def _led(request: SignedInRequest, public_id: UUID) -> Circle:
    """Her own circle, with what its pages name."""
    rooms = Circle.objects.open().led_by(request.user)
    return get_object_or_404(
        rooms.select_related("edition", "mentor__user", "mentor__application"), public_id=public_id
    )


def _session(room: Circle, number: int) -> Session:
    session = get_object_or_404(Session.objects.of_circle(room).select_related("substitute"), number=number)
    session.circle = room
    return session


@require_safe
def times(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The hours that most of the circle can come to, each on everybody’s clock."""
    room = _led(request, public_id)
    tomorrow = timezone.localdate(timezone.now()) + timedelta(days=1)
    left = (room.edition.ends_on - tomorrow).days + 1
    count = _to_plan(room, tomorrow) if "all" in request.GET else 1
    found = proposals(
        diaries_of(members(room)),
        first=tomorrow,
        days=min(DAYS_AHEAD, left),
        count=count,
        minutes=60,
        zone=ZoneInfo(request.user.time_zone),
        around=_around(room, tomorrow),
    )
    context = {
        "circle": room,
        "edition": room.edition,
        "count": count,
        "is_for_all": "all" in request.GET,
        "proposals": [_in_words(proposal, request.user.time_zone) for proposal in _spread(found)],
        "zone": request.user.time_zone,
        "needs": access_needs(members(room)),
    }
    return TemplateResponse(request, "circles/times.html", context)


def _to_plan(room: Circle, first: date) -> int:
    """The sessions that the edition asks for and that are not planned yet, as far as they fit."""
    planned = Session.objects.of_circle(room).standing().count()
    wanted = max(1, room.edition.sessions_planned - planned)
    return how_many_fit(first + timedelta(days=DAYS_AHEAD), room.edition.ends_on, wanted)


def _around(room: Circle, first: date, moving: Session | None = None) -> Surroundings:
    """The dates of all, the circle's own apart from the one that is being moved, and closed days."""
    of_all = Event.objects.for_edition(room.edition).published().shown()
    own = [session.event for session in Session.objects.beside(room, moving)]
    return surroundings([*of_all, *own], ClosedDay.objects.between(first, room.edition.ends_on))


def _spread(found: Sequence[Proposal]) -> list[Proposal]:
    """The best, but no more than two on one day: a choice among eight hours of one morning is none."""
    by_day: dict[date, int] = {}
    chosen = []
    for proposal in found:
        day = timezone.localdate(proposal.starts[0])
        by_day[day] = by_day.get(day, 0) + 1
        if by_day[day] <= 2:
            chosen.append(proposal)
        if len(chosen) == SHOWN:
            break
    return chosen


def _in_words(proposal: Proposal, zone: str) -> dict[str, Any]:
    local = proposal.starts[0].astimezone(ZoneInfo(zone))
    all_come = proposal.able == len(proposal.people)
    able = ngettext("{able} of {all} can come", "{able} of {all} can come", proposal.able)
    return {
        "starts_at": proposal.starts[0],
        "later": [day_words(start.astimezone(ZoneInfo(zone)), "MONTH_DAY_FORMAT") for start in proposal.starts[1:]],
        "on": local.date().isoformat(),
        "at": f"{local:%H:%M}",
        "able": able.format(able=proposal.able, all=len(proposal.people)),
        "tone": "green" if all_come else "amber",
        "people": [(person.name, _hours(person), person.is_always_able) for person in proposal.people],
        "clashes": proposal.clashes,
    }


def _hours(person: Presence) -> str:
    """Her hour at the first date, and from when on it is another one."""
    first, *later = person.changes
    said = [_("{hour} {zone}").format(hour=_hour(first), zone=zone_label(str(first.tzinfo)))]
    said += [
        _("from {day} at {hour}").format(day=day_words(local, "MONTH_DAY_FORMAT"), hour=_hour(local)) for local in later
    ]
    return join_words(said)


def _hour(local: datetime) -> str:
    return date_format(local, "D H:i")


@show_or_send
def schedule(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The mentor fixes the next session, or one a month, on her own clock. What clashes is named first."""
    room = _led(request, public_id)
    chosen = {name: request.GET[name] for name in ("on", "at", "count") if name in request.GET}
    form = SessionForm(request.POST or None, initial=chosen)
    clashes: Sequence[str] = ()
    if form.is_valid():
        with refusals_on(form):
            clashes = _clashes(room, form.cleaned_data, request.user.time_zone)
            if not clashes or "anyway" in request.POST:
                _plan(request, room, form.cleaned_data)
                return redirect("circles:circle", public_id)
    context = {
        "circle": room,
        "edition": room.edition,
        "form": form,
        "clashes": clashes,
        "zone": zone_label(request.user.time_zone),
        "needs": access_needs(members(room)),
    }
    return TemplateResponse(request, "circles/schedule.html", context)


def _plan(request: SignedInRequest, room: Circle, typed: dict[str, Any]) -> None:
    count, hour = typed["count"], {name: value for name, value in typed.items() if name != "count"}
    about: dict[str, Any] = {"zone": request.user.time_zone, "by": request.user, "now": timezone.now()}
    if count == 1:
        actions.schedule_session(room, **hour, **about)
        messages.success(request, _("The session is planned, and every member has been written to."))
    else:
        actions.schedule_series(room, **hour, count=count, **about)
        messages.success(request, _("The sessions are planned, and every member has been written to."))


def _clashes(room: Circle, typed: dict[str, Any], zone: str, moving: Session | None = None) -> Sequence[str]:
    """What else lies there, and whose night it is; an hour at which no session can be at all is refused."""
    dates, now = monthly(typed["on"], typed.get("count") or 1), timezone.now()
    for on in dates:
        actions.must_suit(room, on=on, at=typed["at"], zone=zone, moving=moving, now=now)
    starts = [at_wall(on, typed["at"], ZoneInfo(zone)) for on in dates]
    around, diaries, minutes = _around(room, dates[0], moving), diaries_of(members(room)), typed["minutes"]
    proposal = propose(diaries, starts, minutes=minutes, around=around)
    return [*proposal.clashes, *nights_of(diaries, starts, minutes=minutes)]


@show_or_send
def change(request: SignedInRequest, public_id: UUID, number: int) -> HttpResponse:
    """One session: another hour for it, or one of the ways below."""
    room = _led(request, public_id)
    session = _session(room, number)
    local = session.event.starts_at.astimezone(ZoneInfo(request.user.time_zone))
    stands = {"on": local.date(), "at": local.time(), "minutes": session.event.minutes}
    form = HourForm(request.POST or None, initial=stands)
    clashes: Sequence[str] = ()
    if form.is_valid():
        zone = request.user.time_zone
        with refusals_on(form):
            clashes = _clashes(room, form.cleaned_data, zone, session)
            if not clashes or "anyway" in request.POST:
                actions.move_session(session, **form.cleaned_data, zone=zone, by=request.user, now=timezone.now())
                messages.success(request, _("The session is moved, and every member has been written to."))
                return redirect("circles:circle", public_id)
    context = {
        "circle": room,
        "edition": room.edition,
        "session": session,
        "form": form,
        "clashes": clashes,
        "substitute_form": SubstituteForm(None, mentors=_other_mentors(room)),
        "zone": zone_label(request.user.time_zone),
        "is_ahead": can_be_changed(session, now=timezone.now()),
    }
    return TemplateResponse(request, "circles/session.html", context)


def _other_mentors(room: Circle) -> Any:
    mentors = Participant.objects.for_edition(room.edition).active().mentors()
    return mentors.exclude(pk=room.mentor_id).order_by("certificate_name", "pk")


@show_or_send
def call_off(request: SignedInRequest, public_id: UUID, number: int) -> HttpResponse:
    """Asked first, with the names of those who are written to: nobody can take it back."""
    room = _led(request, public_id)
    session, now = _session(room, number), timezone.now()
    if request.method == "POST":
        with refusals_told(request):
            actions.call_off_session(session, by=request.user, now=now)
            messages.success(request, _("The session is called off, and every member has been written to."))
        return redirect("circles:circle", public_id)
    if not can_be_changed(session, now=now):  # the page of the session says why
        return redirect("circles:session", public_id, number)
    told = session.event.sign_ups.registered().still_hers().order_by("name", "pk")
    context = {"circle": room, "edition": room.edition, "session": session, "told": told}
    return TemplateResponse(request, "circles/call_off.html", context)


@require_POST
def substitute(request: SignedInRequest, public_id: UUID, number: int) -> HttpResponse:
    room = _led(request, public_id)
    session = _session(room, number)
    if "myself" in request.POST:
        with refusals_told(request):
            actions.lead_again(session, by=request.user, now=timezone.now())
            messages.success(
                request, pgettext("feminine", "You lead the session yourself, and she has been written to.")
            )
        return redirect("circles:session", public_id, number)
    form = SubstituteForm(request.POST, mentors=_other_mentors(room))
    if form.is_valid():
        with refusals_told(request):
            actions.name_substitute(session, form.cleaned_data["mentor"], by=request.user, now=timezone.now())
            messages.success(request, _("It is noted, and she has been written to."))
    else:
        messages.error(request, _("Please choose the mentor who stands in for you."))
    return redirect("circles:session", public_id, number)
