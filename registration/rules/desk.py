"""Applications as rows of a file that staff take home."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from programme.extra import Extra
from registration.models import Application
from registration.models.screening import Outcome
from registration.rules.answers import in_words, labels
from wic.places import PLACES, name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Questions = Sequence[tuple[str, Extra]]  # address of the edition and a question that it puts

COLUMNS: list["StrPromise"] = [
    _("reference"),
    _("edition"),
    _("as"),
    _("full name"),
    _("country or territory of residence"),
    _("region"),
    _("state"),
    _("criteria"),
    _("sent"),
]


def table_of(applications: Iterable[Application], questions: Questions) -> list[list[Any]]:
    """With the names of the columns: of applications that the desk has listed, with their outcome and sent answers.

    The editions' own questions come last, those that somebody in the list was asked.
    """
    applications = list(applications)
    asked = {(one.edition.slug, key) for one in applications for key in one.sent_answers or {}}  # type: ignore[attr-defined]
    put = [(slug, question) for slug, question in questions if (slug, question.key) in asked]
    heads = [f"{labels([question])[question.key]} ({slug})" for slug, question in put]
    return [[*COLUMNS, *heads], *([*row_of(one), *_answers_of(one, put)] for one in applications)]


def row_of(application: Application) -> list[str]:
    sent_at = application.submitted_at
    return [
        application.reference,
        str(application.edition),
        application.get_kind_display(),
        application.full_name,
        name(application.country) if application.country in PLACES else application.country,
        application.get_region_display(),
        application.get_state_display(),
        str(Outcome(application.outcome).label),  # type: ignore[attr-defined]
        sent_at.isoformat(timespec="minutes") if sent_at else "",
    ]


def _answers_of(application: Application, questions: Questions) -> list[str]:
    sent = application.sent_answers or {}  # type: ignore[attr-defined]
    return [
        in_words(question.key, sent.get(question.key), topics={}, extra=[question])
        if slug == application.edition.slug
        else ""
        for slug, question in questions
    ]
