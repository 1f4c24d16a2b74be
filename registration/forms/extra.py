"""The fields of an edition's own questions, and how the form says on what one of them depends."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from programme.extra import Choice, Extra, in_her_language
from programme.models.extra import ExtraKind
from registration.forms.fields import WholeNumber
from registration.rules.applications import out_of_bounds
from wic.look.words import join_words
from wic.texts import PlainText

LINE = 200  # characters
TEXT = 100_000  # more than anybody types; what is too long by its words is kept, and said


class InOrder(forms.MultipleChoiceField):
    """Codes in the order of the choices, so that the same ticks are the same answer."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        ticked = super().clean(value)
        return [code for code, _label in self.choices if code in ticked]  # type: ignore[misc, union-attr]


def field_of(question: Extra, *, chosen: Any, known: Mapping[str, Extra]) -> forms.Field:
    """`chosen` is what she has answered until now: a choice that is no longer offered stays hers."""
    label, hint = in_her_language(question.label), " ".join(filter(None, _hints(question, known)))
    match question.kind:
        case ExtraKind.LINE:
            widget: forms.Widget = forms.TextInput(attrs={"dir": "auto"})
            return PlainText(label=label, help_text=hint, max_length=LINE, widget=widget)
        case ExtraKind.TEXT:
            widget = forms.Textarea(attrs={"rows": 6, "dir": "auto"})
            return PlainText(label=label, help_text=hint, max_length=TEXT, widget=widget)
        case ExtraKind.NUMBER:
            told = out_of_bounds(question)
            ends = [MinValueValidator(question.lowest, told), MaxValueValidator(question.highest, told)]
            return WholeNumber(label=label, help_text=hint, validators=ends)
        case ExtraKind.CHOICES:
            return InOrder(label=label, help_text=hint, choices=_choices(question, chosen))
    if question.is_required:
        return forms.ChoiceField(
            label=label, help_text=hint, choices=_choices(question, chosen), widget=forms.RadioSelect
        )
    choices = [("", gettext("No answer")), *_choices(question, chosen)]  # which a radio button could not take back
    return forms.ChoiceField(label=label, help_text=hint, choices=choices)


def _choices(question: Extra, chosen: Any) -> list[tuple[str, str]]:
    hers = chosen if isinstance(chosen, list) else [chosen]
    return [
        (choice.code, in_her_language(choice.label))
        for choice in question.choices
        if choice.is_offered or choice.code in hers
    ]


def _hints(question: Extra, known: Mapping[str, Extra]) -> list[str]:
    """When it is asked, what helps to answer, how long it may be."""
    said = []
    if before := known.get(question.depends_on):
        said.append(condition_in_words(question, before))
    said.append(in_her_language(question.hint))
    if question.word_limit:
        limit = ngettext("At most %(limit)s word.", "At most %(limit)s words.", question.word_limit)
        said.append(limit % {"limit": question.word_limit})
    return said


def condition_in_words(question: Extra, before: Extra) -> str:
    answers = [in_her_language(choice.label) for choice in _after(question, before)]
    named = [gettext("“{answer}”").format(answer=answer) for answer in answers]
    said = pgettext("feminine", "Only if you answered {answers} to “{question}”.")
    return said.format(answers=join_words(named, gettext("or")), question=in_her_language(before.label))


def _after(question: Extra, before: Extra) -> list[Choice]:
    return [choice for choice in before.choices if choice.code in question.after]


def shown_if(question: Extra, known: Mapping[str, Extra]) -> SafeString:
    """For the script, as attributes of the question: the field that decides and the values that show this one."""
    before = known.get(question.depends_on)
    if before is None:
        return flatatt({})
    return flatatt({"data-if": before.key, "data-is": " ".join(sorted(question.after))})
