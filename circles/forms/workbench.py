"""The forms of the matching at the desk."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from circles.models import MatchRun, PairRule
from circles.rules.matching import WEIGHTS
from registration.models import Participant
from wic import places

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def points(name: str, label: "StrPromise") -> forms.IntegerField:
    """How much one thing counts when two people are compared; empty counts as it usually does."""
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=WEIGHTS[name], required=False)


def public_id(*, required: bool = True) -> forms.CharField:
    """Whether it is one of the run, the verb asks."""
    return forms.CharField(max_length=36, required=required)


class StartForm(forms.ModelForm):
    """A run for an edition; how much each thing counts when two are compared."""

    class Meta:
        model = MatchRun
        fields = ["edition"]

    interests = points("interests", _("Topics in common"))
    goal = points("goal", _("Her goal is the mentor’s topic"))
    language = points("language", _("Her preferred language, spoken well"))
    timezone = points("timezone", _("Near clocks"))
    place = points("place", _("The same country or region"))
    hours = points("hours", _("Hours in common"))

    def weights(self) -> dict[str, int]:
        told = {name: self.cleaned_data.get(name) for name in WEIGHTS}
        return {name: WEIGHTS[name] if number is None else number for name, number in told.items()}


class ChangeForm(forms.Form):
    """Which of the changes by hand the page had seen last."""

    number = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class MoveForm(ChangeForm):
    """Who goes into the circle of which mentor (none: into no circle), or changes places with which other mentee."""

    mentee = public_id()
    to = public_id(required=False)
    other = public_id(required=False)


class CircleForm(ChangeForm):
    """The circle of which mentor."""

    mentor = public_id()


class OpenForm(CircleForm):
    """And in which language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class PairRuleForm(forms.ModelForm):
    class Meta:
        model = PairRule
        fields = ["mentee", "kind", "other"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fields:  # the page of an existing rule has none
            people = self.fields["other"].queryset.active()  # type: ignore[attr-defined] # of the desk's editions
            people = people.select_related("edition").order_by("certificate_name", "pk")
            for name in ("mentee", "other"):
                self.fields[name].label_from_instance = _told_apart  # type: ignore[attr-defined]
            self.fields["mentee"].queryset = people.mentees()  # type: ignore[attr-defined]
            self.fields["other"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        mentee, other = self.cleaned_data.get("mentee"), self.cleaned_data.get("other")
        if mentee is not None and mentee == other:
            self.add_error("other", _("Please choose two different people."))
        return self.cleaned_data


def _told_apart(person: Participant) -> str:
    """From others of her name, and from herself in another edition or role."""
    who = (f"{person.certificate_name} ({places.name(person.country)})", person.get_role_display(), person.edition)
    return " · ".join(map(str, who))
