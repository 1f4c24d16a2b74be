"""May she edit, send, withdraw; what is missing. Values in, reasons out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programme.extra import Extra, applying
from programme.models import Edition
from programme.models.extra import ExtraKind
from programme.rules import takes_applications, window_for
from registration.models.applications import ENDED, Application, ApplicationState, Kind, MenteeDetail
from registration.rules.answers import Answers, Section, questions

MOTIVATION_WORDS = 300

REQUIRED = {
    Kind.MENTEE: (
        "full_name",
        "gender",
        "country",
        "time_zone",
        "sector",
        "post",
        "pathway",
        "english",
        "languages",
        "availability",
        "topics",
        "goal",
        "motivation",
        "has_computer",
        "has_connection",
    ),
    Kind.MENTOR: (
        "full_name",
        "gender",
        "country",
        "time_zone",
        "sector",
        "post",
        "seniority",
        "capacity",
        "languages",
        "availability",
        "topics",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    question: str
    sentence: str


def is_decided(application: Application) -> bool:
    """Of an application loaded `with_answers` or `with_facts`; what was never sent cannot be decided on."""
    return application.submitted_at is not None and hasattr(application, "decision")


def is_told(application: Application) -> bool:
    return is_decided(application) and application.decision.batch.released_at is not None


def has_more_time(application: Application, *, now: datetime) -> bool:
    """Staff gave it to her alone."""
    return application.extended_until is not None and now <= application.extended_until


def is_open_for(application: Application, *, now: datetime) -> bool:
    is_open = takes_applications(application.edition, application.kind, now=now)
    return is_open or has_more_time(application, now=now)


def is_still_open(application: Application, *, now: datetime) -> bool:
    """To be changed and sent or, once it is withdrawn, to be taken up again."""
    return is_open_for(application, now=now) and not is_told(application)


def is_editable(application: Application, *, now: datetime) -> bool:
    return application.state not in ENDED and is_still_open(application, now=now)


def closing(edition: Edition, kind: str, application: Application | None) -> datetime | None:
    """The last moment to send it."""
    window = window_for(edition, kind)
    ends = [window.closes_at] if window else []
    if application is not None and application.extended_until is not None:
        ends.append(application.extended_until)
    return max(ends, default=None)


def has_unsent_changes(application: Application) -> bool:
    sent_at = application.submitted_at
    return application.state == ApplicationState.SUBMITTED and sent_at is not None and application.changed_at > sent_at


def is_answered(value: Any) -> bool:
    return value is not None and value not in ("", [])


def words(text: str) -> int:
    return len(text.split())


def problems(answers: Answers, *, kind: str, extra: Sequence[Extra]) -> list[Problem]:
    """What stands between the answers and sending them, in the order of the form."""
    found = {question: _("Please answer this question.") for question in _unanswered(answers, kind)}
    found |= _problems_of_the_edition(answers, extra)
    if answers["full_name"] and not any(letter.isalpha() for letter in answers["full_name"]):
        found["full_name"] = pgettext("feminine", "Please write your name in letters.")
    if words(answers.get("motivation", "")) > MOTIVATION_WORDS:
        found["motivation"] = _too_many_words(words(answers["motivation"]), MOTIVATION_WORDS)
    if is_answered(answers.get("goal")) and answers["goal"] not in answers["topics"]:
        found["goal"] = pgettext("feminine", "Your main goal should be one of the topics that you ticked.")
    if not answers["consent"]:
        found["consent"] = pgettext("feminine", "We can only take your application with your consent.")
    return [Problem(question, found[question]) for question in questions(kind, extra) if question in found]


def _problems_of_the_edition(answers: Answers, extra: Sequence[Extra]) -> dict[str, str]:
    """With its own questions, those that apply to her."""
    found = {}
    applies = applying(extra, answers)
    for question in extra:
        value = answers.get(question.key)
        if question.key not in applies:
            continue
        if question.is_required and not is_answered(value):
            found[question.key] = _("Please answer this question.")
        elif question.word_limit and words(value or "") > question.word_limit:
            found[question.key] = _too_many_words(words(value or ""), question.word_limit)
        elif question.kind == ExtraKind.NUMBER and value is not None and value not in question.bounds:
            found[question.key] = out_of_bounds(question)
    return found


def out_of_bounds(question: Extra) -> str:
    """Also said by the form's field."""
    said = _("Please give a number from %(lowest)s to %(highest)s.")
    return said % {"lowest": question.lowest, "highest": question.highest}


def _unanswered(answers: Answers, kind: str) -> list[str]:
    required = list(REQUIRED[Kind(kind)])
    if answers["sector"] == Application.Sector.NONE:
        required.remove("post")
    else:
        required.append("employer")
    if answers.get("pathway") == MenteeDetail.Pathway.CYBERSECURITY:
        required.append("years")
    if not answers["country"]:
        required.remove("time_zone")  # which follows from her country where she names no other
    return [question for question in required if not is_answered(answers[question])]


def _too_many_words(count: int, limit: int) -> str:
    return ngettext(
        "Your text has %(count)s word; at most %(limit)s fit.",
        "Your text has %(count)s words; at most %(limit)s fit.",
        count,
    ) % {"count": count, "limit": limit}


def is_complete(section: Section, found: Collection[Problem]) -> bool:
    return not {problem.question for problem in found} & set(section.questions)
