"""A circle’s sessions: planned one by one or in a row, moved, called off, led by somebody else, their roll called."""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from circles.actions.places import members
from circles.actions.room import NotAMember
from circles.mails import sessions as mails
from circles.models import Circle, Correction, Session
from circles.rules.hours import at_wall, monthly
from circles.rules.sessions import can_call_roll
from events.actions import (
    cancel_event,
    cancel_registration,
    note_attendance,
    place_of,
    plan_event,
    publish_event,
    revise_event,
    seat,
)
from events.models import Attendance, Event, SignUp
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

SESSION_TITLE = gettext_noop("Circle session %(number)s")


class TooEarly(Refused):
    """The session has not begun."""


class TooLate(Refused):
    """The hour is past."""


class OutsideTheEdition(Refused):
    """The programme is over by then."""


class PlannedAlready(Refused):
    """The button was pressed twice, or another session begins at this very moment."""


class ReasonNeeded(Refused):
    """What was noted before is changed, and nobody says why."""


class CannotStandIn(Refused):
    """She is no mentor of this edition, or leads the session already."""


@transaction.atomic
def schedule_session(
    circle: Circle, *, on: date, at: time, zone: str, minutes: int, meeting_url: str, by: User | None, now: datetime
) -> Session:
    """The circle's next session: an event for its members, a place with a personal join address for each."""
    circle = _locked(circle)
    session, places = _plan(circle, on=on, at=at, zone=zone, minutes=minutes, meeting_url=meeting_url, by=by, now=now)
    row = record("circles.session.scheduled", session, by=by, now=now, facts={"number": session.number})
    for sign_up in places:
        mails.session_planned(session, sign_up, key=f"session-{row.pk}-{sign_up.pk}", now=now)
    return session


@transaction.atomic
def schedule_series(
    circle: Circle,
    *,
    on: date,
    at: time,
    zone: str,
    minutes: int,
    meeting_url: str,
    count: int,
    by: User | None,
    now: datetime,
) -> list[Session]:
    """One session a month at the same hour of the mentor's clock; one letter with all the dates for each member."""
    circle = _locked(circle)
    planned = [
        _plan(circle, on=day, at=at, zone=zone, minutes=minutes, meeting_url=meeting_url, by=by, now=now)
        for day in monthly(on, count)
    ]
    for session, _places in planned:
        row = record("circles.session.scheduled", session, by=by, now=now, facts={"number": session.number})
    by_address: dict[str, list[tuple[Session, SignUp]]] = {}
    for session, places in planned:
        for sign_up in places:
            by_address.setdefault(sign_up.email, []).append((session, sign_up))
    for dates in by_address.values():
        mails.sessions_planned(dates, key=f"sessions-{row.pk}-{dates[0][1].pk}", now=now)
    return [session for session, _places in planned]


def _locked(circle: Circle) -> Circle:
    rows = Circle.objects.select_for_update(of=("self",)).select_related("mentor__user", "edition")
    locked = rows.get(pk=circle.pk)
    if not locked.is_open:  # since the page was shown
        raise NotAMember(_("This is for the members of the circle."))
    return locked


def _plan(
    circle: Circle, *, on: date, at: time, zone: str, minutes: int, meeting_url: str, by: User | None, now: datetime
) -> tuple[Session, list[SignUp]]:
    must_suit(circle, on=on, at=at, zone=zone, now=now)
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
    return session, [place_of(event, member, now=now) for member in members(circle)]


def must_suit(circle: Circle, *, on: date, at: time, zone: str, moving: Session | None = None, now: datetime) -> None:
    """Refuses what no warning lets pass. Pages ask it first, before they say what else lies at that hour."""
    begins = at_wall(on, at, ZoneInfo(zone))
    if begins < now:
        raise TooLate(_("This hour is already past. Please choose a later one."))
    if on > circle.edition.ends_on:
        raise OutsideTheEdition(_("The programme is over by then. Please choose an earlier day."))
    if Session.objects.beside(circle, moving).filter(event__starts_at=begins).exists():
        raise PlannedAlready(_("A session of this circle is planned at this hour already."))


def _session_titles(number: int) -> dict[str, str]:
    """In the three languages: the event stands in calendars of every reader."""
    titles = {}
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            titles[f"title_{language}"] = _(SESSION_TITLE) % {"number": number}
    return titles


@transaction.atomic
def move_session(session: Session, *, on: date, at: time, zone: str, minutes: int, by: User, now: datetime) -> Session:
    """To another hour. The personal addresses stay; everybody with a place is told, and reminded anew.

    A button pressed twice tells nobody a second time.
    """
    circle = _locked(session.circle)
    session = Session.objects.select_related("event").get(pk=session.pk)
    _must_be_ahead(session, now)
    must_suit(circle, on=on, at=at, zone=zone, moving=session, now=now)
    session.circle = circle
    if (at_wall(on, at, ZoneInfo(zone)), minutes) == (session.event.starts_at, session.event.minutes):
        return session
    changes = {"local_date": on, "local_time": at, "zone": zone, "minutes": minutes}
    session.event = revise_event(session.event, changes=changes, by=by, now=now)
    row = record("circles.session.moved", session, by=by, now=now, facts={"number": session.number})
    for sign_up in session.event.sign_ups.registered().still_hers().select_related("participant__user").order_by("pk"):
        mails.session_moved(session, sign_up, key=f"session-moved-{row.pk}-{sign_up.pk}", now=now)
    return session


