"""When she is free, by the hour: a page of its own, so that the form stays small for everybody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from registration.actions import applications as verbs
from registration.forms.hours import HoursForm
from registration.models import Application
from registration.rules.answers import AVAILABILITY
from registration.rules.applications import is_editable
from registration.views.form import typed_on
from wic.accounts.middleware import SignedInRequest
from wic.look.zones import zone_label
from wic.pages import refusals_on, show_or_send


@show_or_send
def hours(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """The same answer as on the form, and saved like it."""
    own = Application.objects.owned_by(request.user).in_call(edition).of_kind(kind).with_answers()
    application, now = get_object_or_404(own), timezone.now()
    if not is_editable(application, now=now):
        return redirect("registration:apply", edition)
    posted = request.POST if request.method == "POST" else None
    form = HoursForm(posted, initial={"availability": application.availability})
    if form.is_valid():
        with refusals_on(form):
            revision = typed_on(request.POST.get("revision", ""))
            verbs.save(application, answers=form.cleaned_data, revision=revision, by=request.user, now=now)
            messages.success(request, _("Your hours are saved."))
            return redirect(_back(edition, kind))
    context = {
        "edition": application.edition,
        "application": application,
        "clock": zone_label(application.time_zone) if application.time_zone else "",
        "form": form,
        "days": list(WEEKDAYS_ABBR.values()),
        "back_url": _back(edition, kind),
    }
    return TemplateResponse(request, "registration/hours.html", context)


def _back(edition: str, kind: str) -> str:
    return f"{reverse('registration:application', args=[edition, kind])}#section-{AVAILABILITY.key}"
