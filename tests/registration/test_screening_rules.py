"""Eligibility as a table: what she answered, what the rules say, and the words she reads."""

from typing import Any

import pytest
from django.utils import translation

from registration.models.screening import Outcome
from registration.rules import screening
from registration.rules.screening import SENTENCES, Result, Thresholds, Verdict, outcome, screen
from tests.factories import MENTEE_ANSWERS, MENTOR_ANSWERS

THRESHOLDS = Thresholds(regions=frozenset({"AFR", "ARB"}), min_years=2, min_english=2)


def verdict(criterion: str, kind: str = "mentee", **answers: Any) -> tuple[str, str]:
    complete = (MENTEE_ANSWERS if kind == "mentee" else MENTOR_ANSWERS) | answers
    result = next(r for r in screen(complete, kind=kind, thresholds=THRESHOLDS) if r.criterion == criterion)
    return result.verdict, result.reason


@pytest.mark.parametrize(
    ("criterion", "answers", "expected"),
    [
        ("region", {"country": "KE"}, ("met", "inside")),
        ("region", {"country": "PS"}, ("met", "inside")),
        ("region", {"country": "DE"}, ("not_met", "outside")),
        ("region", {"country": ""}, ("unclear", "not_said")),
        ("gender", {"gender": "woman"}, ("met", "woman")),
        ("gender", {"gender": "man"}, ("not_met", "man")),
        ("gender", {"gender": "other"}, ("unclear", "other")),
        ("gender", {"gender": ""}, ("unclear", "not_said")),
        ("experience", {"years": 1}, ("not_met", "too_few_years")),
        ("experience", {"years": 2}, ("met", "enough_years")),
        ("experience", {"years": 30}, ("met", "enough_years")),
        ("experience", {"years": None}, ("unclear", "years_not_said")),
        ("experience", {"pathway": "ict_stem", "years": None}, ("met", "ict_stem")),
        ("experience", {"pathway": "ict_stem", "years": 0}, ("met", "ict_stem")),
        ("experience", {"pathway": ""}, ("unclear", "not_said")),
        ("english", {"english": 1}, ("not_met", "too_low")),
        ("english", {"english": 2}, ("met", "enough")),
        ("english", {"english": None}, ("unclear", "not_said")),
        ("equipment", {}, ("met", "both")),
        ("equipment", {"has_computer": False}, ("not_met", "no_computer")),
        ("equipment", {"has_connection": False}, ("not_met", "no_connection")),
        ("equipment", {"has_connection": None}, ("unclear", "not_said")),
        ("equipment", {"has_computer": False, "has_connection": None}, ("not_met", "no_computer")),
    ],
)
def test_mentees(criterion: str, answers: dict[str, Any], expected: tuple[str, str]) -> None:
    assert verdict(criterion, **answers) == expected


@pytest.mark.parametrize(
    ("criterion", "answers", "expected"),
    [
        ("gender", {"gender": "woman"}, ("met", "woman")),
        ("seniority", {"seniority": "senior"}, ("met", "senior")),
        ("seniority", {"seniority": "executive"}, ("met", "senior")),
        ("seniority", {"seniority": "other"}, ("unclear", "other")),
        ("seniority", {"seniority": ""}, ("unclear", "not_said")),
    ],
)
def test_mentors(criterion: str, answers: dict[str, Any], expected: tuple[str, str]) -> None:
    assert verdict(criterion, "mentor", **answers) == expected


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["met", "met"], Outcome.ELIGIBLE),
        (["met", "unclear"], Outcome.UNCLEAR),
        (["unclear", "not_met"], Outcome.NOT_ELIGIBLE),
    ],
)
def test_outcome(verdicts: list[str], expected: Outcome) -> None:
    results = [Result(screening.Criterion.GENDER, Verdict(said), "woman") for said in verdicts]

    assert outcome(results) == expected


def test_a_result_comes_back_from_its_row() -> None:
    results = screen(MENTEE_ANSWERS, kind="mentee", thresholds=THRESHOLDS)

    assert [Result.from_row(result.as_row()) for result in results] == results


def test_sentences_hold_the_facts() -> None:
    answers = MENTEE_ANSWERS | {"country": "DE", "years": 1, "english": 1}

    sentences = {r.criterion: r.sentence for r in screen(answers, kind="mentee", thresholds=THRESHOLDS)}

    assert sentences["region"] == "You live in Germany. This edition is open to residents of: Africa, Arab States."
    assert sentences["experience"] == (
        "You wrote 1; this edition asks for at least 2 full years of work in cybersecurity."
    )
    assert sentences["english"] == (
        "This edition asks for English at this level or above: "
        "“Good working level: I follow a talk and can ask questions”."
    )


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("key", list(SENTENCES), ids="-".join)
def test_every_reason_has_words_in_every_language(language: str, key: tuple[screening.Criterion, str]) -> None:
    facts = {
        "country": "KE",
        "regions": ["AFR"],
        "years": 3,
        "min_years": 2,
        "level": 1,
        "min_level": 2,
        "seniority": "senior",
    }
    with translation.override(language):
        words = Result(key[0], Verdict.MET, key[1], facts).sentence

    assert words
    assert "{" not in words
