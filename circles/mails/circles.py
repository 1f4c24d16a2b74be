from collections.abc import Sequence
from datetime import datetime

from circles.models import Circle
from registration.models import Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

OPENED = Kind("circles/circle_opened")
CHANGED = Kind("circles/roster_changed")


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


def roster_changed(circle: Circle, mentees: Sequence[Participant], *, key: str, now: datetime) -> Letter:
    """To the mentor: who is in her circle from now on."""
    mentor = circle.mentor
    return queue(
        CHANGED,
        to=mentor.user.email,
        language=mentor.user.language,
        context={
            "name": mentor.certificate_name,
            "mentees": [mentee.certificate_name for mentee in mentees],
            "circle_url": link("circles:circle", circle.public_id),
        },
        key=key,
        about=circle,
        now=now,
        edition=circle.edition.slug,
        region=mentor.region,
    )
