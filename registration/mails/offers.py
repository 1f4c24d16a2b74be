from datetime import datetime
from typing import Any

from registration.mails.applications import to_applicant
from registration.models import Application, Offer
from wic.mail.actions import Kind, link
from wic.mail.models import Letter

# A decision must never arrive twice: what dies in the middle of sending is held for staff.
OFFER = Kind("registration/offer", repeat_safe=False)
EXPIRED = Kind("registration/offer_expired", repeat_safe=False)


def offer_made(offer: Offer, *, key: str, now: datetime) -> Letter:
    her = offer.application
    context = place_offered(her, her.user.language, offer_url=link("registration:offer", offer.public_id))
    return to_applicant(OFFER, her, context, about=offer, key=key, now=now)


def place_offered(application: Application, language: str, *, offer_url: str) -> dict[str, Any]:
    return {
        "name": application.full_name,
        "edition": application.edition.name_in(language),
        "is_mentee": application.is_mentee,
        "days": application.edition.offer_days,
        "offer_url": offer_url,
    }


def offer_expired(offer: Offer, *, key: str, now: datetime) -> Letter:
    return to_applicant(EXPIRED, offer.application, {}, about=offer, key=key, now=now)
