"""Single hours of the week, for whom seven days of three parts are too coarse."""

from typing import NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.rules.availability import DAYS, HOURS_OF_DAY, clock


class Box(NamedTuple):
    value: int
    label: str
    is_ticked: bool


class HoursForm(forms.Form):
    availability = forms.TypedMultipleChoiceField(
        choices=[(hour, hour) for hour in range(7 * 24)],
        coerce=int,
        required=False,
        error_messages={"invalid_choice": _("Please choose from the table.")},
    )

    def clean_availability(self) -> list[int]:
        return sorted(set(self.cleaned_data["availability"]))

    @property
    def rows(self) -> list[tuple[str, list[Box]]]:
        """When an hour of the day begins, and its box on each day."""
        ticked = {str(hour) for hour in self["availability"].value() or []}
        return [(clock(hour), self._boxes(hour, ticked)) for hour in HOURS_OF_DAY]

    def _boxes(self, hour: int, ticked: set[str]) -> list[Box]:
        span = f"{clock(hour)}–{clock(hour + 1)}"
        return [
            Box(
                day * 24 + hour,
                gettext("%(day)s: %(part)s") % {"day": name, "part": span},
                str(day * 24 + hour) in ticked,
            )
            for day, name in DAYS.items()
        ]
