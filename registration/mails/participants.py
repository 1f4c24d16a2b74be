from datetime import datetime

from registration.models import Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

GOODBYE = Kind("registration/goodbye")


def goodbye(participant: Participant, *, key: str, now: datetime) -> Letter:
    return queue(
        GOODBYE,
        to=participant.user.email,
        language=participant.user.language,
        context={
            "name": participant.certificate_name,
            "edition": participant.edition.name_in(participant.user.language),
            "edition_url": link("home:edition", participant.edition.slug),
        },
        key=key,
        about=participant,
        now=now,
        edition=participant.edition.slug,
        region=participant.region,
    )
