"""The end of a waiting list: whoever still waits gets the final word that she was promised."""

from datetime import datetime, timedelta

from django.db import transaction

from programme.models import Edition
from registration.mails import seats as mails
from registration.models import Decision
from registration.rules.offers import replacements_are_over
from wic.audit.actions import record
from wic.mail.models import Letter

NOT_LATER = timedelta(days=14)  # after the last day for replacements: then it would only surprise


@transaction.atomic
def say_final_word(decision: Decision, *, now: datetime) -> Letter | None:
    """No place became free for her. Said once; None when she waits no longer, or the list still moves."""
    # The edition before the decision, as in every verb that counts seats.
    edition = Edition.objects.locked().get(applications__decision=decision)
    waiting = Decision.objects.still_waiting().select_related("application__edition", "application__user")
    her = waiting.filter(pk=decision.pk).first()
    if her is None or not replacements_are_over(edition, now=now):
        return None
    if said := Letter.objects.filter(key=_key(her)).first():
        return said
    record("registration.decision.final_word", her, by=None, now=now)
    return mails.not_selected(her, key=_key(her), now=now)


def say_final_words(*, now: datetime) -> int:
    """To everybody on a list whose last day has just passed. Returns how many letters were written."""
    lists = Edition.objects.replacing_until(now - NOT_LATER, now)
    waiting = list(Decision.objects.still_waiting().filter(application__edition__in=lists).ranked())
    known = Letter.objects.keys_among(map(_key, waiting))
    told = [decision for decision in waiting if _key(decision) not in known and say_final_word(decision, now=now)]
    return len(told)


def _key(decision: Decision) -> str:
    return f"final-word-{decision.pk}"
