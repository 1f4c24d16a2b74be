"""A circle’s sessions and their roll calls."""

from collections.abc import Collection
from datetime import date, datetime, time

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from circles.actions.places import members
from circles.mails import sessions as mails
from circles.models import Circle, Session
from circles.rules.sessions import can_call_roll
from events.actions import note_attendance, place_of, plan_event, publish_event
from events.models import Attendance, Event
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

SESSION_TITLE = gettext_noop("Circle session %(number)s")


class TooEarly(Refused):
    """The session has not begun."""


@transaction.atomic
def schedule_session(
    circle: Circle, *, on: date, at: time, zone: str, minutes: int, meeting_url: str, by: User | None, now: datetime
) -> Session:
    """The circle's next session: an event for its members, a place with a personal join address for each."""
    circle = Circle.objects.select_for_update(of=("self",)).select_related("mentor__user", "edition").get(pk=circle.pk)
    number = circle.sessions.count() + 1
    event = plan_event(
        circle.edition,
        kind=Event.Kind.SESSION,
        audience=Event.Audience.CIRCLE,
        **_session_titles(number),
        language=circle.language,
        local_date=on,
        local_time=at,
        zone=zone,
        minutes=minutes,
        platform=Event.Platform.CONVERSE,
        meeting_url=meeting_url,
        by=by,
        now=now,
    )
    session = Session.objects.create(circle=circle, event=publish_event(event, by=by, now=now), number=number)
    row = record("circles.session.scheduled", session, by=by, now=now, facts={"number": number})
    for member in members(circle):
        sign_up = place_of(event, member, now=now)
        mails.session_planned(session, sign_up, key=f"session-{row.pk}-{sign_up.pk}", now=now)
    return session


def _session_titles(number: int) -> dict[str, str]:
    """In the three languages: the event stands in calendars of every reader."""
    titles = {}
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            titles[f"title_{language}"] = _(SESSION_TITLE) % {"number": number}
    return titles


@transaction.atomic
def call_roll(session: Session, *, present: Collection[int], by: User | None, now: datetime) -> list[Attendance]:
    """The mentor's word on who was there: `present` holds the primary keys of places at the event."""
    event = session.event
    if event.state != Event.State.PUBLISHED or not can_call_roll(starts_at=event.starts_at, now=now):
        raise TooEarly(_("The session has not begun yet."))
    return [
        note_attendance(
            sign_up,
            is_present=sign_up.pk in present,
            source=Attendance.Source.ROLL_CALL,
            by=by,
            now=now,
        )
        for sign_up in event.sign_ups.registered().order_by("pk")
    ]
