"""Inviting organisations, one by one or by file; and what their focal points say of themselves."""

from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.actions.invitations import Entry
from registration.actions.tables import RefusedRow
from registration.forms.fields import WholeNumber
from registration.forms.tables import TableForm, rows_in
from registration.models.invitations import OrganisationKind
from registration.rules.tables import COLUMNS_OF_ORGANISATIONS, LANGUAGES, meant
from wic.accounts.forms import AddressField
from wic.files import document_type
from wic.look.country import CountryField
from wic.pages import unframed
from wic.tables import Record
from wic.texts import PersonName, PlainText


class EntryForm(forms.Form):
    """One organisation with its focal point: as the desk types it, and as a row of a file says it."""

    name = PlainText(label=_("Name of the organisation"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=OrganisationKind.choices)
    country = CountryField(
        label=_("Country or territory"),
        required=False,
        help_text=_("Leave it empty for a regional or international organisation."),
    )
    focal_name = PersonName(label=_("Name of the focal point"), max_length=120)
    focal_email = AddressField(label=_("E-mail address of the focal point"), max_length=254)
    language = forms.ChoiceField(label=_("Language of our letters"), choices=settings.LANGUAGES)
    quota = WholeNumber(
        label=_("Most nominations"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Leave it empty for as many as they like."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].offer([])  # type: ignore[attr-defined]

    def clean(self) -> None:
        is_national = self.cleaned_data.get("kind") in {OrganisationKind.MEMBER_STATE, OrganisationKind.CYBERSECURITY}
        if is_national and not self.cleaned_data.get("country") and "country" not in self.errors:
            self.add_error("country", _("Please name the country that it nominates for."))

    @property
    def entry(self) -> Entry:
        return Entry(**self.cleaned_data)


class InviteForm(EntryForm):
    edition: Any = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none())
    field_order = ("edition",)

    def __init__(self, *args: Any, editions: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]
        self.order_fields(["edition", *EntryForm.base_fields])

    @property
    def entry(self) -> Entry:
        return Entry(**{name: value for name, value in self.cleaned_data.items() if name != "edition"})


class OrganisationsForm(TableForm):
    columns = COLUMNS_OF_ORGANISATIONS
    required = {
        "name": _("Organisation"),
        "kind": _("Kind"),
        "focal_name": _("Focal point"),
        "focal_email": _("E-mail"),
    }

    edition: Any = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none())
    field_order = ("edition", "file")

    def __init__(self, *args: Any, editions: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]


def entries_in(found: Iterable[Record]) -> tuple[list[tuple[int, Entry]], list[RefusedRow]]:
    """Each row through the form that one organisation goes through."""
    return rows_in(found, _form_of, attrgetter("entry"))


def _form_of(record: Record) -> EntryForm:
    cells = record.cells
    language = cells.get("language", "")
    country = {"country": "other", "country-name": cells["country"]} if cells.get("country") else {}
    return EntryForm({
        "name": cells.get("name", ""),
        "kind": meant(_kinds(), cells.get("kind", "")) or cells.get("kind", ""),
        "focal_name": cells.get("focal_name", ""),
        "focal_email": cells.get("focal_email", ""),
        "language": (meant(LANGUAGES, language) or language) if language else get_language() or "en",
        "quota": cells.get("quota", ""),
        **country,
    })  # fmt: skip


@cache
def _kinds() -> dict[str, list[str]]:
    """What each is called in all our languages: a list is not always in the language of who sends it."""
    kinds: dict[str, list[str]] = {value: [] for value in OrganisationKind.values}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for value, label in OrganisationKind.choices:
                kinds[value].append(str(label))
    return kinds


class ColleagueForm(forms.Form):
    name = PersonName(label=_("Name of your colleague"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    email = AddressField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr"}))
    language = forms.ChoiceField(label=_("Language of our letters"), choices=settings.LANGUAGES)

    helper = unframed()


class FocalPointForm(ColleagueForm):
    """The same as the desk types it."""

    name = PersonName(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))


class LetterForm(forms.Form):
    file = forms.FileField(
        label=_("The signed letter"),
        help_text=_("A PDF file, or a picture as JPEG or PNG, of at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    helper = unframed()

    def clean(self) -> None:
        if file := self.cleaned_data.get("file"):
            try:
                self.cleaned_data["content_type"] = document_type(file)
            except ValidationError as error:
                self.add_error("file", error)


class QuotaForm(forms.Form):
    quota = WholeNumber(label=_("Most nominations"), min_value=1, max_value=500, required=False)
