from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wic import places
from wic.accounts.forms import AddressField
from wic.pages import unframed
from wic.texts import PersonName


def countries() -> list[tuple[str, Any]]:
    return [("", _("Please choose")), *places.choices()]


class RegistrationForm(forms.Form):
    name = PersonName(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    email = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    country = forms.ChoiceField(label=_("Country or territory"), choices=countries)

    helper = unframed()
