from datetime import datetime

from programme.offered import offered
from registration.models import Inquiry
from registration.rules.answers import labels
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

ASKED = Kind("registration/asked")
REMINDED = Kind("registration/asked_again")


def asked(inquiry: Inquiry, *, key: str, now: datetime) -> Letter:
    return _to_her(ASKED, inquiry, key=key, now=now)


def reminded(inquiry: Inquiry, *, key: str, now: datetime) -> Letter:
    return _to_her(REMINDED, inquiry, key=key, now=now)


def _to_her(kind: Kind, inquiry: Inquiry, *, key: str, now: datetime) -> Letter:
    application = inquiry.application
    edition, user = application.edition, application.user
    named = labels(offered(edition).extra)
    return queue(
        kind,
        to=user.email,
        language=user.language,
        context={
            "name": application.full_name,
            "edition": edition.name_in(user.language),
            "reference": application.reference,
            "questions": [named[question] for question in inquiry.questions],
            "note": inquiry.note,
            "due_at": inquiry.due_at,
            "zone": edition.zone,
            "reader_zone": user.time_zone,
            "answer_url": link("registration:application-answer", edition.slug, application.kind),
        },
        key=key,
        about=inquiry,
        now=now,
        edition=edition.slug,
        region=application.region,
    )
