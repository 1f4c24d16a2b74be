from collections.abc import Sequence
from datetime import datetime
from typing import Any

from registration.mails.applications import to_applicant
from registration.mails.offers import OFFER, place_offered
from registration.models import Batch, Decision
from registration.rules.batch import trainings_stay_open
from wic.accounts.models import User
from wic.mail.actions import Content, Kind, link, queue, render
from wic.mail.models import Letter

WAITING = Kind("registration/waiting_list", repeat_safe=False)
NOT_SELECTED = Kind("registration/not_selected", repeat_safe=False)
REFUSED = Kind("registration/release_refused")


def on_waiting_list(decision: Decision, *, key: str, now: datetime) -> Letter:
    return _told(WAITING, decision, key=key, now=now)


def not_selected(decision: Decision, *, key: str, now: datetime) -> Letter:
    return _told(NOT_SELECTED, decision, key=key, now=now)


def _told(kind: Kind, decision: Decision, *, key: str, now: datetime) -> Letter:
    application = decision.application
    return to_applicant(kind, application, _words(decision, application.user.language), key=key, now=now)


def preview(decision: Decision, *, language: str) -> Content:
    """The letter that she will get, as it would be in this language; nothing is written."""
    application = decision.application
    if decision.outcome == Decision.Outcome.SELECTED:
        return render(OFFER, language, place_offered(application, language, offer_url=link("home:dashboard")))
    kind = WAITING if decision.outcome == Decision.Outcome.WAITING else NOT_SELECTED
    return render(kind, language, _words(decision, language))


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


def _words(decision: Decision, language: str) -> dict[str, Any]:
    application, edition = decision.application, decision.application.edition
    return {
        "name": application.full_name,
        "edition": edition.name_in(language),
        "final_word_on": edition.replacements_until,
        "trainings_are_open": trainings_stay_open(decision),
        "edition_url": link("home:edition", edition.slug),
        "dashboard_url": link("home:dashboard"),
    }
