"""Her answers to the questions of the edition's own, kept beside her application."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from programme.extra import Extra
from registration.models import Application, ExtraAnswer


def keep_extra_answers(
    application: Application, answers: Mapping[str, Any], *, extra: Iterable[Extra], now: datetime
) -> None:
    """Those among these answers, in one statement, for a verb that holds the transaction."""
    given = {question.pk: answers[question.key] for question in extra if question.key in answers}
    if not given:
        return
    ExtraAnswer.objects.bulk_create(
        [
            ExtraAnswer(application=application, question_id=question, value=value, changed_at=now)
            for question, value in given.items()
        ],
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["value", "changed_at"],
    )
    known = application.answers_by_question or {}
    application.answers_by_question = known | {str(question): value for question, value in given.items()}
