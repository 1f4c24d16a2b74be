"""What the pages of an app at the desk show that the app itself cannot know."""

from typing import Any

from django import template

from programme.hindrances import check_calendar
from programme.models import Edition
from wic.desk.calendar import everything_dated, planned_events
from wic.desk.views.dates import by_weight

register = template.Library()


@register.inclusion_tag("admin/programme/edition/date_warnings.html")
def date_warnings(edition: Edition) -> dict[str, Any]:
    """What `check_edition` says: of all its dates, those of its events too."""
    return {"edition": edition, **by_weight(check_calendar(everything_dated(edition, planned_events(edition))))}
