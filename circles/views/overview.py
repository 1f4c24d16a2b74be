"""The first page of a circle's room: its sessions and who is in it, as its reader sees them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext
from django.views.decorators.http import require_safe

from circles.actions.checkins import moment_of, waiting_for
from circles.models import Circle, Correction, Introduction, Session
from circles.rules.sessions import months_to_fill
from circles.views.room import room_for, room_page
from events.rules import is_over
from wic import places
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """A session as this reader sees it, with the one thing that she can do about it."""

    title: str
    starts_at: datetime
    length: str
    state: str
    tone: str = ""
    note: str = ""
    url: str = ""
    action_url: str = ""
    action_label: str = ""


@require_safe
def circle(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Who they are, the next session with her own address, the past ones, and the ways into the room."""
    now, zone = timezone.now(), request.user.time_zone
    room = room_for(request, public_id)
    moment = moment_of(room, now=now)
    sessions = list(Session.objects.of_circle(room).select_related("substitute").with_place_of(request.user))
    is_mentor = room.mentor.user_id == request.user.pk
    rolls = _rolls(room, request.user, is_mentor)
    earlier = () if is_mentor else Session.objects.attended_elsewhere(request.user, room).with_place_of(request.user)
    return room_page(
        request,
        "circle",
        room,
        is_mentor=is_mentor,
        asks_how_it_goes=room in waiting_for(request.user, {room: moment}),
        check_in_is_due=moment is not None,
        people=_roster(room),
        coming=[_ahead(room, each, is_mentor) for each in sessions if not is_over(each.event, now=now)],
        past=_past_lines(earlier, [(each, rolls(each)) for each in sessions if is_over(each.event, now=now)]),
        attended=_attended([*earlier, *sessions]),
        zone=zone,
        empty_months=_empty_months(room, sessions, zone, now) if is_mentor and sessions else [],
    )


def _roster(room: Circle) -> list[dict[str, Any]]:
    """What comes with the place: name, country, post and goal; the mentor first. More is by each one's choice."""
    topics = {topic.code: topic.label for topic in room.edition.topics.all()}
    living = room.places.living().select_related("participant__application__mentee").order_by("pk")
    people = [*([room.mentor] if room.is_led else []), *(place.participant for place in living)]
    told = dict(Introduction.objects.filter(participant__in=people).values_list("participant", "text"))
    roster = []
    for person in people:
        application = person.application
        goal = topics.get(application.mentee.goal, "") if application.is_mentee else ""
        about = [places.name(person.country), application.post, goal]
        roster.append(
            {
                "name": person.certificate_name,
                "about": " · ".join(word for word in about if word),
                "words": told.get(person.pk, ""),
                "is_mentor": person == room.mentor,
            }
        )
    return roster


def _ahead(room: Circle, session: Any, is_mentor: bool) -> Line:
    if session.is_called_off:
        return _called_off(session)
    joins = reverse("events_plain:join", args=[session.join_key]) if session.join_key else ""
    led_by = pgettext("feminine", "{mentor} leads this session.") if session.stand_in else ""
    return Line(
        **_about(session),
        state=pgettext("session", "Planned"),
        note=led_by.format(mentor=session.stand_in.certificate_name) if session.stand_in else "",
        url=reverse("circles:session", args=[room.public_id, session.number]) if is_mentor else "",
        action_url=joins,
        action_label=pgettext("event", "Join"),
    )


def _rolls(room: Circle, user: User, is_mentor: bool) -> Callable[[Any], str]:
    """Where she calls the roll of a session, if that is hers to do."""
    if is_mentor:
        return lambda session: reverse("circles_plain:roll-call", args=[session.join_key]) if session.join_key else ""
    if room.coordinator_id == user.pk:
        return lambda session: reverse("circles:session-roll-call", args=[room.public_id, session.number])
    return lambda _session: ""


def _past_lines(elsewhere: Iterable[Session], here: Iterable[tuple[Any, str]]) -> list[Line]:
    """In the order of their hours, whichever circle she was in."""
    lines = [_past_elsewhere(each) for each in elsewhere] + [_past(each, roll_url) for each, roll_url in here]
    return sorted(lines, key=lambda line: line.starts_at)


def _past(session: Any, roll_url: str) -> Line:
    if session.is_called_off:
        return _called_off(session)
    why = str(Correction(session.correction).label) if session.correction else ""
    return Line(
        **_about(session),
        state=_was_there(session),
        note=_("Corrected after the roll call. The reason: {reason}").format(reason=why) if why else "",
        action_url=roll_url,
        action_label=_("Roll call"),
    )


def _past_elsewhere(session: Any) -> Line:
    return Line(**_about(session), state=_was_there(session), note=_("In your circle before this one"))


def _called_off(session: Session) -> Line:
    return Line(**_about(session), state=pgettext("session", "Called off"), tone="red")


def _about(session: Session) -> dict[str, Any]:
    minutes = session.event.minutes
    length = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    return {"title": session.event.title, "starts_at": session.event.starts_at, "length": length}


def _was_there(session: Any) -> str:
    """Nothing to whom it was not for: it was before she came, or she looks after the circle from the desk."""
    if not session.join_key:
        return ""
    if session.was_present is None:
        return _("Who was there is not noted yet")
    return pgettext("feminine", "You were there") if session.was_present else pgettext("feminine", "You were not there")


def _attended(sessions: Iterable[Any]) -> str:
    """Her own count; empty while nothing is noted."""
    noted = [session.was_present for session in sessions if session.was_present is not None]
    if not noted:
        return ""
    said = npgettext(
        "feminine",
        "You were at %(attended)s of %(held)s session.",
        "You were at %(attended)s of %(held)s sessions.",
        len(noted),
    )
    return said % {"attended": sum(noted), "held": len(noted)}


def _empty_months(room: Circle, sessions: Iterable[Session], zone: str, now: datetime) -> list[Any]:
    starts = [session.event.starts_at for session in sessions if not session.is_called_off]
    return months_to_fill(room, starts, zone=ZoneInfo(zone), now=now) if starts else []
