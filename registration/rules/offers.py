"""Questions about an offer and an instant, and why it went to her."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from programme.models import Edition
from registration.models.offers import Offer, OfferState
from registration.models.seats import Decision


def can_be_answered(offer: Offer, *, now: datetime) -> bool:
    """The last second belongs to her; while the letter has not left, no clock runs."""
    return offer.state == OfferState.OPEN and (offer.expires_at is None or now <= offer.expires_at)


def answer_by(edition: Edition, *, sent_at: datetime) -> datetime:
    """The end of the day, in the edition's zone, `offer_days` after the letter left."""
    last_day = edition.local(sent_at).date() + timedelta(days=edition.offer_days)
    return datetime.combine(last_day, time(23, 59, 59), tzinfo=edition.tz)


def replacements_are_over(edition: Edition, *, now: datetime) -> bool:
    return edition.local(now).date() > edition.replacements_until


def order_and_reason(offer: Offer, references: Mapping[int, str]) -> str:
    """For staff, a line for each who was passed over; `references` of their applications, by primary key."""
    if not offer.from_waiting_list:
        return _("She was selected, and offered her place when the results were announced.")
    rank, passed_over = offer.facts.get("rank"), offer.facts.get("passed_over", [])
    said = [_("A place became free, and it was her turn: rank {rank} of the list.").format(rank=rank)]
    if passed_over:
        said.append(_("Before her on the list, and passed over for this place:"))
    for key, reason in passed_over:
        said.append(f"{references[key]}: {Decision.Reason(reason).label}")
    return "\n".join(said)
