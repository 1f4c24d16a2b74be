"""To the address that the application came from, and not a word of any other address or application."""

from datetime import datetime

from registration.models import Application
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

SET_ASIDE = Kind("registration/set_aside")
COUNTS_AGAIN = Kind("registration/counts_again")


def set_aside(application: Application, *, key: str, now: datetime) -> Letter:
    return _to_her(SET_ASIDE, application, key=key, now=now)


def counts_again(application: Application, *, key: str, now: datetime) -> Letter:
    return _to_her(COUNTS_AGAIN, application, key=key, now=now)


def _to_her(kind: Kind, application: Application, *, key: str, now: datetime) -> Letter:
    edition, language = application.edition, application.user.language
    return queue(
        kind,
        to=application.user.email,
        language=language,
        context={
            "name": application.full_name,
            "edition": edition.name_in(language),
            "reference": application.reference,
            "contacts_url": link("home:contacts", edition.slug),
            "page_url": link("home:dashboard"),
        },
        key=key,
        about=application,
        now=now,
        edition=edition.slug,
        region=application.region,
    )
