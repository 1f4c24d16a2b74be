from datetime import datetime
from typing import Any

from registration.models import Application, Offer, Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

# A decision must never arrive twice: what dies in the middle of sending is held for staff.
OFFER = Kind("registration/offer", repeat_safe=False)
EXPIRED = Kind("registration/offer_expired", repeat_safe=False)
WELCOME = Kind("registration/welcome", repeat_safe=False)


def offer_made(offer: Offer, *, key: str, now: datetime) -> Letter:
    application = offer.application
    return queue(
        OFFER,
        to=application.user.email,
        language=application.user.language,
        context=place_offered(
            application, application.user.language, offer_url=link("registration:offer", offer.public_id)
        ),
        key=key,
        about=offer,
        now=now,
        edition=application.edition.slug,
        region=application.region,
    )


def place_offered(application: Application, language: str, *, offer_url: str) -> dict[str, Any]:
    return {
        "name": application.full_name,
        "edition": application.edition.name_in(language),
        "is_mentee": application.is_mentee,
        "days": application.edition.offer_days,
        "offer_url": offer_url,
    }


def offer_expired(offer: Offer, *, key: str, now: datetime) -> Letter:
    application = offer.application
    return queue(
        EXPIRED,
        to=application.user.email,
        language=application.user.language,
        context={"name": application.full_name, "edition": application.edition.name_in(application.user.language)},
        key=key,
        about=offer,
        now=now,
        edition=application.edition.slug,
        region=application.region,
    )


def welcome(participant: Participant, *, key: str, now: datetime) -> Letter:
    return queue(
        WELCOME,
        to=participant.user.email,
        language=participant.user.language,
        context={
            "name": participant.certificate_name,
            "edition": participant.edition.name_in(participant.user.language),
            "is_mentee": participant.application.is_mentee,
            "dashboard_url": link("home:dashboard"),
        },
        key=key,
        about=participant,
        now=now,
        edition=participant.edition.slug,
        region=participant.region,
    )
