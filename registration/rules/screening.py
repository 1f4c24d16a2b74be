"""Eligibility, criterion by criterion. Pure: answers and thresholds in, reasons out.

A result keeps a code and the facts it rests on; the sentence is made for the reader, in her language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, pgettext, pgettext_lazy

from programme.models import Edition, EnglishLevel
from registration.models.applications import Application, Kind, MenteeDetail, MentorDetail
from registration.models.screening import Outcome
from registration.rules.answers import Answers
from wic.look.words import join_words
from wic.places import PLACES, Region, in_regions
from wic.places import name as place_name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Criterion(StrEnum):
    REGION = "region"
    GENDER = "gender"
    EXPERIENCE = "experience"
    ENGLISH = "english"
    EQUIPMENT = "equipment"
    SENIORITY = "seniority"


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"


TITLES: dict[Criterion, "StrPromise"] = {
    Criterion.REGION: _("Where you live"),
    Criterion.GENDER: _("For women"),
    Criterion.EXPERIENCE: _("Experience"),
    Criterion.ENGLISH: _("English"),
    Criterion.EQUIPMENT: _("Computer and connection"),
    Criterion.SENIORITY: _("Position"),
}
VERDICTS: dict[Verdict, "StrPromise"] = {
    Verdict.MET: _("Met"),
    Verdict.NOT_MET: _("Not met"),
    Verdict.UNCLEAR: _("Not clear yet"),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What an edition asks for."""

    regions: frozenset[str]
    min_years: int
    min_english: int
    women_only: bool = True
    takes_ict_stem: bool = True
    asks_equipment: bool = True

    @classmethod
    def of(cls, edition: Edition) -> "Thresholds":
        return cls(regions=frozenset(opened.region for opened in edition.regions.all()), **edition.rules)


