from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models import Application
from registration.models.applications import Kind
from wic.accounts.models import User
from wic.names import normalise_email


class MoreTimeForm(forms.Form):
    edition: Any = forms.ModelChoiceField(Edition.objects.none(), label=_("Edition"))
    kind = forms.ChoiceField(label=_("As"), choices=Kind.choices)
    who = forms.CharField(label=_("E-mail address or reference"), max_length=254)
    until = forms.DateField(
        label=_("Until the end of this day"),
        help_text=_("In the time zone of the edition."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = by.roles.carrying("registration.extend_application").reach(edition="slug")
        self.fields["edition"].queryset = Edition.objects.filter(hers).newest_first()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Her application, and the last second of the day."""
        given = self.cleaned_data
        if self.errors:
            return given
        edition, who = given["edition"], given["who"].strip()
        hers = Q(reference=who.upper()) | Q(user__email=normalise_email(who))
        application = Application.objects.for_edition(edition).of_kind(given["kind"]).filter(hers).first()
        if application is None:
            raise forms.ValidationError(_("There is no application of this person: she begins one first."))
        return {
            "application": application,
            "until": datetime.combine(given["until"], time(23, 59, 59), tzinfo=edition.tz),
        }
