"""Naming somebody for a role, and what she makes of it."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programme.rules import takes_applications
from registration.actions.invitations import LinkIsOver, LinkJustSent
from registration.actions.tables import RefusedRow, each_row
from registration.mails import nominations as mails
from registration.models import Invitation, Nomination
from registration.rules.nominations import (
    MOST_NOMINATIONS,
    REMIND_AFTER,
    WRITE_AGAIN_SOON,
    is_waiting,
    may_send_again,
    places_left,
    takes_nominations,
)
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused
from wic.places import place


class NominationsClosed(Refused):
    """Registration for this role is over."""


class AlreadyNominated(Refused):
    """This organisation has named this address for this role."""


class QuotaIsUsed(Refused):
    """As many are named as may be."""


class NobodyToRemind(Refused):
    """One reminder is enough."""


class NotHers(Refused):
    """The nomination went to another address, or is somebody else's by now."""


@dataclass(frozen=True, slots=True)
class Nominee:
    """What an organisation says of somebody, as typed or as one row of a file."""

    kind: str
    name: str
    email: str
    country: str
    language: str


@transaction.atomic
def nominate(invitation: Invitation, nominee: Nominee, *, by: User, now: datetime) -> Nomination:
    """She gets a letter with a link of her own. Nothing is looked up: whether she is known here is not told."""
    invitation = Invitation.objects.select_for_update(of=("self",)).with_edition().get(pk=invitation.pk)
    if not takes_nominations(invitation.edition, nominee.kind, now=now):
        raise NominationsClosed(_("Registration has closed, so nobody can be nominated any more."))
    if not places_left(invitation.quota, used=invitation.nominations.standing().count()):
        raise _quota_is_used(invitation)
    before = invitation.nominations.filter(kind=nominee.kind, email=nominee.email).exclude(taken_back_at=None)
    if any(not may_send_again(each.link_sent_at, now=now) for each in before):  # taking back is no way to write on
        raise LinkJustSent(str(WRITE_AGAIN_SOON))
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                invitation=invitation,
                kind=nominee.kind,
                email=nominee.email,
                name=nominee.name,
                country=nominee.country,
                region=place(nominee.country).region,
                language=nominee.language,
                nominated_at=now,
                nominated_by=by,
                link_sent_at=now,
            )
    except IntegrityError as error:
        raise AlreadyNominated(_("You have nominated this address for this role already.")) from error
    record("registration.nomination.made", nomination, by=by, now=now, facts={"kind": nominee.kind})
    mails.nominated(nomination, key=f"nominated-{nomination.pk}", now=now)
    return nomination


@transaction.atomic
def nominate_all(
    invitation: Invitation, rows: Sequence[tuple[int, Nominee]], *, by: User, now: datetime
) -> tuple[list[Nomination], list[RefusedRow]]:
    """The good rows of one file, together or not at all; what is refused is told by its number."""
    return each_row(rows, lambda nominee: nominate(invitation, nominee, by=by, now=now))


@transaction.atomic
def take_back(nomination: Nomination, *, by: User, now: datetime) -> Nomination:
    """Before she has used her link: a wrong address, a change of mind. The link says no more than that it is over."""
    nomination = _locked(nomination)
    if not is_waiting(nomination):
        raise NotHers(pgettext("feminine", "She has used her link already, so the nomination stays."))
    nomination.taken_back_at = now
    nomination.save(update_fields=["taken_back_at"])
    record("registration.nomination.taken_back", nomination, by=by, now=now)
    return nomination


@transaction.atomic
def send_nominee_link(nomination: Nomination, *, by: User | None, now: datetime) -> Nomination:
    """The same letter with a new link, to the address that was given."""
    nomination = _locked(nomination)
    if not is_waiting(nomination):
        raise LinkIsOver(pgettext("feminine", "She has used her link already: she signs in with a code now."))
    if not takes_nominations(nomination.invitation.edition, nomination.kind, now=now):
        raise NominationsClosed(_("Registration has closed, so nobody can be nominated any more."))
    if not may_send_again(nomination.link_sent_at, now=now):
        raise LinkJustSent(str(WRITE_AGAIN_SOON))
    nomination.link_sent_at = now
    nomination.save(update_fields=["link_sent_at"])
    row = record("registration.nomination.link_sent", nomination, by=by, now=now)
    mails.nominated(nomination, key=f"nominated-again-{row.pk}", now=now)
    return nomination


