"""Taking part, and leaving."""

from datetime import datetime

from django.db import transaction

from programme.models import Edition
from registration.mails import participants as mails
from registration.models import Application, Participant
from registration.models.participants import EndReason
from wic.accounts.models import User
from wic.audit.actions import record
from wic.audit.models import AuditRow
from wic.lifecycle import move


def take_part(application: Application, *, certificate_name: str, by: User, now: datetime) -> Participant:
    """Called by `offers.accept`, inside its transaction: a place is only had by accepting an offer."""
    sent = application.submissions.latest("number").answers  # what was decided on, not what she has edited since
    participant = Participant.objects.create(
        edition=application.edition,
        user=application.user,
        role=application.kind,
        application=application,
        country=sent["country"],
        region=application.region,
        certificate_name=certificate_name or sent["full_name"],
        conduct_agreed_at=now,
        joined_at=now,
    )
    record("registration.participant.joined", participant, by=by, now=now)
    return participant


@transaction.atomic
def leave(participant: Participant, *, by: User, now: datetime) -> Participant:
    """She leaves the programme; her seat is free for the waiting list."""
    row = _free_seat(participant, by=by, now=now)
    mails.goodbye(participant, key=f"goodbye-{row.pk}", now=now)
    return participant


@transaction.atomic
def end_part(participant: Participant, *, because: EndReason, by: User, now: datetime) -> Participant:
    """The same by staff, for somebody who cannot or does not do it herself; her letter says why."""
    row = _free_seat(participant, by=by, now=now, facts={"because": because})
    if because == EndReason.ASKED:
        mails.goodbye(participant, key=f"goodbye-{row.pk}", now=now)
    else:
        mails.ended(participant, because=because, key=f"ended-{row.pk}", now=now)
    return participant


def _free_seat(participant: Participant, *, by: User, now: datetime, facts: dict[str, str] | None = None) -> AuditRow:
    Edition.objects.locked().get(pk=participant.edition_id)
    return move(participant, Participant.State.WITHDRAWN, by=by, now=now, facts=facts, withdrawn_at=now)
