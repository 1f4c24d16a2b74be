from datetime import datetime
from typing import Any

from registration.mails.offers import OFFER, place_offered
from registration.models import Application, Decision
from wic.mail.actions import Content, Kind, link, queue, render
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
        context=_words(application, application.user.language),
        key=key,
        about=application,
        now=now,
        edition=edition.slug,
        region=application.region,
    )


def preview(decision: Decision, *, language: str) -> Content:
    """The letter that she will get, as it would be in this language; nothing is written."""
    application = decision.application
    if decision.outcome == Decision.Outcome.SELECTED:
        return render(OFFER, language, place_offered(application, language, offer_url=link("home:dashboard")))
    kind = WAITING if decision.outcome == Decision.Outcome.WAITING else NOT_SELECTED
    return render(kind, language, _words(application, language))


def _words(application: Application, language: str) -> dict[str, Any]:
    edition = application.edition
    return {
        "name": application.full_name,
        "edition": edition.name_in(language),
        "is_mentee": application.is_mentee,
        "final_word_on": edition.replacements_until,
        "edition_url": link("home:edition", edition.slug),
        "dashboard_url": link("home:dashboard"),
    }
