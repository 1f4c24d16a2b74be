"""Fields that parse what people really type: other digits, a week by its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registration.models import Application
from registration.rules import availability
from wic.names import western_digits


class WholeNumber(forms.IntegerField):
    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        return super().to_python(western_digits(str(value)) if value is not None else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric", "class": "short", "autocomplete": "off"}


class YesOrNo(forms.TypedChoiceField):
    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No"))]
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Week(forms.Widget):
    """Seven days by three parts, a box for each."""

    template_name = "registration/widgets/week.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        ticked = set(value or [])
        context["parts"] = [(label, f"{span[0]}–{span[-1] + 1}") for label, span in availability.PARTS.values()]
        context["days"] = [
            (
                day,
                [
                    (
                        f"{number}-{part}",
                        gettext("%(day)s: %(part)s") % {"day": day, "part": label},
                        f"{number}-{part}" in ticked,
                    )
                    for part, (label, _s) in availability.PARTS.items()
                ],
            )
            for number, day in availability.DAYS.items()
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:  # noqa: ARG002
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, []))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002
        return False  # no box ticked is an answer

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - the group is named by its legend
        return ""


class AvailabilityField(forms.Field):
    """Hours of the week, entered as parts of days."""

    widget = Week
    hours: Sequence[int] = ()  # what she has said already; set by the form

    def prepare_value(self, value: Any) -> Any:
        is_hours = isinstance(value, list) and value and isinstance(value[0], int)
        return [f"{day}-{part}" for day, part in availability.parts_of(value)] if is_hours else value

    def to_python(self, value: Any) -> list[int]:
        known = {f"{day}-{part}": (day, part) for day in availability.DAYS for part in availability.PARTS}
        if unknown := set(value or []) - set(known):
            raise ValidationError(_("Please choose from the table."), params={"unknown": unknown})
        ticked = [known[code] for code in value or []]
        return availability.refined(ticked, self.hours)


class Spoken(forms.Widget):
    """For each language how well, and which place it takes."""

    template_name = "registration/widgets/languages.html"
    use_fieldset = True
    languages: Sequence[tuple[str, Any]] = ()  # set by the form

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = {code: (level, rank) for code, level, rank in value or []}
        context["levels"] = [(str(level), label) for level, label in Application.LanguageLevel.choices]
        context["ranks"] = [str(rank) for rank in range(1, len(self.languages) + 1)]
        context["languages"] = [(code, label, *typed.get(code, ("", ""))) for code, label in self.languages]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[tuple[str, str, str]]:  # noqa: ARG002
        return [
            (code, data.get(f"{name}-{code}", ""), data.get(f"{name}-{code}-rank", "")) for code, _l in self.languages
        ]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002
        return all(f"{name}-{code}" not in data for code, _l in self.languages)

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - the group is named by its legend
        return ""


class LanguagesField(forms.Field):
    """Codes with levels, in order of preference."""

    widget = Spoken

    def prepare_value(self, value: Any) -> Any:
        """Of saved pairs, their place in the list is the preference."""
        if value and len(value[0]) == 2:
            return [(code, str(level), str(rank)) for rank, (code, level) in enumerate(value, start=1)]
        return value

    def to_python(self, value: Any) -> list[list[Any]]:
        levels = {str(level) for level in Application.LanguageLevel.values}
        chosen = [(code, level, rank) for code, level, rank in value or [] if level or rank]
        ranks = [rank for _code, _level, rank in chosen if rank]
        if any(level not in levels for _code, level, _rank in chosen):
            raise ValidationError(
                pgettext_lazy("feminine", "Please say how well you speak each language that you prefer.")
            )
        if len(ranks) != len(set(ranks)):
            raise ValidationError(pgettext_lazy("feminine", "You gave the same preference to two languages."))
        # Without a preference a language comes after those that have one.
        ordered = sorted(chosen, key=lambda choice: choice[2] or "9")
        return [[code, int(level)] for code, level, _rank in ordered]
