from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext_lazy as _

from programme.models import Edition


class ToTheSecond(AdminSplitDateTime):
    """A last day ends at 23:59:59: without the seconds, saving the page unread would cut it short."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M:%S"


class EditionForm(forms.ModelForm):
    circle_languages = forms.MultipleChoiceField(
        label=_("Languages of the circles"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Edition
        fields: Any = forms.ALL_FIELDS
