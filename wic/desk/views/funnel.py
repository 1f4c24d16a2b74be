"""The funnel of an edition: counts only, nobody by name."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from programme.models import Edition
from wic.accounts.middleware import signed_in
from wic.desk.funnel import STAGES, funnel_of
from wic.desk.views.editions import page_of_edition


@require_safe
def funnel_view(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    if not user.has_perm("registration.view_application"):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.worked_on_by(user).with_calendar(), pk=pk)
    context: dict[str, Any] = {
        **page_of_edition(request, edition, title=gettext("How registration goes")),
        "stages": STAGES.values(),
        "funnel": funnel_of(edition, user, now=timezone.now()),
    }
    return TemplateResponse(request, "admin/programme/edition/funnel.html", context)
