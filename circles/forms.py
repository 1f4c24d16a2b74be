from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import SignUp


class SessionForm(forms.Form):
    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Hour, on your clock"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=60)
    meeting_url = forms.URLField(
        label=_("Link of the meeting"),
        help_text=_("Kept secret: each member gets a personal address that leads here."),
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("The link must begin with https://."))],
        max_length=500,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    helper = FormHelper()
    helper.form_tag = False


class MembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: SignUp) -> str:
        return obj.name


class RollCallForm(forms.Form):
    """One box for each member; ticked means present."""

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, *args: object, members: QuerySet[SignUp], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["present"] = MembersField(
            label=_("Who was there?"), queryset=members, widget=forms.CheckboxSelectMultiple, required=False
        )
