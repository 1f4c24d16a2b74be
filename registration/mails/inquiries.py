from datetime import datetime

from programme.offered import offered
from registration.mails.applications import to_applicant
from registration.models import Inquiry
from registration.rules.answers import labels
from wic.mail.actions import Kind, link
from wic.mail.models import Letter

ASKED = Kind("registration/asked")
REMINDED = Kind("registration/asked_again")


def asked(inquiry: Inquiry, *, key: str, now: datetime) -> Letter:
    return _of_the_questions(ASKED, inquiry, key=key, now=now)


def reminded(inquiry: Inquiry, *, key: str, now: datetime) -> Letter:
    return _of_the_questions(REMINDED, inquiry, key=key, now=now)


def _of_the_questions(kind: Kind, inquiry: Inquiry, *, key: str, now: datetime) -> Letter:
    application = inquiry.application
    edition = application.edition
    named = labels(offered(edition).extra)
    context = {
        "reference": application.reference,
        "questions": [named[question] for question in inquiry.questions],
        "note": inquiry.note,
        "due_at": inquiry.due_at,
        "zone": edition.zone,
        "reader_zone": application.user.time_zone,
        "answer_url": link("registration:application-answer", edition.slug, application.kind),
    }
    return to_applicant(kind, application, context, about=inquiry, key=key, now=now)
