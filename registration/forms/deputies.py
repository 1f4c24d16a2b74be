from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAY: dict[str, Any] = {"type": "date", "aria-label": _("Date")}
HOUR: dict[str, Any] = {"type": "time", "aria-label": _("Hour")}


class DayAndHour(forms.SplitDateTimeWidget):
    """The browser's own fields: no language writes its dates another way there."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, date_attrs=DAY, time_attrs=HOUR, date_format="%Y-%m-%d", time_format="%H:%M")
