"""Which language lacks mentors, before mentees are selected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from programme.models import Edition
from registration.models import Application
from registration.rules.seat_plan.terms import Candidate, Reason, SeatPlan


@dataclass(frozen=True, slots=True)
class Forecast:
    candidates: Sequence[Candidate]
    plan: SeatPlan


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the circles. Who speaks several counts in each of them."""

    code: str
    label: str
    mentors: int  # approved or taking part
    mentors_waiting: int  # for a decision
    applicants: int  # eligible, and waiting for a decision
    circles: int  # in a plan of today, and
    places: int  # in them, of which
    taken: int
    left_out: int  # applicants for whom only a circle is missing
    mentors_missing: int  # whose circles would hold them


def languages_of(
    edition: Edition, found: Forecast, *, mentors: Iterable[Application], waiting: Iterable[Application]
) -> list[Language]:
    approved, applying = [_spoken(one) for one in mentors], [_spoken(one) for one in waiting]
    eligible = [candidate for candidate in found.candidates if candidate.is_eligible]
    seated = {circles.language: circles for circles in found.plan.circles}
    without = [line.facts["languages"] for line in found.plan.lines if line.reason == Reason.LANGUAGE_FULL]
    labels = dict(settings.LANGUAGES)
    rows = []
    for code in edition.circle_languages:
        circles = seated.get(code)
        left_out = sum(code in languages for languages in without)  # type: ignore[operator]
        rows.append(
            Language(
                code,
                str(labels.get(code, code)),
                mentors=sum(code in spoken for spoken in approved),
                mentors_waiting=sum(code in spoken for spoken in applying),
                applicants=sum(code in candidate.languages for candidate in eligible),
                circles=circles.circles if circles else 0,
                places=circles.places if circles else 0,
                taken=circles.taken if circles else 0,
                left_out=left_out,
                mentors_missing=-(-left_out // edition.circle_max),
            )
        )
    return rows


def _spoken(application: Application) -> set[str]:
    return {code for code, _level in application.languages}
