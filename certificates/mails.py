from datetime import datetime

from certificates.models import Certificate
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

ISSUED = Kind("certificates/issued", repeat_safe=False)


def certificate_issued(certificate: Certificate, *, key: str, now: datetime) -> Letter:
    participant = certificate.participant
    user, edition = participant.user, participant.edition
    return queue(
        ISSUED,
        to=user.email,
        language=user.language,
        context={
            "name": certificate.name,
            "edition": edition.name_in(user.language),
            "is_mentor": participant.role == "mentor",
            "download_url": link("certificates:download", certificate.code),
            "check_url": link("certificates:check", certificate.code),
        },
        key=key,
        about=certificate,
        now=now,
        edition=edition.slug,
        region=participant.region,
    )
