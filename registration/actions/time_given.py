"""Time to send: a reminder of a draft before registration closes, and more of it for one person."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from registration.actions.applications import BeingDecided
from registration.mails import applications as mails
from registration.models import Application
from registration.rules.applications import closing, is_decided, is_open_for
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

REMINDED_BEFORE = timedelta(days=3)
JUST_BEGUN = timedelta(days=1)  # who began today needs no reminder yet


class NoMoreTime(Refused):
    """The new end is no later than hers is now, or there is nothing to send."""


class NothingToRemind(Refused):
    """Sent, withdrawn, reminded of or too late."""


@transaction.atomic
def give_more_time(application: Application, *, until: datetime, by: User, now: datetime) -> Application:
    """Let her alone change and send it after registration has closed."""
    application = Application.objects.to_change().held(application)
    if is_decided(application):
        raise BeingDecided(_("A decision on this application is prepared: what it rests on stands."))
    ends = closing(application.edition, application.kind, application)
    if until <= now or (ends is not None and until <= ends):
        raise NoMoreTime(_("More time ends later than now, and later than she has already."))
    if application.state == Application.State.WITHDRAWN:
        raise NoMoreTime(_("This application is withdrawn: there is nothing to send."))
    application.extended_until = until
    application.save(update_fields=["extended_until"])
    facts = {"until": until.isoformat()}
    row = record("registration.application.extended", application, by=by, now=now, facts=facts)
    mails.more_time(application, key=f"more-time-{row.pk}", now=now)
    return application


@transaction.atomic
def remind_of_draft(application: Application, *, now: datetime) -> Application:
    """Once, while there is time to send it."""
    application = Application.objects.to_change().held(application)
    is_waiting = application.state == Application.State.DRAFT and application.reminded_at is None
    if not is_waiting or not is_open_for(application, now=now):
        raise NothingToRemind(_("There is no draft to remind of."))
    application.reminded_at = now
    application.save(update_fields=["reminded_at"])
    row = record("registration.application.reminded", application, by=None, now=now)
    mails.draft_reminder(application, key=f"draft-reminder-{row.pk}", now=now)
    return application


def remind_all(*, now: datetime) -> None:
    drafts = Application.objects.to_remind(opened=now - JUST_BEGUN, closing_by=now + REMINDED_BEFORE, now=now)
    for application in drafts:
        with suppress(Refused):  # sent in this very moment
            remind_of_draft(application, now=now)
