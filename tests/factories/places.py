"""Offers and places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from programme.models import (
    Edition,
)
from registration.actions.offers import accept, make_offer, start_clock
from registration.models import Application, Batch, Decision, Offer, Participant
from tests.factories.moment import NOW
from tests.factories.registration import application
from wic.accounts.models import User
from wic.mail.models import Letter


def offer(application: Application, *, from_waiting_list: bool = False, now: datetime = NOW) -> Offer:
    """Made, and its letter taken by the relay: the clock runs."""
    made = make_offer(application, from_waiting_list=from_waiting_list, by=None, now=now)
    Letter.objects.filter(pk=made.letter_id).update(state=Letter.State.SENT, sent_at=now)
    return start_clock(made, now=now)


def participant(edition: Edition, user: User | None = None, *, kind: str = "mentee", **answers: Any) -> Participant:
    sent = application(edition, user, kind=kind, **answers)
    return accept(offer(sent), agrees_to_conduct=True, certificate_name=sent.full_name, by=sent.user, now=NOW)


def waiting_list(edition: Edition, applications: Sequence[Application], *, now: datetime = NOW) -> Batch:
    """A released batch in which all of them wait, in this order, and have been told."""
    batch = Batch.objects.create(
        edition=edition, kind="mentee", state="released", created_at=now, approved_at=now, released_at=now
    )
    Decision.objects.bulk_create(
        Decision(
            batch=batch,
            application=waiting,
            outcome="waiting",
            reason="no_place",
            rank=rank,
            decided_at=now,
            announced_at=now,
        )
        for rank, waiting in enumerate(applications, start=1)
    )
    return batch
