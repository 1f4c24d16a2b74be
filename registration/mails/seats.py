from datetime import datetime

from registration.models import Application
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

WAITING = Kind("registration/waiting_list", repeat_safe=False)
NOT_SELECTED = Kind("registration/not_selected", repeat_safe=False)


def on_waiting_list(application: Application, *, key: str, now: datetime) -> Letter:
    return _decision(WAITING, application, key=key, now=now)


def not_selected(application: Application, *, key: str, now: datetime) -> Letter:
    return _decision(NOT_SELECTED, application, key=key, now=now)


def _decision(kind: Kind, application: Application, *, key: str, now: datetime) -> Letter:
    edition = application.edition
    return queue(
        kind,
        to=application.user.email,
        language=application.user.language,
        context={
            "name": application.full_name,
            "edition": edition.name_in(application.user.language),
            "is_mentee": application.is_mentee,
            "final_word_on": edition.replacements_until,
            "edition_url": link("home:edition", edition.slug),
            "dashboard_url": link("home:dashboard"),
        },
        key=key,
        about=application,
        now=now,
        edition=edition.slug,
        region=application.region,
    )
