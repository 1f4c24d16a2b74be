from django import forms
from django.utils.translation import gettext_lazy as _

from wic.accounts.forms import AddressField
from wic.pages import unframed
from wic.places import Region


class TellMeForm(forms.Form):
    region = forms.ChoiceField(label=_("Region where you live"), choices=[("", _("Please choose")), *Region.choices])
    email = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("For this one letter only. We delete the address once it is sent, or at once if you ask."),
    )

    helper = unframed()
