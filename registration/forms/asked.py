"""The form as its page shows it: section by section, question by question.

The page is the one that everybody opens on the last day: with crispy's templates it took twice the processor time.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.validators import EMPTY_VALUES
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from registration.forms.applications import ApplicationForm
from registration.forms.extra import shown_if
from registration.rules.answers import Section, sections_of

NO_CONDITION = flatatt({})
OF_THE_DAY = {"time_zone", "consent"}  # what they offer or say is no part of the offer


class Option(NamedTuple):
    id: str
    value: str
    label: Any
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    field: BoundField
    offer: str  # in a language: what drawings that are kept belong to
    shown_if: SafeString = NO_CONDITION  # attributes, of a question that depends on another

    @property
    def key(self) -> str:
        """Of its drawing, which is the same for everybody who has not answered it; empty when it is hers alone."""
        form, name = self.field.form, self.field.name
        if form.is_bound or form.initial.get(name) not in EMPTY_VALUES:
            return ""
        of_the_day = self._says() if name in OF_THE_DAY else ""
        return f"{self.offer} {name} {name in form.initial} {self.shown_if} {of_the_day}"

    def _says(self) -> str:
        field = self.field.field
        choices = [f"{value} {label}" for value, label in getattr(field, "choices", ())]
        return f"{choices} {field.help_text}"

    @property
    def is_group(self) -> bool:
        """Several inputs under one legend."""
        return self.field.field.widget.use_fieldset

    @property
    def is_box(self) -> bool:
        return isinstance(self.field.field.widget, forms.CheckboxInput)

    @property
    def type(self) -> str:
        """Of the inputs of a group of options; empty where the widget draws itself."""
        widget = self.field.field.widget
        is_options = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return str(widget.input_type) if is_options else ""

    @property
    def options(self) -> list[Option]:
        value = self.field.value()
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        choices = self.field.field.choices  # type: ignore[attr-defined]
        return [
            Option(f"{self.field.auto_id}_{number}", str(code), label, str(code) in chosen)
            for number, (code, label) in enumerate(choices)
        ]

    @property
    def widget(self) -> SafeString:
        widget = self.field.field.widget
        kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
        kind = "form-check-input" if self.is_box else kind
        also = [widget.attrs.get("class", ""), kind, "is-invalid" if self.field.errors else ""]
        return self.field.as_widget(attrs={"class": " ".join(filter(None, also))})


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands in the form."""

    section: Section
    questions: list[Asked]

    @property
    def key(self) -> str:
        """Of its drawing; empty as soon as one of its questions is hers alone."""
        keys = [asked.key for asked in self.questions]
        return " ".join(keys) if all(keys) else ""


def asked_in(form: ApplicationForm) -> list[Part]:
    """Without what the form was narrowed by."""
    known = {question.code: question for question in form.asked if question.key in form.fields}
    conditions = {question.key: shown_if(question, known) for question in known.values()}
    offer = f"{form.kind} {form.choices.stamp} {get_language()}"
    parts = [
        Part(
            section,
            [Asked(form[q], offer, conditions.get(q, NO_CONDITION)) for q in section.questions if q in form.fields],
        )
        for section in sections_of(form.kind, form.asked)
    ]
    return [part for part in parts if part.questions]
