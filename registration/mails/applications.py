from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from registration.models import Application
from registration.rules.applications import closing, is_still_open
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

RECEIVED = Kind("registration/received")
WITHDRAWN = Kind("registration/withdrawn")
DRAFT_REMINDER = Kind("registration/draft_reminder")
MORE_TIME = Kind("registration/more_time")


def received(application: Application, *, key: str, now: datetime) -> Letter:
    return _of_the_form(RECEIVED, application, key=key, now=now)


def withdrawn(application: Application, *, key: str, now: datetime) -> Letter:
    return _of_the_form(
        WITHDRAWN, application, {"is_still_open": is_still_open(application, now=now)}, key=key, now=now
    )


def draft_reminder(application: Application, *, key: str, now: datetime) -> Letter:
    return _of_the_form(DRAFT_REMINDER, application, key=key, now=now)


def more_time(application: Application, *, key: str, now: datetime) -> Letter:
    return _of_the_form(MORE_TIME, application, key=key, now=now)


def _of_the_form(
    kind: Kind, application: Application, said: Mapping[str, Any] | None = None, *, key: str, now: datetime
) -> Letter:
    edition = application.edition
    context = {
        "reference": application.reference,
        "results_on": edition.local(edition.results_at).date(),
        "copy_url": link("registration:application-sent", edition.slug, application.kind),
        "apply_url": link("registration:apply", edition.slug),
        "form_url": link("registration:application", edition.slug, application.kind),
        "closes_at": closing(edition, application.kind, application),
        "zone": edition.zone,
        "reader_zone": application.user.time_zone,
        **(said or {}),
    }
    return to_applicant(kind, application, context, key=key, now=now)


def to_applicant(
    kind: Kind,
    application: Application,
    context: Mapping[str, Any],
    *,
    about: Model | None = None,
    key: str,
    now: datetime,
) -> Letter:
    """In her language, by the name that she gave; about her application, where it is about nothing nearer."""
    edition, user = application.edition, application.user
    return queue(
        kind,
        to=user.email,
        language=user.language,
        context={"name": application.full_name, "edition": edition.name_in(user.language), **context},
        key=key,
        about=about or application,
        now=now,
        edition=edition.slug,
        region=application.region,
    )
