"""To the address that the application came from, and not a word of any other address or application."""

from datetime import datetime

from registration.mails.applications import to_applicant
from registration.models import Application
from wic.mail.actions import Kind, link
from wic.mail.models import Letter

SET_ASIDE = Kind("registration/set_aside")
COUNTS_AGAIN = Kind("registration/counts_again")


def set_aside(application: Application, *, key: str, now: datetime) -> Letter:
    return _of_the_other(SET_ASIDE, application, key=key, now=now)


def counts_again(application: Application, *, key: str, now: datetime) -> Letter:
    return _of_the_other(COUNTS_AGAIN, application, key=key, now=now)


def _of_the_other(kind: Kind, application: Application, *, key: str, now: datetime) -> Letter:
    context = {
        "reference": application.reference,
        "contacts_url": link("home:contacts", application.edition.slug),
        "page_url": link("home:dashboard"),
    }
    return to_applicant(kind, application, context, key=key, now=now)
