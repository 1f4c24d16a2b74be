from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programme.models import Edition


class EditionForm(forms.ModelForm):
    circle_languages = forms.MultipleChoiceField(
        label=_("Languages of the circles"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Edition
        fields: Any = forms.ALL_FIELDS
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
