from collections.abc import Sequence
from datetime import datetime
from typing import Any

from registration.mails.applications import to_applicant
from registration.mails.offers import OFFER, place_offered
from registration.models import Application, Batch, Decision
from wic.accounts.models import User
from wic.mail.actions import Content, Kind, link, queue, render
from wic.mail.models import Letter

WAITING = Kind("registration/waiting_list", repeat_safe=False)
NOT_SELECTED = Kind("registration/not_selected", repeat_safe=False)
REFUSED = Kind("registration/release_refused")


def on_waiting_list(application: Application, *, key: str, now: datetime) -> Letter:
    return _decision(WAITING, application, key=key, now=now)


def not_selected(application: Application, *, key: str, now: datetime) -> Letter:
    return _decision(NOT_SELECTED, application, key=key, now=now)


def _decision(kind: Kind, application: Application, *, key: str, now: datetime) -> Letter:
    return to_applicant(kind, application, _words(application, application.user.language), key=key, now=now)


def preview(decision: Decision, *, language: str) -> Content:
    """The letter that she will get, as it would be in this language; nothing is written."""
    application = decision.application
    if decision.outcome == Decision.Outcome.SELECTED:
        return render(OFFER, language, place_offered(application, language, offer_url=link("home:dashboard")))
    kind = WAITING if decision.outcome == Decision.Outcome.WAITING else NOT_SELECTED
    return render(kind, language, _words(application, language))


def release_refused(batch: Batch, reader: User, *, reasons: Sequence[str], key: str, now: datetime) -> Letter:
    """To headquarters: counts only, nobody by name."""
    edition = batch.edition
    return queue(
        REFUSED,
        to=reader.email,
        language=reader.language,
        context={
            "name": str(reader),
            "edition": edition.name_in(reader.language),
            "release_at": batch.release_at,
            "zone": edition.zone,
            "reasons": list(reasons),
            "batch_url": link("admin:registration_batch_change", batch.pk),
        },
        key=key,
        about=batch,
        now=now,
        edition=edition.slug,
    )


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
