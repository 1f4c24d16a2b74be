from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.models.participants import EndReason
from wic.pages import unframed
from wic.texts import PersonName, PlainText


class AcceptForm(forms.Form):
    certificate_name = PersonName(
        label=pgettext_lazy("feminine", "Your name as it should stand on the certificate"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    agrees_to_conduct = forms.BooleanField(label=pgettext_lazy("feminine", "I agree to the code of conduct"))

    helper = unframed()


class DeclineForm(forms.Form):
    reason = PlainText(
        label=pgettext_lazy("feminine", "Would you tell us why?"),
        help_text=_("It helps us to plan; you may leave it empty."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    helper = unframed()


class LeaveForm(forms.Form):
    is_sure = forms.BooleanField(label=pgettext_lazy("feminine", "I give up my place in the programme"))

    helper = unframed()


class EndPartForm(forms.Form):
    because = forms.ChoiceField(label=_("Why?"), choices=EndReason.choices, widget=forms.RadioSelect)

    def clean_because(self) -> EndReason:
        return EndReason(self.cleaned_data["because"])
