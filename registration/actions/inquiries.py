"""Asking her once more about a sent application, and her answer."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programme.extra import with_conditions
from programme.offered import offered
from registration.actions.applications import BeingDecided, Incomplete, keep_answers
from registration.actions.screening import screen_submission
from registration.mails import inquiries as mails
from registration.models import Application, Inquiry, Submission
from registration.rules.answers import counted
from registration.rules.answers import questions as questions_of
from registration.rules.applications import is_decided, problems
from registration.rules.inquiries import REMINDED_BEFORE, is_open
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused


class NothingToAsk(Refused):
    """No question, an unknown one, or no time to answer."""


class NotSent(Refused):
    """Only of an application that counts can something be asked."""


class AskedAlready(Refused):
    """She has a question before her; it is answered, or lapses, first."""


class InquiryIsOver(Refused):
    """Answered before, or too late."""


@transaction.atomic
def ask(
    application: Application, *, questions: Collection[str], note: str, due_at: datetime, by: User | None, now: datetime
) -> Inquiry:
    """Open these questions to her again, whether or not registration is open, and write to her.

    No others but those that an edition's own question depends on.
    """
    application = Application.objects.to_change().held(application)
    extra = offered(application.edition).asked(application.kind)
    known_questions = questions_of(application.kind, extra)
    if not questions or set(questions) - set(known_questions) or due_at <= now:
        raise NothingToAsk(_("Please choose at least one question, and a moment that is still to come."))
    if application.state != Application.State.SUBMITTED:
        raise NotSent(_("This application is not sent, so nothing can be asked about it."))
    if is_decided(application):
        raise BeingDecided(_("A decision on this application is prepared: what it rests on stands."))
    known = Inquiry.objects.filter(application=application).first()
    if known is not None and is_open(known, now=now):
        raise AskedAlready(_("She has been asked already, and has still time to answer."))
    opened = with_conditions(questions, extra)
    ordered = [question for question in known_questions if question in opened]
    columns = {"questions": ordered, "note": note, "asked_by": by, "asked_at": now, "due_at": due_at}
    inquiry, _is_new = Inquiry.objects.update_or_create(
        application=application, defaults={**columns, "reminded_at": None, "answered_at": None}
    )
    facts = {"questions": ordered, "due_at": due_at.isoformat()}
    row = record("registration.application.asked", application, by=by, now=now, facts=facts)
    mails.asked(inquiry, key=f"asked-{row.pk}", now=now)
    return inquiry


@transaction.atomic
def answer(inquiry: Inquiry, *, answers: Mapping[str, Any], by: User, now: datetime) -> Submission:
    """What she sent, with these answers in place of hers: the next submission, screened like every one."""
    application = Application.objects.to_change().held(inquiry.application)
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not is_open(inquiry, now=now) or application.state != Application.State.SUBMITTED:
        raise InquiryIsOver(_("These questions can no longer be answered."))
    if is_decided(application):
        raise BeingDecided(
            pgettext("feminine", "Your application is with those who decide, so it can no longer be changed or sent.")
        )
    last = application.submissions.latest("number")
    given = {question: value for question, value in answers.items() if question in inquiry.questions}
    asked = offered(application.edition).asked(application.kind)
    whole = counted({**last.answers, **given}, asked)
    if found := [
        problem
        for problem in problems(whole, kind=application.kind, extra=asked)
        if problem.question in inquiry.questions
    ]:
        raise Incomplete(_("Some answers are still missing, so it cannot be sent yet."), found)
    keep_answers(application, given, now=now)
    submission = Submission.objects.create(
        application=application,
        number=last.number + 1,
        answers=whole,
        consent_version=last.consent_version,
        at=now,
    )
    inquiry.answered_at = now
    inquiry.save(update_fields=["answered_at"])
    record("registration.application.answered", application, by=by, now=now, facts={"number": submission.number})
    screen_submission(submission, by=None, now=now)
    return submission


@transaction.atomic
def remind(inquiry: Inquiry, *, now: datetime) -> Inquiry:
    """Once, shortly before the time is over."""
    inquiry = Inquiry.objects.select_for_update(of=("self",)).select_related("application__edition").get(pk=inquiry.pk)
    is_waiting = inquiry.application.state == Application.State.SUBMITTED and is_open(inquiry, now=now)
    if not is_waiting or inquiry.reminded_at is not None:
        raise InquiryIsOver(_("These questions can no longer be answered."))
    inquiry.reminded_at = now
    inquiry.save(update_fields=["reminded_at"])
    row = record("registration.application.asked_again", inquiry.application, by=None, now=now)
    mails.reminded(inquiry, key=f"asked-again-{row.pk}", now=now)
    return inquiry


def remind_all(*, now: datetime) -> None:
    for inquiry in Inquiry.objects.open_at(now).to_remind(now + REMINDED_BEFORE):
        with suppress(Refused):  # answered or withdrawn in this very moment
            remind(inquiry, now=now)