@transaction.atomic
def call_off_session(session: Session, *, by: User, now: datetime) -> Session:
    """Everybody with a place is told, once; its number is not given again."""
    circle = _locked(session.circle)
    session = Session.objects.select_related("event").get(pk=session.pk)
    session.circle = circle
    if session.is_called_off:  # the button was pressed twice
        return session
    _must_be_ahead(session, now)
    session.event = cancel_event(session.event, by=by, now=now)
    record("circles.session.called_off", session, by=by, now=now, facts={"number": session.number})
    return session


def _must_be_ahead(session: Session, now: datetime) -> None:
    if session.is_called_off:
        raise TooLate(_("This session has been called off."))
    if now >= session.event.starts_at:
        raise TooLate(_("This session has begun or is over: it can no longer be changed."))


@transaction.atomic
def name_substitute(session: Session, mentor: Participant, *, by: User, now: datetime) -> Session:
    """Another mentor of the edition leads this one session: she gets an address to join and calls the roll.

    Who has been asked already is not asked again, unless she has given her place back.
    """
    session = Session.objects.select_for_update(of=("self",)).select_related("event", "circle").get(pk=session.pk)
    _must_be_ahead(session, now)
    is_mentor = Participant.objects.for_edition(session.circle.edition).active().mentors().filter(pk=mentor.pk).exists()
    if not is_mentor or mentor.pk == session.circle.mentor_id:
        raise CannotStandIn(pgettext("feminine", "She cannot stand in for this session. Please choose another mentor."))
    if mentor == session.substitute and session.event.sign_ups.registered().filter(participant=mentor).exists():
        return session
    before, session.substitute = session.substitute, mentor
    session.save(update_fields=["substitute"])
    row = record("circles.session.substitute_named", session, by=by, now=now, facts={"number": session.number})
    if before is not None:
        _let_go(before, session, key=f"stand-in-over-{row.pk}", now=now)
    place = seat(session.event, mentor, by=by, now=now)
    mails.asked_to_stand_in(session, place, key=f"stand-in-{row.pk}", now=now)
    return session


@transaction.atomic
def lead_again(session: Session, *, by: User, now: datetime) -> Session:
    """The circle's own mentor leads it after all; who was to stand in for her is told."""
    session = Session.objects.select_for_update(of=("self",)).select_related("event", "circle").get(pk=session.pk)
    _must_be_ahead(session, now)
    before, session.substitute = session.substitute, None
    if before is None:
        raise CannotStandIn(_("Nobody stands in at this session."))
    session.save(update_fields=["substitute"])
    row = record("circles.session.led_again", session, by=by, now=now, facts={"number": session.number})
    _let_go(before, session, key=f"stand-in-over-{row.pk}", now=now)
    return session


def _let_go(before: Participant, session: Session, *, key: str, now: datetime) -> None:
    """Who need not stand in any more; she may have given her place back herself, or left the programme."""
    places = session.event.sign_ups.registered().filter(participant=before)
    for place in places.select_related("participant__user"):
        cancel_registration(place, now=now)
        if before.state == Participant.State.ACTIVE:
            mails.need_not_stand_in(session, place, key=key, now=now)


@transaction.atomic
def call_roll(
    session: Session, *, present: Collection[int], reason: str = "", by: User | None, now: datetime
) -> list[Attendance]:
    """Who was there, says the mentor or the coordinator: `present` holds the primary keys of places at the event.

    A check-in may be put right without a word; to change an earlier roll call takes one of the reasons, also where
    it was called at this very moment. What stands is not noted again.
    """
    session = Session.objects.select_for_update(of=("self",)).select_related("event").get(pk=session.pk)
    event = session.event
    if session.is_called_off:
        raise TooLate(_("This session has been called off."))
    if not can_call_roll(starts_at=event.starts_at, now=now):
        raise TooEarly(_("The session has not begun yet."))
    places = list(event.sign_ups.registered().select_related("attendance").order_by("pk"))
    called = {place.pk: place.attendance for place in places if _was_called(place)}
    changed = {pk for pk, word in called.items() if word.is_present != (pk in present)}
    if changed and reason not in Correction.values:
        raise ReasonNeeded(_("You change what was noted before. Please say why."))
    return [
        note_attendance(
            place,
            is_present=place.pk in present,
            source=Attendance.Source.ROLL_CALL,
            reason=reason if place.pk in changed else "",
            by=by,
            now=now,
        )
        for place in places
        if place.pk in changed or place.pk not in called
    ]


def _was_called(place: SignUp) -> bool:
    word: Attendance | None = getattr(place, "attendance", None)
    return word is not None and word.source == Attendance.Source.ROLL_CALL
