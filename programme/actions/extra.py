"""The questions that one edition puts to its applicants: written, corrected, withdrawn."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programme.extra import contradictions
from programme.models import Edition, ExtraChoice, ExtraQuestion
from programme.offered import extra_questions, forget
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale


class IsFixed(Refused):
    """What answers rest on: the question's code and kind, the codes of its choices."""


class Contradicts(Refused):
    """It could not be asked like that."""


class WasPublished(Refused):
    """People may have answered: it is withdrawn, not deleted."""


class NotAsked(Refused):
    """It is withdrawn already, or it is not withdrawn."""


@transaction.atomic
def write_extra_question(
    question: ExtraQuestion,
    *,
    choices: Collection[ExtraChoice] = (),
    shown_if: Collection[ExtraChoice] | None = None,
    by: User | None,
    now: datetime,
) -> ExtraQuestion:
    """A new question, or one that stands with other words, another place or another condition.

    `choices` are those that are new or changed; `shown_if` are the answers to an earlier question after which this
    one is asked, and None leaves them as they are.
    """
    edition = _locked(question)
    action = "programme.extraquestion.revised" if question.pk else "programme.extraquestion.written"
    if question.pk:
        _must_keep_what_is_fixed(question)
    else:
        _must_be_new(question.code, among=ExtraQuestion.objects.for_edition(edition))
    question.save()
    for choice in choices:
        choice.question = question
        if choice.pk:
            _must_keep_code(choice)
        else:
            _must_be_new(choice.code, among=question.choices.all())
        choice.save()
    if shown_if is not None:
        _must_be_of_one_question(shown_if, edition)
        question.shown_if.set(shown_if)
    _settle(action, question, edition, by=by, now=now)
    return question


@transaction.atomic
def withdraw_extra_question(question: ExtraQuestion, *, by: User | None, now: datetime) -> ExtraQuestion:
    """Nobody is asked any more; what was answered stays with those who answered."""
    edition = _locked(question)
    if not ExtraQuestion.objects.living().filter(pk=question.pk).update(withdrawn_at=now):
        raise NotAsked(_("This question is withdrawn already."))
    question.withdrawn_at = now
    _settle("programme.extraquestion.withdrawn", question, edition, by=by, now=now)
    return question


@transaction.atomic
def ask_extra_question_again(question: ExtraQuestion, *, by: User | None, now: datetime) -> ExtraQuestion:
    """With the answers that it has."""
    edition = _locked(question)
    if not ExtraQuestion.objects.withdrawn().filter(pk=question.pk).update(withdrawn_at=None):
        raise NotAsked(_("This question is not withdrawn."))
    question.withdrawn_at = None
    _settle("programme.extraquestion.asked_again", question, edition, by=by, now=now)
    return question


@transaction.atomic
def drop_extra_question(question: ExtraQuestion, *, by: User | None, now: datetime) -> None:
    """While the edition is not published, nobody can have answered."""
    edition = _locked(question)
    if edition.published_at is not None:
        raise WasPublished(_("People may have answered this question. Please withdraw it instead."))
    if ExtraQuestion.objects.depending_on(question).exists():
        raise Contradicts(_("Another question depends on this one. Please change that one first."))
    _settle("programme.extraquestion.dropped", question, edition, by=by, now=now)
    question.delete()


def _locked(question: ExtraQuestion) -> Edition:
    """What is asked has to fit together: one change at a time."""
    return Edition.objects.locked().get(pk=question.edition_id)


def _settle(action: str, question: ExtraQuestion, edition: Edition, *, by: User | None, now: datetime) -> None:
    if found := contradictions(extra_questions(edition)):
        raise Contradicts(" ".join(found))
    record(action, question, by=by, now=now, facts={"edition": edition.slug, "code": question.code})
    transaction.on_commit(partial(forget, edition))


def _must_be_new(code: str, *, among: QuerySet[Any]) -> None:
    """The form was looked at before the lock: two clicks, or two people, are told of here."""
    if among.filter(code=code).exists():
        raise Stale(_("Somebody else has just changed this. Please look at it again."))


def _must_keep_what_is_fixed(question: ExtraQuestion) -> None:
    stands = ExtraQuestion.objects.get(pk=question.pk)
    if (stands.edition_id, stands.code, stands.kind) != (question.edition_id, question.code, question.kind):
        raise IsFixed(_("The code of a question and the way it is answered never change: answers rest on them."))


def _must_keep_code(choice: ExtraChoice) -> None:
    if not ExtraChoice.objects.filter(pk=choice.pk, question=choice.question, code=choice.code).exists():
        raise IsFixed(_("The code of a choice never changes: answers rest on it."))


def _must_be_of_one_question(shown_if: Collection[ExtraChoice], edition: Edition) -> None:
    questions = {choice.question for choice in shown_if}
    if len(questions) > 1 or any(question.edition_id != edition.pk for question in questions):
        raise Contradicts(_("A question can depend on the answers to one earlier question of its edition only."))
