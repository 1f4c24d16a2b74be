"""An edition's own questions as values: whom they are put to, when they apply, and what contradicts itself. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.models.extra import ExtraAudience, ExtraChoice, ExtraKind, ExtraQuestion, FormSection
from programme.rules import words_in

PREFIX = "extra-"  # before the code, where its answer stands among the others
PLACES = {section: place for place, section in enumerate(FormSection.values)}

Words = Mapping[str, str]  # by language; where one is missing, the first that there is


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Words
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Extra:
    pk: int
    code: str
    kind: str
    audience: str
    section: str
    position: int
    is_required: bool
    identifies: bool
    is_withdrawn: bool
    label: Words
    hint: Words
    word_limit: int | None
    lowest: int | None
    highest: int | None
    choices: tuple[Choice, ...]
    depends_on: str  # code of the earlier question
    after: frozenset[str]  # codes of its choices

    @property
    def key(self) -> str:
        return PREFIX + self.code

    @property
    def empty(self) -> Any:
        """The answer that was not given."""
        match self.kind:
            case ExtraKind.NUMBER:
                return None
            case ExtraKind.CHOICES:
                return []
        return ""

    @property
    def is_text(self) -> bool:
        return self.kind in {ExtraKind.LINE, ExtraKind.TEXT}

    @property
    def bounds(self) -> range:
        """Of a number: both ends belong to it."""
        return range(self.lowest or 0, (self.highest or 0) + 1)

    @property
    def order(self) -> tuple[int, int, int]:
        return PLACES[self.section], self.position, self.pk

    def is_put_to(self, audience: str) -> bool:
        return not self.is_withdrawn and self.audience in {audience, ExtraAudience.BOTH}

    def fits(self, value: Any) -> bool:
        """Whether what was answered in an earlier edition is an answer to this question too."""
        offered = {choice.code for choice in self.choices if choice.is_offered}
        match self.kind:
            case ExtraKind.NUMBER:
                return value in self.bounds
            case ExtraKind.CHOICE:
                return value in offered
            case ExtraKind.CHOICES:
                return bool(value) and offered.issuperset(value)
        return bool(value)


def in_her_language(words: Words) -> str:
    return words[get_language() or settings.LANGUAGE_CODE]


def extra_of(question: ExtraQuestion, choices: Iterable[ExtraChoice], shown_if: Iterable[ExtraChoice]) -> Extra:
    """Of a row with its choices and those of an earlier question on which it depends; all of them saved or not."""
    conditions = list(shown_if)
    return Extra(
        pk=question.pk or 0,
        code=question.code,
        kind=question.kind,
        audience=question.audience,
        section=question.section,
        position=question.position,
        is_required=question.is_required,
        identifies=question.identifies,
        is_withdrawn=question.withdrawn_at is not None,
        label=_named(question),
        hint=worded(question, "hint"),
        word_limit=question.word_limit,
        lowest=question.lowest,
        highest=question.highest,
        choices=tuple(
            Choice(choice.code, _named(choice), choice.is_offered)
            for choice in sorted(choices, key=lambda choice: (choice.position, choice.pk or 0))
        ),
        depends_on=conditions[0].question.code if conditions else "",
        after=frozenset(choice.code for choice in conditions),
    )


def _named(row: ExtraQuestion | ExtraChoice) -> Words:
    """Where no language has a word for it yet, its code."""
    return {language: text or row.code for language, text in worded(row, "label").items()}


def worded(row: models.Model, column: str) -> Words:
    """A text of the row in every language."""
    return {code: words_in(row, column, code) for code, _language in settings.LANGUAGES}


def applying(questions: Iterable[Extra], answers: Mapping[str, Any]) -> frozenset[str]:
    """Keys of those that these answers leave to be answered; of questions in the order of the form.

    What was answered to a question that does not apply itself decides nothing.
    """
    found: set[str] = set()
    for question in questions:
        before = PREFIX + question.depends_on
        if not question.depends_on or (before in found and question.after & _chosen(answers.get(before))):
            found.add(question.key)
    return frozenset(found)


def with_conditions(keys: Iterable[str], questions: Sequence[Extra]) -> frozenset[str]:
    """These, and the earlier questions that they depend on: after other answers they might not apply."""
    found = set(keys)
    for question in reversed(questions):
        if question.depends_on and question.key in found:
            found.add(PREFIX + question.depends_on)
    return frozenset(found)


def _chosen(value: Any) -> set[str]:
    return set(value) if isinstance(value, list) else {value}


def contradictions(questions: Iterable[Extra]) -> list[str]:
    """What cannot be asked like that, of those of one edition."""
    living = {question.code: question for question in questions if not question.is_withdrawn}
    return [sentence for question in living.values() for sentence in _contradictions_of(question, living)]


def _contradictions_of(question: Extra, living: Mapping[str, Extra]) -> Iterator[str]:
    named = {"question": in_her_language(question.label)}
    offered = [choice for choice in question.choices if choice.is_offered]
    if question.kind in {ExtraKind.CHOICE, ExtraKind.CHOICES}:
        if len(offered) < 2:
            yield _("“{question}” needs at least two choices.").format(**named)
    elif question.choices:
        yield _("“{question}” is not answered by choosing, so it has no choices.").format(**named)
    if not question.depends_on:
        return
    before = living.get(question.depends_on)
    if before is None:
        yield _("“{question}” depends on a question that is no longer asked.").format(**named)
    elif before.order >= question.order:
        yield _("“{question}” can only depend on a question that stands before it in the form.").format(**named)
    elif before.audience not in {question.audience, ExtraAudience.BOTH}:
        yield _("“{question}” is put to people who are not asked the question that it depends on.").format(**named)
