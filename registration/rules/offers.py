"""Questions about an offer and an instant."""

from datetime import datetime, time, timedelta

from programme.models import Edition
from registration.models.offers import Offer, OfferState


def can_be_answered(offer: Offer, *, now: datetime) -> bool:
    """The last second belongs to her; while the letter has not left, no clock runs."""
    return offer.state == OfferState.OPEN and (offer.expires_at is None or now <= offer.expires_at)


def answer_by(edition: Edition, *, sent_at: datetime) -> datetime:
    """The end of the day, in the edition's zone, `offer_days` after the letter left."""
    last_day = edition.local(sent_at).date() + timedelta(days=edition.offer_days)
    return datetime.combine(last_day, time(23, 59, 59), tzinfo=edition.tz)


def replacements_are_over(edition: Edition, *, now: datetime) -> bool:
    return edition.local(now).date() > edition.replacements_until
