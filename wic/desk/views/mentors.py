"""Mentors of an edition before mentees are selected: which language lacks them, and who waits to be approved."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from programme.models import Edition
from registration.actions.seats import forecast
from registration.models import Application
from registration.models.applications import Kind
from registration.rules.languages import languages_of
from registration.rules.seats import kept_of, remarks
from wic.accounts.middleware import signed_in
from wic.desk.views.editions import page_of_edition


@require_safe
def mentors_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts only; for headquarters, whose plan it is."""
    user = signed_in(request)
    if not user.has_perm("registration.add_batch"):
        raise PermissionDenied
    hers = user.roles.carrying("registration.add_batch").reach(edition="slug")
    edition: Edition = get_object_or_404(Edition.objects.filter(hers), pk=pk)
    mentors = Application.objects.for_edition(edition).of_kind(Kind.MENTOR)
    found = forecast(edition)
    queue = {"edition__id__exact": edition.pk, "kind__exact": Kind.MENTOR, "queue": "undecided"}
    context: dict[str, Any] = {
        **page_of_edition(request, edition, title=gettext("Mentors and languages")),
        "languages": languages_of(edition, found, mentors=mentors.mentors_to_count_on(), waiting=mentors.undecided()),
        "remarks": remarks(kept_of(found.plan)),
        "waiting": mentors.undecided().count(),
        "queue_url": f"{reverse('admin:registration_application_changelist')}?{urlencode(queue)}",
        "eligible": sum(candidate.is_eligible for candidate in found.candidates),
        "selected": len(found.plan.selected),
    }
    return TemplateResponse(request, "admin/programme/edition/mentors.html", context)
