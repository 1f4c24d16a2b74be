"""From rows to the assignment's plain values; what points add up to; and what staff should know about both."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from django.conf import settings
from django.utils.translation import ngettext

from programme.extra import Extra
from registration.models import Review, Reviewer, Rubric, Screening
from registration.rules.assignment import Bar, Gap, Reader, Reading
from wic.names import fold


def reading_of(
    screening: Screening, *, wanted: int, barred: Collection[int], organisations: Iterable[str] = ()
) -> Reading:
    """As she sent it; in the language that she is written to."""
    sent = screening.submission.answers
    return Reading(
        key=screening.application_id,
        language=screening.application.user.language,
        country=sent["country"],
        employer=fold(sent["employer"]),
        organisations=frozenset(fold(name) for name in organisations),
        barred=frozenset(barred),
        wanted=wanted,
    )


def reader_of(reviewer: Reviewer, *, load: int) -> Reader:
    return Reader(reviewer.pk, frozenset(reviewer.languages), reviewer.country, fold(reviewer.employer), load)


def weighted(points: Mapping[int, int], weights: Mapping[int, int]) -> Decimal:
    """Between 1 and 5, like the points themselves."""
    total = sum(points[criterion] * weight for criterion, weight in weights.items())
    return (Decimal(total) / sum(weights.values())).quantize(Decimal("0.001"))


def mean(totals: Sequence[Decimal]) -> Decimal:
    return sum(totals, Decimal()) / len(totals)


def near_the_cut(scores: Mapping[int, Decimal], *, seats: int, percent: int) -> set[int]:
    """Whoever stands around the last place; all with the same points stand at the same side of the border."""
    if len(scores) <= seats:
        return set()
    order = sorted(scores.values(), reverse=True)
    band = ceil(seats * percent / 100)
    highest, lowest = order[max(0, seats - band)], order[min(len(order), seats + band) - 1]
    return {key for key, score in scores.items() if lowest <= score <= highest}


def readings_wanted(rubric: Rubric, totals: Sequence[Decimal], *, is_near_cut: bool) -> int:
    if len(totals) > 1 and max(totals) - min(totals) >= rubric.spread:
        return 3
    return 2 if is_near_cut else rubric.readings


@dataclass(frozen=True, slots=True)
class Severity:
    """How far her points lie from those of who read the same applications; below zero is stricter."""

    reviews: int
    compared: int
    difference: Decimal | None


def severities(done: Iterable[tuple[int, int, Decimal]]) -> dict[int, Severity]:
    """By reviewer, of (application, reviewer, points)."""
    of_application: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for application, reviewer, total in done:
        of_application[application][reviewer] = total
    reviews: Counter[int] = Counter()
    apart: dict[int, list[Decimal]] = defaultdict(list)
    for totals in of_application.values():
        for reviewer, total in totals.items():
            reviews[reviewer] += 1
            if others := [points for other, points in totals.items() if other != reviewer]:
                apart[reviewer].append(total - mean(others))
    return {
        reviewer: Severity(count, len(apart[reviewer]), mean(apart[reviewer]) if apart[reviewer] else None)
        for reviewer, count in reviews.items()
    }


def kept_of(gaps: Iterable[Gap]) -> list[dict[str, Any]]:
    """What is stored: how many reviewers are missing, by why and in which language."""
    missing: Counter[tuple[str, str]] = Counter()
    for gap in gaps:
        missing[gap.bar, gap.language] += gap.missing
    return [{"bar": str(why), "language": code, "missing": count} for (why, code), count in sorted(missing.items())]


def remedies(rubric: Rubric) -> list[str]:
    """One sentence for each reason why reviewers are missing, with what helps."""
    return [_remedy(gap["bar"], gap["language"], gap["missing"]) for gap in rubric.gaps]


def _remedy(why: str, code: str, missing: int) -> str:
    named = {"count": missing, "language": dict(settings.LANGUAGES).get(code, code)}
    if why == Bar.NOBODY:
        said = ngettext(
            "%(count)s review has nobody to do it, for nobody reviews: please invite reviewers.",
            "%(count)s reviews have nobody to do them, for nobody reviews: please invite reviewers.",
            missing,
        )
    elif why == Bar.LANGUAGE:
        said = ngettext(
            "%(count)s review lacks a reviewer who reads this language: %(language)s. Please invite one.",
            "%(count)s reviews lack a reviewer who reads this language: %(language)s. Please invite one.",
            missing,
        )
    else:
        said = ngettext(
            "%(count)s review lacks a reviewer of another country, employer and organisation who reads this "
            "language: %(language)s. Please invite one.",
            "%(count)s reviews lack a reviewer of another country, employer and organisation who reads this "
            "language: %(language)s. Please invite one.",
            missing,
        )
    return said % named


def is_hidden(review: Review) -> bool:
    """Names are kept from her until her own review is in."""
    return review.state != Review.State.DONE and review.application.edition.rubric.is_anonymous


# What a reader without names does not see, and what no reviewer needs.
NAMES = ("full_name", "arabic_name", "employer")
NOT_FOR_REVIEWERS = ("access_needs", "availability", "consent", "time_zone")
FREE_TEXTS = ("motivation", "gender_words", "post")
HIDDEN = "…"


def readable(answers: Mapping[str, Any], *, email: str, is_hidden: bool, extra: Iterable[Extra]) -> dict[str, Any]:
    """What a reviewer reads of a submission; without names also where she mentions them herself."""
    extra = list(extra)
    telling = {question.key for question in extra if question.identifies}
    left_out = {*NOT_FOR_REVIEWERS, *((*NAMES, *telling) if is_hidden else ())}
    shown = {question: value for question, value in answers.items() if question not in left_out}
    if not is_hidden:
        return shown
    names = [email, *(answers[question] for question in NAMES)]
    parts = [part for name in (answers["full_name"], answers["arabic_name"]) for part in name.split()]
    said = sorted({word for word in [*names, *parts] if len(word) > 2}, key=len, reverse=True)
    if not said:
        return shown
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)", re.IGNORECASE)
    free_texts = {*FREE_TEXTS, *(question.key for question in extra if question.is_text)}
    return {
        question: pattern.sub(HIDDEN, value) if question in free_texts else value for question, value in shown.items()
    }
