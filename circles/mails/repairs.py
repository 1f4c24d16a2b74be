from collections.abc import Sequence
from datetime import datetime

from circles.mails.circles import to_member
from circles.mails.sessions import dated
from circles.models import Circle, Session
from events.models import SignUp
from registration.mails.participants import to_participant
from registration.models import Participant
from wic.mail.actions import Kind, link
from wic.mail.models import Letter

MOVED = Kind("circles/moved", secret=True)  # it holds her addresses to join
CLOSED = Kind("circles/circle_closed")
WITHOUT = Kind("circles/without_circle")


def moved(
    her: Participant, circle: Circle, dates: Sequence[tuple[Session, SignUp]], *, key: str, now: datetime
) -> Letter:
    """Her new mentor, and the sessions that lie ahead, each with her own address."""
    context = {
        "mentor": circle.mentor.certificate_name,
        "dates": [dated(*pair) for pair in dates],
        "time_zone": her.user.time_zone,
        "circle_url": link("circles:circle", circle.public_id),
    }
    return to_member(MOVED, circle, her, context, key=key, now=now)


def without_circle(her: Participant, *, key: str, now: datetime) -> Letter:
    """Her circle is no more, and there is none for her today."""
    return to_participant(WITHOUT, her, {"my_page_url": link("home:dashboard")}, key=key, now=now)


def closed(mentor: Participant, *, key: str, now: datetime) -> Letter:
    """She takes part as before, and her circle does not go on."""
    return to_participant(CLOSED, mentor, {"my_page_url": link("home:dashboard")}, key=key, now=now)
