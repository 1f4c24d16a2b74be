from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from circles.models import Correction
from events.models import SignUp
from events.rules import EARLIEST, LATEST
from registration.models import Participant
from wic.pages import unframed


class HourForm(forms.Form):
    """A day and an hour on her own clock."""

    on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    at = forms.TimeField(label=_("Hour, on your clock"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=60)

    helper = unframed()


class SessionForm(HourForm):
    count = forms.IntegerField(
        label=_("How many sessions"),
        help_text=_(
            "More than one: once a month, in the same week of the month, on the same day and at the same hour."
        ),
        min_value=1,
        max_value=12,
        initial=1,
        required=False,
    )
    meeting_url = forms.URLField(
        label=_("Link of the meeting"),
        help_text=_("Kept secret: each member gets a personal address that leads here."),
        assume_scheme="https",
        validators=[RegexValidator("^https://", _("The link must begin with https://."), code="not_https")],
        max_length=500,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    def clean_count(self) -> int:
        return self.cleaned_data["count"] or 1


class MentorField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Participant) -> str:
        return obj.certificate_name


class SubstituteForm(forms.Form):
    """Who leads this one session instead."""

    helper = unframed()

    def __init__(self, data: Mapping[str, Any] | None, *, mentors: QuerySet[Participant]) -> None:
        super().__init__(data)
        self.fields["mentor"] = MentorField(
            label=pgettext_lazy("feminine", "Mentor who stands in for you"),
            queryset=mentors,
            help_text=pgettext_lazy("feminine", "Please ask her first. She gets a letter with her address to join."),
        )


class MembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: SignUp) -> str:
        return obj.name


class RollCallForm(forms.Form):
    """One box for each member; ticked means present. Once the roll has been called, a change takes a reason."""

    helper = unframed()

    def __init__(self, *args: object, members: QuerySet[SignUp], is_correction: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["present"] = MembersField(
            label=_("Who was there?"), queryset=members, widget=forms.CheckboxSelectMultiple, required=False
        )
        if is_correction:
            self.fields["reason"] = forms.ChoiceField(
                label=_("If you change something: why?"),
                choices=[("", _("Nothing is changed")), *Correction.choices],
                required=False,
            )
