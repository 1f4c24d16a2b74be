"""A country or territory: the likely ones to choose from, every other one by its name.

All of them in one list are three of the fourteen kilobytes that the first view of a form may weigh.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wic import places
from wic.look.words import join_words
from wic.names import fold

ANOTHER = "other"
Choices = list[tuple[str, Any]]


class CountrySelect(forms.Select):
    """A list that ends with "another", and a line to write which. Its value is a code, or `other:` and the words."""

    template_name = "look/country.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen, is_typed, typed = str(value or "").partition(f"{ANOTHER}:")
        if is_typed:
            chosen = ANOTHER
        listed = [(code, str(label)) for code, label in self.choices]
        if chosen in places.PLACES and chosen not in dict(listed):  # a choice that she made before stays one
            listed.insert(-1, (chosen, places.name(chosen)))
        context = super().get_context(name, chosen, attrs)
        # What is none of them chooses nothing: whatever was sent, the drawings that are kept stay few and small.
        context["options"] = _options(tuple(listed), chosen if chosen in dict(listed) else "")
        context["typed"] = typed
        return context

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:  # noqa: ARG002
        return []  # `_options` draws them

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        chosen: str | None = super().value_from_datadict(data, files, name)
        typed = str(data.get(f"{name}-name", "")).strip()
        # Without a choice a name alone says it too.
        return f"{ANOTHER}:{typed}" if chosen == ANOTHER or (not chosen and typed) else chosen


class CountryField(forms.ChoiceField):
    widget = CountrySelect

    def offer(self, regions: Iterable[str]) -> None:
        """Those of these regions by name; of all regions where none is given."""
        among = set(regions) or None
        # Asked when they are drawn: mostly the drawing is kept, and to list them costs as much as a query.
        self.choices = lambda: [
            ("", _("Please choose")),
            *places.choices(among),
            (ANOTHER, _("Another country or territory")),
        ]

    def to_python(self, value: Any) -> str:
        chosen, is_typed, typed = str(value or "").partition(f"{ANOTHER}:")
        return code_of(typed) if is_typed else chosen

    def valid_value(self, value: str) -> bool:
        return value in places.PLACES


def code_of(typed: str) -> str:
    """Of a name in one of our languages however it is spelt, or a code of two or three letters."""
    if not typed:
        raise ValidationError(_("Please write which country or territory."))
    key, names = fold(typed), _codes_by_name()
    if found := names.get(key) or _codes_by_letters().get(key):
        return found
    near = dict.fromkeys(names[match] for match in get_close_matches(key, names, n=3, cutoff=0.8))
    if not near:
        raise ValidationError(
            _("We do not know this name. Please write the country or territory in English, French or Arabic.")
        )
    raise ValidationError(
        _("We do not know this name. Did you mean: %(names)s?"),
        params={"names": join_words([places.name(code) for code in near], gettext("or"))},
    )


OPTION, CHOSEN_OPTION = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'


@lru_cache(maxsize=512)
def _options(listed: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """Seventy of them were a tenth of the work of the form, and hardly anybody has a list of her own."""
    rows = ((format_html(CHOSEN_OPTION if code == chosen else OPTION, code, label),) for code, label in listed)
    return format_html_join("\n", "{}", rows)


@cache
def _codes_by_name() -> dict[str, str]:
    return {fold(label): code for code, place in places.PLACES.items() for label in place.names.values()}


@cache
def _codes_by_letters() -> dict[str, str]:
    letters = {fold(short): code for code, place in places.PLACES.items() for short in (code, place.alpha3)}
    return letters | {"uk": "GB"}
