"""Organisations that nominate: invited for an edition, with people who sign in by link and may hand over."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from programme.models import Edition
from registration.actions.tables import RefusedRow, each_row
from registration.mails import nominations as mails
from registration.models import FocalPoint, Invitation, NominatingOrganisation, SignedLetter
from registration.rules.nominations import (
    MOST_FOCAL_POINTS,
    MOST_LETTERS,
    WRITE_AGAIN_SOON,
    Key,
    is_too_late_to_invite,
    may_send_again,
    opens,
)
from wic.accounts.actions import AccountIsClosed, end_role, grant_role, open_account
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.actions import record
from wic.lifecycle import Refused
from wic.names import fold
from wic.places import place


class AlreadyInvited(Refused):
    """This organisation nominates for this edition already."""


class RegistrationIsOver(Refused):
    """Whoever is invited now could nominate nobody."""


class AlreadyFocalPoint(Refused):
    """This person nominates for this organisation already."""


class EnoughFocalPoints(Refused):
    """So many that nobody knows any more who they are."""


class LinkIsOver(Refused):
    """Used, too old, or its owner has handed over."""


class LinkJustSent(Refused):
    """One has only just left."""


class SignInByCode(Refused):
    """Who works at the desk does not come in by a link."""


class ClosedAlready(Refused):
    """Written to once is enough."""


class EnoughLetters(Refused):
    """More than anybody reads."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation with its first focal point, as typed or as one row of a file."""

    kind: str
    name: str
    country: str
    focal_name: str
    focal_email: str
    language: str
    quota: int | None = None


@transaction.atomic
def invite(edition: Edition, entry: Entry, *, by: User | None, now: datetime) -> Invitation:
    """One organisation, known or new. Who nominated for it before nominates again and is told so."""
    if is_too_late_to_invite(edition, now=now):
        raise RegistrationIsOver(_("Registration has closed, so nobody can be nominated any more."))
    organisation = _organisation(entry, by=by, now=now)
    quota = edition.nomination_quota if entry.quota is None else entry.quota
    invitation, is_new = Invitation.objects.get_or_create(
        organisation=organisation,
        edition=edition,
        defaults={"quota": quota, "invited_at": now, "invited_by": by},
    )
    if not is_new:
        raise AlreadyInvited(_("This organisation is invited to this edition already."))
    record("registration.invitation.made", invitation, by=by, now=now, facts={"quota": entry.quota})
    known = organisation.focal_points.living().select_related("user", "organisation")
    if not known.filter(user__email=entry.focal_email).exists():
        _add(organisation, name=entry.focal_name, email=entry.focal_email, language=entry.language, by=by, now=now)
    for focal_point in known.all():
        _tell_of(invitation, focal_point, by=by, now=now)
    return invitation


@transaction.atomic
def invite_all(
    edition: Edition, rows: Sequence[tuple[int, Entry]], *, by: User, now: datetime
) -> tuple[list[Invitation], list[RefusedRow]]:
    """The good rows of one file, together or not at all; what is refused is told by its number."""
    return each_row(rows, lambda entry: invite(edition, entry, by=by, now=now))


@transaction.atomic
def change_quota(invitation: Invitation, *, quota: int | None, by: User, now: datetime) -> Invitation:
    invitation.quota = quota
    invitation.save(update_fields=["quota"])
    record("registration.invitation.changed", invitation, by=by, now=now, facts={"quota": quota})
    return invitation


@transaction.atomic
def add_focal_point(
    invitation: Invitation, *, name: str, email: str, language: str, by: User, now: datetime
) -> FocalPoint:
    """One more person who nominates for the organisation; she or he gets a link."""
    organisation = NominatingOrganisation.objects.select_for_update().get(pk=invitation.organisation_id)
    if organisation.focal_points.living().count() >= MOST_FOCAL_POINTS:
        told = _("At most %(count)s people can nominate for one organisation. One of you can hand over instead.")
        raise EnoughFocalPoints(told % {"count": MOST_FOCAL_POINTS})
    return _welcome(organisation, invitation, name=name, email=email, language=language, by=by, now=now)


@transaction.atomic
def hand_over(
    focal_point: FocalPoint, invitation: Invitation, *, name: str, email: str, language: str, now: datetime
) -> FocalPoint:
    """A colleague takes over; who hands over sees nothing of it from now on."""
    organisation = NominatingOrganisation.objects.select_for_update().get(pk=invitation.organisation_id)
    by = focal_point.user
    successor = _welcome(organisation, invitation, name=name, email=email, language=language, by=by, now=now)
    end_focal_point(focal_point, by=by, now=now)
    return successor


@transaction.atomic
def end_focal_point(focal_point: FocalPoint, *, by: User, now: datetime) -> FocalPoint:
    """Her or his links and pages are gone at once, the role with the last organisation."""
    user = User.objects.select_for_update().get(pk=focal_point.user_id)
    if not FocalPoint.objects.living().filter(pk=focal_point.pk).update(ended_at=now):
        raise LinkIsOver(_("This person has handed over already."))
    focal_point.ended_at = now
    record("registration.focalpoint.ended", focal_point, by=by, now=now)
    if not FocalPoint.objects.of(user).exists():
        for grant in user.grants.in_force().filter(role=Role.FOCAL_POINT):
            end_role(grant, by=None, now=now)
    return focal_point


