"""What an application asks, in which order, and how an answer reads.

Answers travel as one flat mapping, the same in a form, in a save and in a submission's snapshot. Beside the programme's
own questions an edition may put some of its own, see `programme.extra`: those stand in it too, each under its `key`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.extra import Extra, applying, in_her_language
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
    by_the_hour: bool = False  # can be answered in more detail on a page of its own


ABOUT = Section(
    "about",
    pgettext_lazy("feminine", "About you"),
    ("full_name", "arabic_name", "gender", "gender_words", "country", "time_zone"),
)
AVAILABILITY = Section(
    "availability", pgettext_lazy("feminine", "When you are free"), ("availability",), by_the_hour=True
)
ACCESS = Section("access", pgettext_lazy("feminine", "What you need to take part"), ("access_needs",))
MORE = Section("more", pgettext_lazy("feminine", "A few more questions"), ())  # where the edition has some
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


def sections_of(kind: str, extra: Sequence[Extra]) -> tuple[Section, ...]:
    """With the edition's own questions at the end of their section, or in one of their own before the consent."""
    if not extra:
        return SECTIONS[kind]
    *asked, consent = SECTIONS[kind]
    known = {section.key for section in asked}
    placed: dict[str, list[str]] = {}
    for question in extra:
        placed.setdefault(question.section if question.section in known else MORE.key, []).append(question.key)
    return tuple(
        replace(section, questions=(*section.questions, *placed.get(section.key, ())))
        for section in [*asked, *([MORE] if MORE.key in placed else []), consent]
    )


def sections_with(changed: Iterable[str], *, kind: str, extra: Sequence[Extra]) -> list[str]:
    """Keys of the sections in which one of these questions stands."""
    asked = set(changed)
    return [section.key for section in sections_of(kind, extra) if asked & set(section.questions)]


def questions(kind: str, extra: Sequence[Extra]) -> tuple[str, ...]:
    return tuple(question for section in sections_of(kind, extra) for question in section.questions)


_said = lazy(in_her_language, str)


def labels(extra: Iterable[Extra]) -> Mapping[str, Any]:
    """What each question is called, in the language in which that is shown."""
    return LABELS | {question.key: _said(question.label) for question in extra}


def answers_of(application: Application, extra: Iterable[Extra]) -> dict[str, Any]:
    """Of an application loaded `with_answers`; `extra` is what is asked in its edition."""
    detail: MenteeDetail | MentorDetail = application.mentee if application.is_mentee else application.mentor
    hers = application.answers_by_question or {}
    return {
        **{name: getattr(application, name) for name in COMMON},
        **{name: getattr(detail, name) for name in DETAIL[Kind(application.kind)]},
        "consent": application.consent_version == application.edition.consent_version,
        **{question.key: hers.get(str(question.pk), question.empty) for question in extra},
    }


def counted(answers: Answers, extra: Iterable[Extra]) -> dict[str, Any]:
    """Without what she answered to questions that, by her other answers, do not apply to her."""
    extra = list(extra)
    idle = {question.key for question in extra} - applying(extra, answers)
    return {question: value for question, value in answers.items() if question not in idle}


def taken_over(
    answers: Answers, *, topics: Collection[str], was: Iterable[Extra], extra: Iterable[Extra]
) -> dict[str, Any]:
    """What holds in another edition too: not her consent, and of topics and the edition's own questions what it has."""
    kinds = {question.key: question.kind for question in was}
    known = {question: value for question, value in answers.items() if question not in {"consent", *kinds}}
    for question in extra:
        if kinds.get(question.key) == question.kind and question.fits(answers[question.key]):
            known[question.key] = answers[question.key]
    known["topics"] = [code for code in answers["topics"] if code in topics]
    # Single hours are for her to say anew: the form could show them only as parts that are free as a whole.
    known["availability"] = availability.hours_of(availability.whole_parts_of(answers["availability"]))
    if known.get("goal") not in known["topics"]:
        known["goal"] = ""
    return known


def in_words(question: str, value: Any, *, topics: Mapping[str, str], extra: Iterable[Extra]) -> str:
    """An answer in the reader's language; empty where nothing was answered."""
    if value is None or value in ("", []):
        return ""
    if own := next((one for one in extra if one.key == question), None):
        chosen = {choice.code: in_her_language(choice.label) for choice in own.choices}
        return join_words(chosen.get(one, one) for one in (value if isinstance(value, list) else [value]))
    if question in {"topics", "goal"}:
        codes = [value] if question == "goal" else value
        return join_words(topics.get(code, code) for code in codes)
    return str(WORDS.get(question, str)(value))


def lines(
    answers: Answers, *, kind: str, topics: Mapping[str, str], extra: Iterable[Extra]
) -> list[tuple[Section, list[tuple[str, str]]]]:
    """Every section with its questions and answers as they are read; a question that was not put is left out.

    `extra` is all that the edition ever asked: what was withdrawn since is still explained.
    """
    put = [question for question in extra if question.key in answers]
    named = labels(put)
    return [
        (
            section,
            [
                (str(named[question]), in_words(question, answers[question], topics=topics, extra=put))
                for question in section.questions
                if question in answers
            ],
        )
        for section in sections_of(kind, put)
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
