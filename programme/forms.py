import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.addresses import EditionSlugConverter
from programme.models import ClosedDay, Edition
from wic import places


class ToTheSecond(AdminSplitDateTime):
    """A last day ends at 23:59:59: without the seconds, saving the page unread would cut it short."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M:%S"
        self.widgets[0].attrs["aria-label"], self.widgets[1].attrs["aria-label"] = _("Date"), _("Hour")


def is_edition_slug(slug: str) -> None:
    if not re.fullmatch(EditionSlugConverter.regex, slug):
        raise ValidationError(_("The address begins with a year, like 2027 or 2027-asia, and has small letters only."))


class EditionForm(forms.ModelForm):
    circle_languages = forms.MultipleChoiceField(
        label=_("Languages of the circles"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Edition
        fields: Any = forms.ALL_FIELDS

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        is_edition_slug(slug)
        return slug


class ClosedDayForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("Country or territory"), choices=lambda: [("", "—"), *places.choices()])

    class Meta:
        model = ClosedDay
        fields: Any = forms.ALL_FIELDS
