from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programme.forms import is_edition_slug
from programme.models import Edition, EnglishLevel, Window
from registration.rules.screening import Thresholds
from wic.places import Region
from wic.texts import PlainText


def reason_name(code: str) -> str:
    return f"reason_{code}"


class ExtensionForm(forms.Form):
    """A later last day, and why, in each language."""

    audiences = forms.MultipleChoiceField(
        label=_("Who gets more time"), choices=Window.Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    closes_on = forms.DateField(
        label=_("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Registration is then open until 23:59:59 of this day, on the clock of the edition."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audiences"].initial = [window.audience for window in edition.windows.all()]
        for code, language in settings.LANGUAGES:
            self.fields[reason_name(code)] = PlainText(
                label=_("Why, in one or two sentences: %(language)s") % {"language": language},
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "lang": code, "dir": "auto"}),
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data[reason_name(code)] for code, _language in settings.LANGUAGES}


class RulesForm(forms.Form):
    """The criteria of an edition, as they would be."""

    regions = forms.MultipleChoiceField(
        label=_("Regions it is open to"), choices=Region.choices, widget=forms.CheckboxSelectMultiple
    )
    min_years = forms.IntegerField(label=_("Years of experience asked for"), min_value=0, max_value=50)
    min_english = forms.TypedChoiceField(
        label=_("Level of English asked for"), choices=EnglishLevel.choices, coerce=int
    )
    women_only = forms.BooleanField(label=_("For women only"), required=False)
    takes_ict_stem = forms.BooleanField(
        label=_("A junior ICT or STEM post counts too, without years in cybersecurity"), required=False
    )
    asks_equipment = forms.BooleanField(label=_("A computer and a stable connection are asked for"), required=False)

    @staticmethod
    def typed_for(thresholds: Thresholds) -> dict[str, Any]:
        return asdict(thresholds) | {"regions": sorted(thresholds.regions)}

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(**self.cleaned_data | {"regions": frozenset(self.cleaned_data["regions"])})

    @property
    def sent_again(self) -> list[tuple[str, Any]]:
        """The same once more, to be confirmed: a box that is not ticked is not sent."""
        typed = self.typed_for(self.thresholds)
        lists = [(name, value if isinstance(value, list) else [value]) for name, value in typed.items()]
        return [(name, value) for name, values in lists for value in values if value is not False]


class ReasonForm(forms.Form):
    """Why the criteria change, and the list that was shown."""

    because = PlainText(
        label=_("Why they change"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "dir": "auto"}),
        help_text=_("Kept with the new version of the rules, for those who ask later."),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CloneForm(forms.Form):
    """What is new about the next edition; everything else follows."""

    slug = forms.SlugField(
        label=_("Address"), validators=[is_edition_slug], help_text=_("Part of every address; it never changes.")
    )
    code = forms.CharField(
        label=_("Short code"), max_length=8, help_text=_("Begins references and serial numbers, like WIC21.")
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2999, help_text=_("It replaces the year in the names.")
    )
    weeks = forms.IntegerField(
        label=_("Weeks later"),
        min_value=1,
        max_value=520,
        help_text=_("Every date moves by as many whole weeks, so that it stays on its day of the week."),
    )