@transaction.atomic
def take_up(
    nomination: Nomination, *, user: User, may_tell_result: bool, seen: Collection[UUID] = (), now: datetime
) -> Nomination:
    """She begins as who she is, whatever address was given; with her come those who named the same address.

    Of them the ones that her page showed, by `seen`: who names her a moment later sees nothing of what she does, and
    is answered by itself.
    """
    same = _same_locked(nomination)
    nomination = _locked(nomination)
    if nomination.user_id == user.pk:
        return nomination
    if not is_waiting(nomination):
        raise LinkIsOver(pgettext("feminine", "This link has been used. Please sign in to go on."))
    if not takes_nominations(nomination.invitation.edition, nomination.kind, now=now):
        raise NominationsClosed(_("Registration is not open, so nothing can be changed or sent."))
    for each in same:
        if not is_waiting(each) or each.public_id not in {nomination.public_id, *seen}:
            continue
        each.user, each.taken_up_at = user, now
        each.may_tell_result_at = now if may_tell_result else None
        each.save(update_fields=["user", "taken_up_at", "may_tell_result_at"])
        record("registration.nomination.taken_up", each, by=user, now=now, facts={"may_tell": may_tell_result})
    nomination.refresh_from_db()
    return nomination


@transaction.atomic
def tell_result(nomination: Nomination, *, may_tell: bool, by: User, now: datetime) -> Nomination:
    """She decides whether this organisation may learn that she is selected, and may change her mind."""
    if nomination.user_id != by.pk:
        raise NotHers(pgettext("feminine", "This nomination is not yours."))
    nomination.may_tell_result_at = now if may_tell else None
    nomination.save(update_fields=["may_tell_result_at"])
    record("registration.nomination.consented", nomination, by=by, now=now, facts={"may_tell": may_tell})
    return nomination


@transaction.atomic
def remind(nomination: Nomination, *, now: datetime) -> Nomination:
    """Once: one letter to an address, whoever named it and whenever."""
    same = _same_locked(nomination)
    if nomination.pk not in {each.pk for each in same if each.reminded_at is None}:
        raise NobodyToRemind(pgettext("feminine", "She was reminded already, or the nomination was taken back."))
    was_reminded = any(each.reminded_at for each in same)
    Nomination.objects.filter(pk__in=[each.pk for each in same if each.reminded_at is None]).update(reminded_at=now)
    if not was_reminded:
        row = record("registration.nomination.reminded", nomination, by=None, now=now)
        mails.reminder(nomination, same, key=f"nominated-reminder-{row.pk}", now=now)
    return nomination


def remind_all(*, now: datetime) -> int:
    """Everybody who was nominated a week ago, has not begun, and still can. Returns how many nominations that were."""
    waiting = Nomination.objects.to_remind(sent_before=now - REMIND_AFTER, now=now).with_organisation().oldest_first()
    reminded = 0
    for nomination in waiting.prefetch_related("invitation__edition__windows"):
        if takes_applications(nomination.invitation.edition, nomination.kind, now=now):
            with suppress(NobodyToRemind):  # with another nomination of the same address, or taken back just now
                remind(nomination, now=now)
                reminded += 1
    return reminded


def _same_locked(nomination: Nomination) -> list[Nomination]:
    """All that stand for this address and role, in one order: two links of one person are used at once."""
    same = Nomination.objects.standing().like(nomination).with_organisation().oldest_first()
    return list(same.select_for_update(of=("self",)))


def _locked(nomination: Nomination) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",)).with_organisation()
    return rows.prefetch_related("invitation__edition__windows").get(pk=nomination.pk)


def _quota_is_used(invitation: Invitation) -> QuotaIsUsed:
    if invitation.quota is None:
        return QuotaIsUsed(
            _("%(count)s people are nominated already. Please write to us before you nominate more.")
            % {"count": MOST_NOMINATIONS}
        )
    return QuotaIsUsed(
        ngettext(
            "Your organisation can nominate %(count)s person for this edition, and has.",
            "Your organisation can nominate %(count)s people for this edition, and has.",
            invitation.quota,
        )
        % {"count": invitation.quota}
    )
