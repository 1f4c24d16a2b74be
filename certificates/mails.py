from datetime import datetime

from certificates.models import Certificate
from registration.mails.participants import to_participant
from registration.models.applications import Kind as Role
from wic.mail.actions import Kind, link
from wic.mail.models import Letter

ISSUED = Kind("certificates/issued", repeat_safe=False)


def certificate_issued(certificate: Certificate, *, key: str, now: datetime) -> Letter:
    participant = certificate.participant
    context = {
        "name": certificate.name,
        "is_mentor": participant.role == Role.MENTOR,
        "download_url": link("certificates:download", certificate.code),
        "check_url": link("certificates:check", certificate.code),
    }
    return to_participant(ISSUED, participant, context, about=certificate, key=key, now=now)