@transaction.atomic
def send_link(focal_point: FocalPoint, *, by: User | None, now: datetime) -> FocalPoint:
    """A new link to the same address; nobody else sees it."""
    focal_point = FocalPoint.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(
        pk=focal_point.pk
    )  # fmt: skip
    if focal_point.ended_at is not None:
        raise LinkIsOver(_("This person has handed over already."))
    if not may_send_again(focal_point.link_sent_at, now=now):
        raise LinkJustSent(str(WRITE_AGAIN_SOON))
    _note_link(focal_point, now)
    row = record("registration.focalpoint.link_sent", focal_point, by=by, now=now)
    mails.sign_in_link(focal_point, key=f"nominations-link-{row.pk}", now=now)
    return focal_point


@transaction.atomic
def use_link(key: Key, *, now: datetime) -> User:
    """The person that a link signs in, once."""
    rows = FocalPoint.objects.select_for_update(of=("self",)).select_related("user")
    focal_point = rows.filter(public_id=key.public_id).first()
    if focal_point is None or not opens(key, focal_point, now=now):
        raise LinkIsOver(_("This link has been used, or its time is over. We can send you a new one."))
    if focal_point.user.roles.is_staff:
        raise SignInByCode(_("You work at the staff desk: please sign in with a code."))
    if not focal_point.user.is_active:
        raise AccountIsClosed(_("This account is closed. Please write to us if you think that this is wrong."))
    focal_point.links_used += 1
    focal_point.link_used_at = now
    focal_point.save(update_fields=["links_used", "link_used_at"])
    record("registration.focalpoint.signed_in", focal_point, by=focal_point.user, now=now)
    return focal_point.user


@transaction.atomic
def attach_letter(invitation: Invitation, *, file: File, content_type: str, by: User, now: datetime) -> SignedLetter:
    """`content_type` is what the file was found to be."""
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.letters.count() >= MOST_LETTERS:
        raise EnoughLetters(_("Five letters are attached already. Please write to us if you need another."))
    letter = SignedLetter.objects.create(
        invitation=invitation,
        file=file,
        content_type=content_type,
        size=file.size,
        attached_at=now,
        attached_by=by,
    )
    record("registration.signedletter.attached", letter, by=by, now=now, facts={"type": content_type})
    return letter


@transaction.atomic
def close(invitation: Invitation, *, now: datetime) -> Invitation:
    """The closing letter, once, to everybody who nominated; an organisation that named nobody is not written to."""
    if not Invitation.objects.filter(pk=invitation.pk, closed_at=None).update(closed_at=now):
        raise ClosedAlready(_("The closing letter has been sent already."))
    invitation.closed_at = now
    record("registration.invitation.closed", invitation, by=None, now=now)
    if invitation.nominations.standing().exists():
        for focal_point in invitation.organisation.focal_points.living().select_related("user", "organisation"):
            mails.closed(invitation, focal_point, key=f"nominations-closed-{invitation.pk}-{focal_point.pk}", now=now)
    return invitation


def close_all(*, now: datetime) -> int:
    """Each whose edition's results are announced to everybody they concern. Returns how many."""
    closed = 0
    for invitation in Invitation.objects.to_close().select_related("organisation", "edition"):
        with suppress(ClosedAlready):  # another beat was quicker
            close(invitation, now=now)
            closed += 1
    return closed


def _organisation(entry: Entry, *, by: User | None, now: datetime) -> NominatingOrganisation:
    organisation, is_new = NominatingOrganisation.objects.get_or_create(
        folded=fold(entry.name)[:200],
        country=entry.country,
        defaults={
            "kind": entry.kind,
            "name": entry.name,
            "region": place(entry.country).region if entry.country else "",
            "created_at": now,
        },
    )
    if is_new:
        record("registration.nominatingorganisation.added", organisation, by=by, now=now)
    return organisation


def _welcome(
    organisation: NominatingOrganisation,
    invitation: Invitation,
    *,
    name: str,
    email: str,
    language: str,
    by: User,
    now: datetime,
) -> FocalPoint:
    if organisation.focal_points.living().filter(user__email=email).exists():
        raise AlreadyFocalPoint(_("This person nominates for your organisation already."))
    focal_point = _add(organisation, name=name, email=email, language=language, by=by, now=now)
    _tell_of(invitation, focal_point, by=by, now=now)
    return focal_point


def _add(
    organisation: NominatingOrganisation, *, name: str, email: str, language: str, by: User | None, now: datetime
) -> FocalPoint:
    user = open_account(email, language=language, time_zone="UTC", by=by, now=now)
    if not user.roles.names & {Role.FOCAL_POINT}:
        # Given by the invitation itself: a focal point may name a colleague, though only headquarters give roles.
        grant_role(user, role=Role.FOCAL_POINT, by=None, now=now)
    focal_point = FocalPoint.objects.create(organisation=organisation, user=user, name=name, since=now)
    record("registration.focalpoint.added", focal_point, by=by, now=now)
    return focal_point


def _tell_of(invitation: Invitation, focal_point: FocalPoint, *, by: User | None, now: datetime) -> None:
    _note_link(focal_point, now)
    row = record("registration.focalpoint.invited", focal_point, by=by, now=now)
    mails.invited(invitation, focal_point, key=f"nominations-invited-{row.pk}", now=now)


def _note_link(focal_point: FocalPoint, now: datetime) -> None:
    focal_point.link_sent_at = now
    focal_point.save(update_fields=["link_sent_at"])
