"""Issuing, revoking and drawing certificates."""

from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import mails
from certificates.models import Certificate
from certificates.pdf import Facts, Language, Signatory, missing_glyphs, render
from certificates.rules import is_completed, serial
from events.models import Attendance, Event
from programme.models import Edition
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move
from wic.mail.actions import link


class NotCompleted(Refused):
    """She has not attended the sessions that the edition asks for."""


class Unwritable(Refused):
    """The name has a letter that no font of the certificate covers."""


class NoReason(Refused):
    """A certificate is not revoked without a word."""


@transaction.atomic
def issue(participant: Participant, *, by: User | None, now: datetime) -> Certificate:
    """State what she completed, and write to her. One valid certificate for each participant, however often asked."""
    edition = Edition.objects.locked().get(pk=participant.edition_id)
    living = Certificate.objects.valid().filter(participant=participant).first()
    if living is not None:
        return living
    attended = sessions_attended(participant)
    if not is_completed(edition, attended=attended):
        raise NotCompleted(_("The sessions that the certificate asks for are not complete."))
    name = participant.certificate_name
    if missing := missing_glyphs(name):
        raise Unwritable(_("The certificate has no letters for: %(letters)s") % {"letters": " ".join(missing)})
    number = 1 + (Certificate.objects.of_edition(edition).aggregate(last=Max("number"))["last"] or 0)
    certificate = Certificate.objects.create(
        participant=participant,
        number=number,
        serial=serial(edition, number),
        language=participant.user.language,
        name=name,
        facts={},
        issued_at=now,
    )
    certificate.facts = _stated(certificate, edition, attended)
    certificate.save(update_fields=["facts"])
    row = record("certificates.certificate.issued", certificate, by=by, now=now, facts={"attended": attended})
    mails.certificate_issued(certificate, key=f"certificate-{row.pk}", now=now)
    return certificate


def _stated(certificate: Certificate, edition: Edition, attended: int) -> dict[str, object]:
    """All that the page says besides the name and the addresses, in its language, as it is today."""
    with translation.override(certificate.language):
        return {
            "role": certificate.participant.role,
            "edition_name": edition.name_in(certificate.language),
            "organisers": _("ITU, FIRST and EQUALS"),
            "starts_on": edition.starts_on.isoformat(),
            "ends_on": edition.ends_on.isoformat(),
            "sessions_attended": attended,
            "sessions_planned": edition.sessions_planned,
            "issued_on": edition.local(certificate.issued_at).date().isoformat(),
            "signatories": [[s.name, s.title] for s in edition.signatories.order_by("position", "pk")],
            "specimen": edition.is_specimen,
        }


def facts_of(certificate: Certificate) -> Facts:
    """What the PDF is drawn from: the same facts give the same bytes, whenever it is asked for."""
    stated = dict(certificate.facts)
    for day in ("starts_on", "ends_on", "issued_on"):
        stated[day] = date.fromisoformat(stated[day])
    stated["signatories"] = tuple(Signatory(name, title) for name, title in stated["signatories"])
    return Facts(
        language=cast(Language, certificate.language),
        name=certificate.name,
        serial=certificate.serial,
        verify_url=link("certificates:check", certificate.code),
        **stated,
    )


def draw(certificate: Certificate) -> bytes:
    return render(facts_of(certificate))


def issue_all(edition: Edition, *, by: User | None, now: datetime) -> dict[str, int]:
    """Every active participant who completed; each in a transaction of its own, so that a stop loses nothing."""
    counts = {"issued": 0, "short": 0, "unwritable": 0}
    for participant in Participant.objects.for_edition(edition).active().select_related("user").order_by("pk"):
        try:
            issue(participant, by=by, now=now)
            counts["issued"] += 1
        except NotCompleted:
            counts["short"] += 1
        except Unwritable:
            counts["unwritable"] += 1
    return counts


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: User, now: datetime) -> Certificate:
    if not reason.strip():
        raise NoReason(_("Please say why this certificate is revoked."))
    move(certificate, Certificate.State.REVOKED, by=by, now=now, ended_at=now, ended_reason=reason)
    return certificate


def sessions_attended(participant: Participant) -> int:
    """Sessions of her circles at which she was noted present, mentor or mentee."""
    hers = Attendance.objects.filter(is_present=True, sign_up__participant=participant)
    return hers.filter(sign_up__event__session__isnull=False, sign_up__event__state=Event.State.PUBLISHED).count()
