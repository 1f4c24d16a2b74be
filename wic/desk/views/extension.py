"""More time for everybody: the page on which headquarters extend registration."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from programme.actions import extend_registration
from programme.models import Edition
from registration.models import Application
from wic.accounts.middleware import signed_in
from wic.desk.forms import ExtensionForm
from wic.desk.views.editions import edition_to_change, page_of_edition
from wic.pages import refusals_told


def extend_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom it concerns, the new last day and why; the update is posted in the same act."""
    edition = edition_to_change(request, pk)
    form = ExtensionForm(request.POST or None, edition=edition)
    if form.is_valid():
        with refusals_told(request):
            extend_registration(
                edition,
                audiences=form.cleaned_data["audiences"],
                closes_on=form.cleaned_data["closes_on"],
                reasons=form.reasons,
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, gettext("Registration is extended for everybody, and the update is posted."))
            return HttpResponseRedirect(reverse("admin:programme_edition_change", args=[pk]))
        return HttpResponseRedirect(request.get_full_path())
    context: dict[str, Any] = {
        **page_of_edition(request, edition, title=gettext("Extend registration")),
        "form": form,
        "windows": [(window, *_concerned(edition, window.audience)) for window in edition.windows.all()],
    }
    return TemplateResponse(request, "admin/programme/edition/extend.html", context)


def _concerned(edition: Edition, audience: str) -> tuple[int, int]:
    """Drafts that are not sent yet, and applications that can be changed for longer."""
    applications = Application.objects.for_edition(edition).of_kind(audience)
    return applications.drafts().count(), applications.submitted().count()
