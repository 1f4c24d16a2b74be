from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the certificate"),
        max_length=43,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # asks, changes nothing
