from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programme.forms import is_edition_slug
from programme.models import Edition, Window


def reason_name(code: str) -> str:
    return f"reason_{code}"


class ExtensionForm(forms.Form):
    """A later last day, and why, in each language."""

    audiences = forms.MultipleChoiceField(
        label=_("Who gets more time"), choices=Window.Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    closes_on = forms.DateField(
        label=_("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Registration is then open until 23:59:59 of this day, on the clock of the edition."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audiences"].initial = [window.audience for window in edition.windows.all()]
        for code, language in settings.LANGUAGES:
            self.fields[reason_name(code)] = forms.CharField(
                label=_("Why, in one or two sentences: %(language)s") % {"language": language},
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "lang": code, "dir": "auto"}),
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data[reason_name(code)] for code, _language in settings.LANGUAGES}


class CloneForm(forms.Form):
    """What is new about the next edition; everything else follows."""

    slug = forms.SlugField(
        label=_("Address"), validators=[is_edition_slug], help_text=_("Part of every address; it never changes.")
    )
    code = forms.CharField(
        label=_("Short code"), max_length=8, help_text=_("Begins references and serial numbers, like WIC21.")
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2999, help_text=_("It replaces the year in the names.")
    )
    weeks = forms.IntegerField(
        label=_("Weeks later"),
        min_value=1,
        max_value=520,
        help_text=_("Every date moves by as many whole weeks, so that it stays on its day of the week."),
    )
