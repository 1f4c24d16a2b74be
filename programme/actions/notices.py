"""Telling people what has changed, and answering what they ask."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from programme.models import Edition, Question, Update
from wic.accounts.models import User
from wic.audit.actions import record


@transaction.atomic
def post_update(edition: Edition, *, words: Mapping[str, str], by: User | None, now: datetime) -> Update:
    """Tell everybody, at once: `words` are `title_en`, `body_ar` and so on. A language may still be missing."""
    update = Update.objects.create(edition=edition, posted_at=now, **words)
    record("programme.update.posted", update, by=by, now=now, facts={"edition": edition.slug})
    return update


@transaction.atomic
def correct_update(update: Update, *, changes: Mapping[str, Any], by: User | None, now: datetime) -> Update:
    """Other words for what was posted; its date stays."""
    if not changes:
        return update
    for name, value in changes.items():
        setattr(update, name, value)
    update.save(update_fields=list(changes))
    record("programme.update.corrected", update, by=by, now=now, facts={"changed": sorted(changes)})
    return update


@transaction.atomic
def write_question(question: Question, *, by: User | None, now: datetime) -> Question:
    """A new question with its answer, or better words for one that stands."""
    action = "programme.question.revised" if question.pk else "programme.question.written"
    question.save()
    record(action, question, by=by, now=now)
    return question


@transaction.atomic
def drop_question(question: Question, *, by: User | None, now: datetime) -> None:
    record("programme.question.dropped", question, by=by, now=now)
    question.delete()
