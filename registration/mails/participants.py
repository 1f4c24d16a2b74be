from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from registration.models import Participant
from registration.models.participants import EndReason
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

GOODBYE = Kind("registration/goodbye")
ENDED = Kind("registration/ended", repeat_safe=False)
WELCOME = Kind("registration/welcome", repeat_safe=False)


def welcome(participant: Participant, *, key: str, now: datetime) -> Letter:
    context = {"is_mentee": participant.application.is_mentee, "dashboard_url": link("home:dashboard")}
    return to_participant(WELCOME, participant, context, key=key, now=now)


def goodbye(participant: Participant, *, key: str, now: datetime) -> Letter:
    context = {"edition_url": link("home:edition", participant.edition.slug)}
    return to_participant(GOODBYE, participant, context, key=key, now=now)


def ended(participant: Participant, *, because: EndReason, key: str, now: datetime) -> Letter:
    context = {
        "is_mentee": participant.application.is_mentee,
        "is_about_conduct": because == EndReason.CONDUCT,
        "contacts_url": link("home:contacts", participant.edition.slug),
    }
    return to_participant(ENDED, participant, context, key=key, now=now)


def to_participant(
    kind: Kind,
    participant: Participant,
    context: Mapping[str, Any],
    *,
    about: Model | None = None,
    key: str,
    now: datetime,
) -> Letter:
    """In her language, by the name of her certificate; about her place, where it is about nothing nearer."""
    edition, user = participant.edition, participant.user
    return queue(
        kind,
        to=user.email,
        language=user.language,
        context={"name": participant.certificate_name, "edition": edition.name_in(user.language), **context},
        key=key,
        about=about or participant,
        now=now,
        edition=edition.slug,
        region=participant.region,
    )
