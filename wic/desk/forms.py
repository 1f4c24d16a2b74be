from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

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
