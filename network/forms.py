from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Member, Shared
from network.rules import FIELDS
from wic import places
from wic.pages import unframed
from wic.texts import PersonName, PlainText

WHO_SEES = {
    "name": pgettext_lazy("feminine", "Who sees your name?"),
    "country": pgettext_lazy("feminine", "Who sees your country?"),
    "position": pgettext_lazy("feminine", "Who sees your position?"),
    "organisation": pgettext_lazy("feminine", "Who sees your organisation?"),
    "about": pgettext_lazy("feminine", "Who sees what you write?"),
}


class ProfileForm(forms.ModelForm):
    """Each answer beside the choice of who sees it."""

    class Meta:
        model = Member
        fields = [name for field in FIELDS for name in (field, f"{field}_shared")]
        field_classes = {"name": PersonName, "position": PlainText, "organisation": PlainText, "about": PlainText}
        widgets = {"about": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}

    helper = unframed(*(Div(field, f"{field}_shared", css_class="row") for field in FIELDS))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or territory"),
            choices=[("", _("I would rather not say")), *places.choices()],
            required=False,
        )
        for field in FIELDS:
            if not self.fields[field].required:
                self.fields[field].help_text = _("If you wish.")
            self.fields[f"{field}_shared"] = forms.ChoiceField(
                label=WHO_SEES[field], choices=Shared.choices, initial=Shared.NOBODY
            )
