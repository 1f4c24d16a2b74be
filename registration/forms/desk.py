from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as _

from registration.models.screening import Outcome
from wic.texts import PlainText


class WordsWithAction(ActionForm):
    """What is done to several applications at once comes with words."""

    words = PlainText(label=_("Note or reason"), max_length=200, required=False)


class OverruleForm(forms.Form):
    outcome = forms.ChoiceField(label=_("She is to be treated as"), choices=Outcome.choices)
    because = PlainText(label=_("Because"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))
