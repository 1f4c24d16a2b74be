"""Files of rows: what is wrong with the file as a whole, and each row through the form that one alone goes through."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.actions.tables import RefusedRow
from wic.pages import unframed
from wic.tables import Record, read, records

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_ROWS = 300

RowForm = TypeVar("RowForm", bound=forms.Form)
Given = TypeVar("Given")


class TableForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Your file"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}))
    columns: Any
    required: Mapping[str, "StrPromise"]  # what the reader calls them

    helper = unframed()

    def clean_file(self) -> list[Record]:
        lines = read(self.cleaned_data["file"], most_rows=MOST_ROWS)
        return records(lines, self.columns, required=self.required)


def rows_in(
    found: Iterable[Record], form_of: Callable[[Record], RowForm], given: Callable[[RowForm], Given]
) -> tuple[list[tuple[int, Given]], list[RefusedRow]]:
    """What the good rows say, with their numbers, and the reason for each of the others."""
    good, refused = [], []
    for record in found:
        form = form_of(record)
        if record.has_formula:
            refused.append(RefusedRow(record.number, _("This row holds a formula. Please write the text itself.")))
        elif form.is_valid():
            good.append((record.number, given(form)))
        else:
            refused.append(RefusedRow(record.number, _first_error(form)))
    return good, refused


def _first_error(form: forms.Form) -> str:
    """One sentence for a row of a list of refused ones."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return _("%(label)s: %(value)s") % {"label": label, "value": errors[0]} if label else str(errors[0])
