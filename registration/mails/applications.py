from datetime import datetime

from registration.models import Application
from registration.rules.applications import closing
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

RECEIVED = Kind("registration/received")
WITHDRAWN = Kind("registration/withdrawn")
DRAFT_REMINDER = Kind("registration/draft_reminder")
MORE_TIME = Kind("registration/more_time")


def received(application: Application, *, key: str, now: datetime) -> Letter:
    return _to_her(RECEIVED, application, key=key, now=now)


def withdrawn(application: Application, *, key: str, now: datetime) -> Letter:
    return _to_her(WITHDRAWN, application, key=key, now=now)


def draft_reminder(application: Application, *, key: str, now: datetime) -> Letter:
    return _to_her(DRAFT_REMINDER, application, key=key, now=now)


def more_time(application: Application, *, key: str, now: datetime) -> Letter:
    return _to_her(MORE_TIME, application, key=key, now=now)


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
            "results_on": edition.local(edition.results_at).date(),
            "copy_url": link("registration:application-sent", edition.slug, application.kind),
            "apply_url": link("registration:apply", edition.slug),
            "form_url": link("registration:application", edition.slug, application.kind),
            "closes_at": closing(edition, application.kind, application),
            "zone": edition.zone,
            "reader_zone": application.user.time_zone,
        },
        key=key,
        about=application,
        now=now,
        edition=edition.slug,
        region=application.region,
    )
