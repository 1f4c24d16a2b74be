"""Nominating by form or by file: both by the same rules."""

from collections.abc import Collection, Iterable
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from registration.actions.nominations import Nominee
from registration.actions.tables import RefusedRow
from registration.forms.tables import TableForm, rows_in
from registration.models.applications import Kind
from registration.rules.tables import COLUMNS_OF_NOMINEES, LANGUAGES, ROLES, meant
from wic.accounts.forms import AddressField
from wic.look.country import CountryField
from wic.pages import unframed
from wic.tables import Record
from wic.texts import PersonName


class NomineeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("You nominate her as"), widget=forms.RadioSelect)
    name = PersonName(
        label=gettext_lazy("Her full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    email = AddressField(
        label=gettext_lazy("Her e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("Her own address, please: her personal link goes there."),
    )
    country = CountryField(label=gettext_lazy("Her country or territory of residence"))
    language = forms.ChoiceField(label=gettext_lazy("Language of our letter to her"), choices=settings.LANGUAGES)

    helper = unframed()

    def __init__(self, *args: Any, kinds: Collection[Kind], regions: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["country"].offer(regions)  # type: ignore[attr-defined]

    @property
    def nominee(self) -> Nominee:
        return Nominee(**self.cleaned_data)


class NomineesForm(TableForm):
    columns = COLUMNS_OF_NOMINEES
    required = {
        "name": gettext_lazy("Name"),
        "email": gettext_lazy("E-mail"),
        "country": gettext_lazy("Country or territory"),
    }


def nominees_in(
    found: Iterable[Record], *, kinds: Collection[Kind], language: str
) -> tuple[list[tuple[int, Nominee]], list[RefusedRow]]:
    """Each row through the form that one nominee goes through."""
    return rows_in(found, partial(_form_of, kinds=kinds, language=language), attrgetter("nominee"))


def _form_of(record: Record, *, kinds: Collection[Kind], language: str) -> NomineeForm:
    cells = record.cells
    role = cells.get("kind", "")
    name = " ".join(filter(None, [cells.get("given_name", ""), cells.get("name", "")]))
    named = cells.get("language", "")
    typed = {
        "kind": (meant(ROLES, role) or role) if role else Kind.MENTEE,
        "name": name,
        "email": cells.get("email", ""),
        "country": "other",
        "country-name": cells.get("country", ""),
        "language": (meant(LANGUAGES, named) or named) if named else language,
    }
    return NomineeForm(typed, kinds=kinds, regions=())


class TakeUpForm(forms.Form):
    may_tell_result = forms.BooleanField(
        label=pgettext_lazy("feminine", "If I am selected, you may tell who nominated me"),
        required=False,
        help_text=pgettext_lazy(
            "feminine", "Your choice has no bearing on your application, and you can change it at any time."
        ),
    )
    # The nominations that the page shows: her choice is about these, and about none that is made meanwhile.
    seen = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    helper = unframed()

    def clean_seen(self) -> list[UUID]:
        try:
            return [UUID(public_id) for public_id in self.cleaned_data["seen"].split()]
        except ValueError as error:
            raise forms.ValidationError(gettext_lazy("Please open the page again.")) from error
