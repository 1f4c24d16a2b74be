from collections.abc import Sequence
from datetime import datetime

from circles.models import Circle, Session
from events.models import SignUp
from registration.models import Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

OPENED = Kind("circles/circle_opened")
PLANNED = Kind("circles/session_planned", secret=True)  # it holds her address to join


def circle_opened(circle: Circle, people: Sequence[Participant], *, key: str, now: datetime) -> list[Letter]:
    """One letter each: the mentor reads who her mentees are, a mentee who her mentor is."""
    mentor, *mentees = people
    return [
        queue(
            OPENED,
            to=person.user.email,
            language=person.user.language,
            context={
                "name": person.certificate_name,
                "is_mentor": person == mentor,
                "mentor": mentor.certificate_name,
                "mentees": [mentee.certificate_name for mentee in mentees],
                "language": circle.language,
                "edition": circle.edition.name_in(person.user.language),
                "circle_url": link("circles:circle", circle.public_id),
            },
            key=f"{key}-{person.pk}",
            about=circle,
            now=now,
            edition=circle.edition.slug,
            region=person.region,
        )
        for person in people
    ]


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
