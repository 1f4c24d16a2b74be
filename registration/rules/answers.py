"""What an application asks, in which order, and how an answer reads.

Answers travel as one flat mapping, the same in a form, in a save and in a submission's snapshot.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.models import EnglishLevel
from registration.models.applications import Application, Kind, MenteeDetail, MentorDetail
from registration.rules import availability
from wic.look.words import join_words
from wic.look.zones import zone_label
from wic.places import PLACES
from wic.places import name as place_name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Answers = Mapping[str, Any]

COMMON = (
    "full_name",
    "arabic_name",
    "gender",
    "gender_words",
    "country",
    "time_zone",
    "sector",
    "employer",
    "post",
    "languages",
    "topics",
    "availability",
    "access_needs",
)
DETAIL = {
    Kind.MENTEE: ("pathway", "years", "english", "has_computer", "has_connection", "goal", "motivation"),
    Kind.MENTOR: ("seniority", "capacity"),
}


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: "StrPromise"
    questions: tuple[str, ...]


ABOUT = Section(
    "about",
    pgettext_lazy("feminine", "About you"),
    ("full_name", "arabic_name", "gender", "gender_words", "country", "time_zone"),
)
AVAILABILITY = Section("availability", pgettext_lazy("feminine", "When you are free"), ("availability",))
ACCESS = Section("access", pgettext_lazy("feminine", "What you need to take part"), ("access_needs",))
CONSENT = Section("consent", pgettext_lazy("feminine", "Your consent"), ("consent",))

SECTIONS: dict[str, tuple[Section, ...]] = {
    Kind.MENTEE: (
        ABOUT,
        Section("work", pgettext_lazy("feminine", "Your work"), ("sector", "employer", "post", "pathway", "years")),
        Section("languages", pgettext_lazy("feminine", "Your languages"), ("english", "languages")),
        AVAILABILITY,
        Section("topics", pgettext_lazy("feminine", "Your topics and your goal"), ("topics", "goal")),
        Section("motivation", pgettext_lazy("feminine", "Your motivation"), ("motivation",)),
        Section("equipment", pgettext_lazy("feminine", "Your equipment"), ("has_computer", "has_connection")),
        ACCESS,
        CONSENT,
    ),
    Kind.MENTOR: (
        ABOUT,
        Section(
            "work", pgettext_lazy("feminine", "Your work"), ("sector", "employer", "post", "seniority", "capacity")
        ),
        Section("languages", pgettext_lazy("feminine", "Your languages"), ("languages",)),
        AVAILABILITY,
        Section("topics", pgettext_lazy("feminine", "What you can share"), ("topics",)),
        ACCESS,
        CONSENT,
    ),
}

LABELS: dict[str, "StrPromise"] = {
    "full_name": _("Full name, as it should stand on a certificate"),
    "arabic_name": _("Full name in Arabic letters"),
    "gender": _("Gender"),
    "gender_words": _("Gender, in your own words"),
    "country": _("Country or territory of residence"),
    "time_zone": _("Time zone"),
    "sector": _("Sector"),
    "employer": _("Employer"),
    "post": _("Post"),
    "pathway": pgettext_lazy("feminine", "Where you stand"),
    "years": _("Full years of work in cybersecurity"),
    "english": pgettext_lazy("feminine", "Your English"),
    "languages": _("Languages for a circle"),
    "availability": pgettext_lazy("feminine", "Parts of the week in which you are free"),
    "topics": _("Topics"),
    "goal": pgettext_lazy("feminine", "The topic of your main goal"),
    "motivation": pgettext_lazy("feminine", "Why you apply, in English"),
    "has_computer": pgettext_lazy("feminine", "Do you have the use of a computer?"),
    "has_connection": pgettext_lazy("feminine", "Do you have a stable internet connection?"),
    "seniority": pgettext_lazy("feminine", "Your position"),
    "capacity": _("How many mentees you can take"),
    "access_needs": _("Captions, sign language, screen reader, low bandwidth or anything else"),
    "consent": pgettext_lazy("feminine", "I agree that my answers are used to select participants and form circles"),
}


def sections_with(changed: Iterable[str], *, kind: str) -> list[str]:
    """Keys of the sections in which one of these questions stands."""
    asked = set(changed)
    return [section.key for section in SECTIONS[kind] if asked & set(section.questions)]


def questions(kind: str) -> tuple[str, ...]:
    return tuple(question for section in SECTIONS[kind] for question in section.questions)


def answers_of(application: Application) -> dict[str, Any]:
    """Of an application loaded `with_answers`."""
    detail: MenteeDetail | MentorDetail = application.mentee if application.is_mentee else application.mentor
    return {
        **{name: getattr(application, name) for name in COMMON},
        **{name: getattr(detail, name) for name in DETAIL[Kind(application.kind)]},
        "consent": application.consent_version == application.edition.consent_version,
    }


def taken_over(answers: Answers, *, topics: Collection[str]) -> dict[str, Any]:
    """What holds in another edition too: not her consent, and of the topics those that it has."""
    known = {question: value for question, value in answers.items() if question != "consent"}
    known["topics"] = [code for code in answers["topics"] if code in topics]
    if known.get("goal") not in known["topics"]:
        known["goal"] = ""
    return known


def in_words(question: str, value: Any, *, topics: Mapping[str, str]) -> str:
    """An answer in the reader's language; empty where nothing was answered."""
    if value is None or value in ("", []):
        return ""
    if question in {"topics", "goal"}:
        codes = [value] if question == "goal" else value
        return join_words(topics.get(code, code) for code in codes)
    return str(WORDS.get(question, str)(value))


def lines(answers: Answers, *, kind: str, topics: Mapping[str, str]) -> list[tuple[Section, list[tuple[str, str]]]]:
    """Every section with its questions and answers as they are read; a question that was not put is left out."""
    return [
        (
            section,
            [
                (str(LABELS[question]), in_words(question, answers[question], topics=topics))
                for question in section.questions
                if question in answers
            ],
        )
        for section in SECTIONS[kind]
    ]


def _spoken(languages: list[tuple[str, int]]) -> str:
    names, levels = dict(settings.LANGUAGES), dict(Application.LanguageLevel.choices)
    return "\n".join(gettext("{language}: {level}").format(language=names[c], level=levels[n]) for c, n in languages)


def _yes_or_no(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


def _of(choices: list[tuple[Any, Any]]) -> Callable[[Any], Any]:
    return lambda value: dict(choices).get(value, value)


WORDS: dict[str, Callable[[Any], Any]] = {
    "gender": _of(Application.Gender.choices),
    "country": lambda code: place_name(code) if code in PLACES else code,
    "time_zone": zone_label,
    "sector": _of(Application.Sector.choices),
    "pathway": _of(MenteeDetail.Pathway.choices),
    "english": _of(EnglishLevel.choices),
    "seniority": _of(MentorDetail.Seniority.choices),
    "languages": _spoken,
    "availability": availability.in_words,
    "has_computer": _yes_or_no,
    "has_connection": _yes_or_no,
    "consent": _yes_or_no,
}
