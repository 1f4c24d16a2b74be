from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.models import Participant
from wic.files import document_type
from wic.pages import unframed
from wic.texts import PlainText

OWN_DIRECTION = {"dir": "auto"}


class NotesForm(forms.Form):
    text = PlainText(
        label=_("Notes of the circle"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 14, **OWN_DIRECTION}),
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    helper = unframed()


class GoalForm(forms.Form):
    text = PlainText(label=_("A goal"), max_length=300, widget=forms.TextInput(attrs=OWN_DIRECTION))
    is_shared = forms.BooleanField(label=_("It is a goal of the whole circle"), required=False)
    helper = unframed()


class MarkForm(forms.Form):
    """How a goal or a step shall stand, in the button's own words: pressed twice, it says the same twice."""

    done = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class StepForm(forms.Form):
    text = PlainText(label=_("What is to be done"), max_length=300, widget=forms.TextInput(attrs=OWN_DIRECTION))
    due_on = forms.DateField(
        label=_("By when"),
        help_text=_("If you wish."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    helper = unframed()

    def __init__(self, data: Mapping[str, Any] | None, *, members: Sequence[Participant]) -> None:
        super().__init__(data, auto_id="step_%s")  # beside another form on its page
        self.members = {str(member.public_id): member for member in members}
        names = [(key, member.certificate_name) for key, member in self.members.items()]
        self.fields["who"] = forms.ChoiceField(label=_("Who does it"), choices=names)

    def clean_who(self) -> Participant:
        return self.members[self.cleaned_data["who"]]


class FileForm(forms.Form):
    name = PlainText(label=_("Title"), max_length=80, widget=forms.TextInput(attrs=OWN_DIRECTION))
    file = forms.FileField(label=_("File"), help_text=_("A PDF file or a picture (JPEG, PNG) of at most 5 MB."))
    helper = unframed()

    def clean(self) -> dict[str, Any]:
        if file := self.cleaned_data.get("file"):
            try:
                self.cleaned_data["content_type"] = document_type(file)
            except forms.ValidationError as error:
                self.add_error("file", error)
        return self.cleaned_data


class MessageForm(forms.Form):
    text = PlainText(
        label=_("Your message"), max_length=3000, widget=forms.Textarea(attrs={"rows": 8, **OWN_DIRECTION})
    )
    helper = unframed()


class IntroductionForm(forms.Form):
    text = PlainText(
        label=_("A few words about you"),
        help_text=_("The members of your circle read it. Leave it empty to take it back."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5, **OWN_DIRECTION}),
    )
    helper = unframed()


class ConcernForm(forms.Form):
    text = PlainText(
        label=_("What happened"),
        help_text=pgettext_lazy("feminine", "As much or as little as you like to tell now."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, **OWN_DIRECTION}),
    )
    tell_region = forms.BooleanField(
        label=_("The regional office of my country may read it as well"),
        help_text=_("Without this it is not told, nor is anybody of the circle, the mentor included."),
        required=False,
    )
    helper = unframed()


class OutcomeForm(forms.Form):
    outcome = PlainText(
        label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5, "cols": 60, **OWN_DIRECTION})
    )
