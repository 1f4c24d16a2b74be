from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from wic import places


def countries() -> list[tuple[str, str]]:
    return [("", ""), *places.choices()]


class RegistrationForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    country = forms.ChoiceField(label=_("Country or territory"), choices=countries)

    helper = FormHelper()
    helper.form_tag = False
