from django import forms
from django.utils.translation import gettext_lazy as _

from circles.forms.room import OWN_DIRECTION
from circles.models.checkins import Going
from wic.pages import unframed
from wic.texts import PlainText


class CheckInForm(forms.Form):
    going = forms.TypedChoiceField(
        label=_("How does your circle go?"), choices=Going.choices, coerce=int, widget=forms.RadioSelect
    )
    text = PlainText(
        label=_("What would help?"),
        help_text=_("If you wish."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, **OWN_DIRECTION}),
    )
    wants_contact = forms.BooleanField(label=_("Please get in touch with me"), required=False)
    helper = unframed()
