from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from circles.models import Circle
from registration.models import Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

OPENED = Kind("circles/circle_opened")
CHANGED = Kind("circles/roster_changed")


def circle_opened(circle: Circle, people: Sequence[Participant], *, key: str, now: datetime) -> list[Letter]:
    """One letter each: the mentor reads who her mentees are, a mentee who her mentor is."""
    mentor, *mentees = people
    context = {
        "mentor": mentor.certificate_name,
        "mentees": [mentee.certificate_name for mentee in mentees],
        "circle_url": link("circles:circle", circle.public_id),
    }
    return [
        to_member(OPENED, circle, person, {"is_mentor": person == mentor, **context}, key=f"{key}-{person.pk}", now=now)
        for person in people
    ]


def roster_changed(circle: Circle, mentees: Sequence[Participant], *, key: str, now: datetime) -> Letter:
    """To the mentor: who is in her circle from now on."""
    context = {
        "mentees": [mentee.certificate_name for mentee in mentees],
        "circle_url": link("circles:circle", circle.public_id),
    }
    return to_member(CHANGED, circle, circle.mentor, context, key=key, now=now)


def to_member(
    kind: Kind,
    circle: Circle,
    person: Participant,
    context: Mapping[str, Any],
    *,
    about: Model | None = None,
    key: str,
    now: datetime,
) -> Letter:
    """In her language, by the name of her certificate; about the circle, where it is about nothing nearer."""
    edition, user = circle.edition, person.user
    return queue(
        kind,
        to=user.email,
        language=user.language,
        context={"name": person.certificate_name, "edition": edition.name_in(user.language), **context},
        key=key,
        about=about or circle,
        now=now,
        edition=edition.slug,
        region=person.region,
    )
