from django import forms
from django.utils.translation import gettext_lazy as _

from wic.pages import unframed


class CheckForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the certificate"),
        max_length=43,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    helper = unframed()
