from collections.abc import Sequence
from datetime import datetime
from typing import Any

from circles.models import Session
from events.models import SignUp
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

# They hold her address to join.
PLANNED = Kind("circles/session_planned", secret=True)
SERIES = Kind("circles/sessions_planned", secret=True)
MOVED = Kind("circles/session_moved", secret=True)
STAND_IN = Kind("circles/stand_in", secret=True)
STAND_IN_OVER = Kind("circles/stand_in_over")


def session_planned(session: Session, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    """The personal join address; the mentor's also leads to the roll call."""
    return _letter(PLANNED, session, sign_up, dated(session, sign_up), key=key, now=now)


def session_moved(session: Session, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    return _letter(MOVED, session, sign_up, dated(session, sign_up), key=key, now=now)


def asked_to_stand_in(session: Session, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    """To another mentor: she reads whom she stands in for, and calls the roll of this one session."""
    about = dated(session, sign_up) | {
        "mentor": session.circle.mentor.certificate_name,
        "circle_language": session.circle.language,  # `language` is the letter's own
    }
    return _letter(STAND_IN, session, sign_up, about, key=key, now=now)


def need_not_stand_in(session: Session, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    """Her address no longer opens the session."""
    about = {
        "mentor": session.circle.mentor.certificate_name,
        "starts_at": session.event.starts_at,
        "my_page_url": link("home:dashboard"),
    }
    return _letter(STAND_IN_OVER, session, sign_up, about, key=key, now=now)


def sessions_planned(dates: Sequence[tuple[Session, SignUp]], *, key: str, now: datetime) -> Letter:
    """All the dates of one member, each with its own address."""
    session, sign_up = dates[0]
    context = {"dates": [dated(*pair) for pair in dates], "minutes": session.event.minutes}
    return _letter(SERIES, session, sign_up, context, key=key, now=now)


def dated(session: Session, sign_up: SignUp) -> dict[str, Any]:
    """One session as a member's letter tells it."""
    leads = sign_up.participant is not None and session.is_led_by(sign_up.participant)
    return {
        "number": session.number,
        "starts_at": session.event.starts_at,
        "minutes": session.event.minutes,
        "join_url": link("events_plain:join", sign_up.join_key),
        "roll_call_url": link("circles_plain:roll-call", sign_up.join_key) if leads else "",
    }


def _letter(kind: Kind, session: Session, sign_up: SignUp, about: dict[str, Any], *, key: str, now: datetime) -> Letter:
    circle, reader = session.circle, sign_up.reader
    return queue(
        kind,
        to=sign_up.email,
        language=reader.language,
        context={
            "name": sign_up.name,
            "time_zone": reader.time_zone,
            "circle_url": link("circles:circle", circle.public_id),
            **about,
        },
        key=key,
        about=session,
        now=now,
        edition=circle.edition.slug,
        region=sign_up.participant.region if sign_up.participant else "",
    )
