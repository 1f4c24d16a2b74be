from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as _

from registration.models.screening import Outcome
from wic.texts import PlainText

MOST_OF_A_NOTE, MOST_OF_A_FLAG = 2000, 200  # characters


class WordsWithAction(ActionForm):
    """What is done to several applications at once comes with words."""

    # Each action checks them: of a form that is not valid, Django only says that no action is selected.
    words = forms.Field(label=_("Note or reason"), required=False)


class NoteForm(forms.Form):
    text = PlainText(
        label=_("A note for colleagues"),
        max_length=MOST_OF_A_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60, "dir": "auto"}),
    )


class FlagForm(forms.Form):
    reason = PlainText(
        label=_("Flag, because"), max_length=MOST_OF_A_FLAG, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class OverruleForm(forms.Form):
    outcome = forms.ChoiceField(label=_("She is to be treated as"), choices=Outcome.choices)
    because = PlainText(label=_("Because"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))
