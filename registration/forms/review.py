from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registration.models import Criterion, Reviewer
from registration.models.review import HIGHEST
from wic.places import choices
from wic.texts import PlainText


class PointsForm(forms.Form):
    """One row of points for each criterion; arrow keys move along a row."""

    note = PlainText(
        label=_("In words, for colleagues"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, criteria: Iterable[Criterion]) -> None:
        super().__init__(data)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"points_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.title,
                help_text=criterion.guidance,
                choices=[(points, points) for points in range(1, HIGHEST + 1)],
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields([*(f"points_{criterion.pk}" for criterion in self.criteria), "note"])

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[f"points_{criterion.pk}"] for criterion in self.criteria]

    @property
    def points(self) -> dict[int, int]:
        return {criterion.pk: self.cleaned_data[f"points_{criterion.pk}"] for criterion in self.criteria}


class ReviewerForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages she reads"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(label=_("Country or territory"), choices=choices)

    class Meta:
        model = Reviewer
        fields = ("user", "edition", "languages", "country", "employer")
