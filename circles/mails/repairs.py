from collections.abc import Sequence
from datetime import datetime

from circles.mails.sessions import dated
from circles.models import Circle, Session
from events.models import SignUp
from registration.models import Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

MOVED = Kind("circles/moved", secret=True)  # it holds her addresses to join
WITHOUT = Kind("circles/without_circle")


def moved(
    her: Participant, circle: Circle, dates: Sequence[tuple[Session, SignUp]], *, key: str, now: datetime
) -> Letter:
    """Her new mentor, and the sessions that lie ahead, each with her own address."""
    return queue(
        MOVED,
        to=her.user.email,
        language=her.user.language,
        context={
            "name": her.certificate_name,
            "mentor": circle.mentor.certificate_name,
            "dates": [dated(*pair) for pair in dates],
            "time_zone": her.user.time_zone,
            "circle_url": link("circles:circle", circle.public_id),
        },
        key=key,
        about=circle,
        now=now,
        edition=circle.edition.slug,
        region=her.region,
    )


def without_circle(her: Participant, *, key: str, now: datetime) -> Letter:
    """Her circle is no more, and there is none for her today."""
    return queue(
        WITHOUT,
        to=her.user.email,
        language=her.user.language,
        context={"name": her.certificate_name, "my_page_url": link("home:dashboard")},
        key=key,
        about=her,
        now=now,
        edition=her.edition.slug,
        region=her.region,
    )