@dataclass(frozen=True, slots=True)
class Result:
    criterion: Criterion
    verdict: Verdict
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(TITLES[self.criterion])

    @property
    def answer(self) -> str:
        return str(VERDICTS[self.verdict])

    @property
    def sentence(self) -> str:
        """What it says to the applicant, in the active language."""
        return SENTENCES[self.criterion, self.reason](self.facts)

    def as_row(self) -> dict[str, Any]:
        return {
            "criterion": str(self.criterion),
            "answer": str(self.verdict),
            "reason": self.reason,
            "facts": dict(self.facts),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Result":
        return cls(Criterion(row["criterion"]), Verdict(row["answer"]), row["reason"], row["facts"])


def screen(answers: Answers, *, kind: str, thresholds: Thresholds) -> list[Result]:
    for_women = [gender(answers)] if thresholds.women_only else []
    if kind == Kind.MENTOR:
        return [*for_women, seniority(answers)]
    return [
        region(answers, thresholds),
        *for_women,
        experience(answers, thresholds),
        english(answers, thresholds),
        *([equipment(answers)] if thresholds.asks_equipment else []),
    ]


def outcome(results: Iterable[Result]) -> Outcome:
    """One criterion not met decides; short of that, one that is unclear."""
    verdicts = {result.verdict for result in results}
    if Verdict.NOT_MET in verdicts:
        return Outcome.NOT_ELIGIBLE
    return Outcome.UNCLEAR if Verdict.UNCLEAR in verdicts else Outcome.ELIGIBLE


def region(answers: Answers, thresholds: Thresholds) -> Result:
    country = answers["country"]
    if country not in PLACES:
        return Result(Criterion.REGION, Verdict.UNCLEAR, "not_said")
    facts = {"country": country, "regions": sorted(thresholds.regions)}
    if in_regions(country, thresholds.regions):
        return Result(Criterion.REGION, Verdict.MET, "inside", facts)
    return Result(Criterion.REGION, Verdict.NOT_MET, "outside", facts)


def gender(answers: Answers) -> Result:
    match answers["gender"]:
        case Application.Gender.WOMAN:
            return Result(Criterion.GENDER, Verdict.MET, "woman")
        case Application.Gender.MAN:
            return Result(Criterion.GENDER, Verdict.NOT_MET, "man")
        case Application.Gender.OTHER:
            return Result(Criterion.GENDER, Verdict.UNCLEAR, "other")
    return Result(Criterion.GENDER, Verdict.UNCLEAR, "not_said")


def experience(answers: Answers, thresholds: Thresholds) -> Result:
    """Years are asked of those who work in cybersecurity; a junior ICT or STEM post stands for itself, if at all."""
    years = answers["years"]
    match answers["pathway"]:
        case MenteeDetail.Pathway.ICT_STEM if not thresholds.takes_ict_stem:
            return Result(Criterion.EXPERIENCE, Verdict.NOT_MET, "ict_stem_not_taken")
        case MenteeDetail.Pathway.ICT_STEM:
            return Result(Criterion.EXPERIENCE, Verdict.MET, "ict_stem")
        case MenteeDetail.Pathway.CYBERSECURITY if years is not None:
            facts = {"years": years, "min_years": thresholds.min_years}
            if years >= thresholds.min_years:
                return Result(Criterion.EXPERIENCE, Verdict.MET, "enough_years", facts)
            return Result(Criterion.EXPERIENCE, Verdict.NOT_MET, "too_few_years", facts)
        case MenteeDetail.Pathway.CYBERSECURITY:
            return Result(Criterion.EXPERIENCE, Verdict.UNCLEAR, "years_not_said")
    return Result(Criterion.EXPERIENCE, Verdict.UNCLEAR, "not_said")


def english(answers: Answers, thresholds: Thresholds) -> Result:
    level = answers["english"]
    if level is None:
        return Result(Criterion.ENGLISH, Verdict.UNCLEAR, "not_said")
    facts = {"level": level, "min_level": thresholds.min_english}
    if level >= thresholds.min_english:
        return Result(Criterion.ENGLISH, Verdict.MET, "enough", facts)
    return Result(Criterion.ENGLISH, Verdict.NOT_MET, "too_low", facts)


def equipment(answers: Answers) -> Result:
    has = {answers["has_computer"], answers["has_connection"]}
    if False in has:
        missing = "computer" if answers["has_computer"] is False else "connection"
        return Result(Criterion.EQUIPMENT, Verdict.NOT_MET, f"no_{missing}")
    if None in has:
        return Result(Criterion.EQUIPMENT, Verdict.UNCLEAR, "not_said")
    return Result(Criterion.EQUIPMENT, Verdict.MET, "both")


def seniority(answers: Answers) -> Result:
    level = answers["seniority"]
    if level == MentorDetail.Seniority.OTHER:
        return Result(Criterion.SENIORITY, Verdict.UNCLEAR, "other")
    if level not in MentorDetail.Seniority.values:
        return Result(Criterion.SENIORITY, Verdict.UNCLEAR, "not_said")
    return Result(Criterion.SENIORITY, Verdict.MET, "senior", {"seniority": level})


def _said(sentence: "StrPromise") -> Callable[[Mapping[str, Any]], str]:
    return lambda facts: str(sentence)  # noqa: ARG005 - one signature for every reason


def _inside(facts: Mapping[str, Any]) -> str:
    return pgettext("feminine", "You live in {country}, which this edition is open to.").format(
        country=place_name(facts["country"])
    )


def _outside(facts: Mapping[str, Any]) -> str:
    regions = join_words(Region(code).label for code in facts["regions"])
    sentence = pgettext("feminine", "You live in {country}. This edition is open to residents of: {regions}.")
    return sentence.format(country=place_name(facts["country"]), regions=regions)


def _enough_years(facts: Mapping[str, Any]) -> str:
    return npgettext(
        "feminine",
        "You have worked in cybersecurity for {years} year.",
        "You have worked in cybersecurity for {years} years.",
        facts["years"],
    ).format(years=facts["years"])


def _too_few_years(facts: Mapping[str, Any]) -> str:
    return npgettext(
        "feminine",
        "You wrote {years}; this edition asks for at least {min_years} full year of work in cybersecurity.",
        "You wrote {years}; this edition asks for at least {min_years} full years of work in cybersecurity.",
        facts["min_years"],
    ).format(**facts)


def _level_too_low(facts: Mapping[str, Any]) -> str:
    sentence = pgettext("feminine", "This edition asks for English at this level or above: “{level}”.")
    return sentence.format(level=EnglishLevel(facts["min_level"]).label)


SENTENCES: dict[tuple[Criterion, str], Callable[[Mapping[str, Any]], str]] = {
    (Criterion.REGION, "inside"): _inside,
    (Criterion.REGION, "outside"): _outside,
    (Criterion.REGION, "not_said"): _said(pgettext_lazy("feminine", "You have not said where you live.")),
    (Criterion.GENDER, "woman"): _said(pgettext_lazy("feminine", "The programme is for women.")),
    (Criterion.GENDER, "man"): _said(_("The circles and trainings are for women. The keynotes are open to you.")),
    (Criterion.GENDER, "other"): _said(
        _("The programme is for women. You described your gender in your own words: a member of the team will read it.")
    ),
    (Criterion.GENDER, "not_said"): _said(_("The programme is for women. You have not answered this question.")),
    (Criterion.EXPERIENCE, "ict_stem"): _said(
        pgettext_lazy("feminine", "You hold a junior ICT or STEM post and want to enter cybersecurity.")
    ),
    (Criterion.EXPERIENCE, "ict_stem_not_taken"): _said(
        pgettext_lazy("feminine", "You do not work in cybersecurity yet: this edition is for women who do.")
    ),
    (Criterion.EXPERIENCE, "enough_years"): _enough_years,
    (Criterion.EXPERIENCE, "too_few_years"): _too_few_years,
    (Criterion.EXPERIENCE, "years_not_said"): _said(
        pgettext_lazy("feminine", "You have not said how many years you have worked in cybersecurity.")
    ),
    (Criterion.EXPERIENCE, "not_said"): _said(pgettext_lazy("feminine", "You have not said where you stand.")),
    (Criterion.ENGLISH, "enough"): _said(pgettext_lazy("feminine", "Your English is good enough for the trainings.")),
    (Criterion.ENGLISH, "too_low"): _level_too_low,
    (Criterion.ENGLISH, "not_said"): _said(pgettext_lazy("feminine", "You have not said how good your English is.")),
    (Criterion.EQUIPMENT, "both"): _said(pgettext_lazy("feminine", "You have a computer and a stable connection.")),
    (Criterion.EQUIPMENT, "no_computer"): _said(
        pgettext_lazy("feminine", "You need the use of a computer to take part.")
    ),
    (Criterion.EQUIPMENT, "no_connection"): _said(
        pgettext_lazy("feminine", "You need a stable internet connection to take part.")
    ),
    (Criterion.EQUIPMENT, "not_said"): _said(
        pgettext_lazy("feminine", "You have not said whether you have a computer and a stable connection.")
    ),
    (Criterion.SENIORITY, "senior"): _said(pgettext_lazy("feminine", "You hold a senior position.")),
    (Criterion.SENIORITY, "other"): _said(
        pgettext_lazy("feminine", "Mentors hold senior positions: a member of the team will read what you wrote.")
    ),
    (Criterion.SENIORITY, "not_said"): _said(pgettext_lazy("feminine", "You have not said which position you hold.")),
}
