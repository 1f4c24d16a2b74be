"""All dates of an edition in one list, and what the date check says of them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from programme.dates import DateWarning, Weight
from programme.hindrances import check_calendar
from programme.models import Edition
from wic.accounts.middleware import signed_in
from wic.desk.calendar import calendar_of, everything_dated, planned_events
from wic.desk.views.editions import page_of_edition


@require_safe
def dates_view(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    if not user.has_perm("programme.view_edition"):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.worked_on_by(user).with_calendar(), pk=pk)
    events = planned_events(edition)
    context = {
        **page_of_edition(request, edition, title=gettext("All dates and their check")),
        "lines": calendar_of(edition, events),
        **by_weight(check_calendar(everything_dated(edition, events))),
    }
    return TemplateResponse(request, "admin/programme/edition/dates.html", context)


def by_weight(warnings: list[DateWarning]) -> dict[str, list[DateWarning]]:
    return {
        "contradictions": [warning for warning in warnings if warning.weight == Weight.CONTRADICTION],
        "cares": [warning for warning in warnings if warning.weight == Weight.CARE],
    }
