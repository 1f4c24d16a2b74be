"""The next edition from one that has been: what would come of it is shown first, then it is made."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from programme.hindrances import check_calendar
from programme.models import Edition
from wic.accounts.middleware import signed_in
from wic.desk.actions import clone_edition
from wic.desk.calendar import calendar_of, everything_later, planned_events
from wic.desk.forms import CloneForm
from wic.desk.views.dates import by_weight
from wic.desk.views.editions import edition_to_change, page_of_edition
from wic.pages import refusals_told

A_YEAR_OF_WEEKS = 52


def clone_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A form; then its calendar and check, with a button that makes the edition."""
    source = edition_to_change(request, pk)
    if not signed_in(request).has_perm("programme.add_edition"):
        raise PermissionDenied
    first = {"year": int(source.slug[:4]) + 1, "weeks": A_YEAR_OF_WEEKS}
    form = CloneForm(request.POST or None, initial=first)
    is_looked_at = request.method == "POST" and form.is_valid()
    if is_looked_at and "make" in request.POST:
        return _make(request, source, form)
    context: dict[str, Any] = {
        **page_of_edition(request, source, title=gettext("Next edition from this one")),
        "form": form,
        "outlook": _outlook(source, timedelta(weeks=form.cleaned_data["weeks"])) if is_looked_at else None,
    }
    return TemplateResponse(request, "admin/programme/edition/clone.html", context)


def _make(request: HttpRequest, source: Edition, form: CloneForm) -> HttpResponse:
    with refusals_told(request):
        edition = clone_edition(source, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, gettext("The edition is made. Nobody sees it until you publish it."))
        return HttpResponseRedirect(reverse("admin:programme_edition_change", args=[edition.pk]))
    return HttpResponseRedirect(request.get_full_path())


def _outlook(source: Edition, later: timedelta) -> dict[str, Any]:
    """Every date as it was and as it would be, and what the date check would say."""
    events = planned_events(source)
    lines = [(line, line.later(later)) for line in calendar_of(source, events)]
    return {"lines": lines, **by_weight(check_calendar(everything_later(source, events, later)))}
