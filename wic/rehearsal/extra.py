"""Two questions that one edition puts of its own, the second after an answer to the first."""

import tomllib
from datetime import datetime
from typing import Any

from django.conf import settings

from programme.actions.extra import write_extra_question
from programme.models import Edition, ExtraChoice, ExtraQuestion
from wic.accounts.models import User

QUESTIONS = settings.BASE_DIR / "programme" / "data" / "extra.toml"


def ask_more(edition: Edition, *, by: User | None, now: datetime) -> None:
    for row in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["questions"]:
        choices = [ExtraChoice(position=place, **each) for place, each in enumerate(row.pop("choices", []))]
        after = row.pop("after", {"question": "", "choices": []})
        question = ExtraQuestion(edition=edition, **row)
        decides = ExtraQuestion.objects.for_edition(edition).filter(code=after["question"])
        shown_if = ExtraChoice.objects.filter(question__in=decides, code__in=after["choices"])
        write_extra_question(question, choices=choices, shown_if=list(shown_if), by=by, now=now)


def tell_more(number: int) -> dict[str, Any]:
    """What the applicant of this number answers to them; where they are not asked it is kept nowhere."""
    if number % 3:
        return {"extra-trained-before": "no"}
    return {"extra-trained-before": "yes", "extra-which-training": "Incident response, one week, last year"}
