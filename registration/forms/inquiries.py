from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.offered import offered
from registration.models import Application
from registration.rules.answers import labels, questions
from wic.texts import PlainText


class InquiryForm(forms.Form):
    questions = forms.MultipleChoiceField(label=_("Open to her again"), widget=forms.CheckboxSelectMultiple)
    note = PlainText(
        label=_("What she should know"),
        help_text=_("In her language, if you can. It stands in the letter and on her page."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    due_on = forms.DateField(
        label=_("Last day to answer"),
        help_text=_("Until its end, in the time zone of the edition."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = application.edition
        extra = offered(self.edition).asked(application.kind)
        asked, named = questions(application.kind, extra), labels(extra)
        self.fields["questions"].choices = [(q, named[q]) for q in asked if q != "consent"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The day becomes its last second."""
        day = self.cleaned_data.pop("due_on", None)
        if day is not None:
            self.cleaned_data["due_at"] = datetime.combine(day, time(23, 59, 59), tzinfo=self.edition.tz)
        return self.cleaned_data
