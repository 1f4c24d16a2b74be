from datetime import datetime

from circles.models import Session
from events.models import SignUp
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

PLANNED = Kind("circles/session_planned", secret=True)  # it holds her address to join


def session_planned(session: Session, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    """The personal join address; the mentor's also leads to the roll call."""
    event, circle = session.event, session.circle
    is_mentor = sign_up.participant_id == circle.mentor_id
    return queue(
        PLANNED,
        to=sign_up.email,
        language=sign_up.language,
        context={
            "name": sign_up.name,
            "number": session.number,
            "starts_at": event.starts_at,
            "minutes": event.minutes,
            "time_zone": sign_up.time_zone,
            "join_url": link("events_plain:join", sign_up.join_key),
            "roll_call_url": link("circles_plain:roll-call", sign_up.join_key) if is_mentor else "",
            "circle_url": link("circles:circle", circle.public_id),
        },
        key=key,
        about=session,
        now=now,
        edition=circle.edition.slug,
        region=sign_up.participant.region if sign_up.participant else "",
    )
