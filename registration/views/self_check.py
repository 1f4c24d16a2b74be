"""Am I eligible? Answered at once, without an account, and kept by nobody but her own browser."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from programme.models import Edition
from programme.rules import takes_applications
from registration.forms.self_check import ASKED, SelfCheckForm
from registration.models.applications import Kind
from registration.models.screening import Outcome
from registration.rules.screening import Thresholds, outcome, screen
from wic.pages import show_or_send

COOKIE = "self-check"
SALT = "registration.self-check"
AN_HOUR = 3600


@login_not_required
@never_cache
@show_or_send
def self_check(request: HttpRequest, edition: str) -> HttpResponse:
    """Criterion by criterion, by the same rules as the screening; her answers go on to the form if she does."""
    call = get_object_or_404(Edition.objects.published().with_windows(), slug=edition)
    form = SelfCheckForm(request.POST or None, edition=call)
    results = []
    if form.is_valid():
        if "apply" in request.POST:
            return _carry(redirect("registration:application", call.slug, Kind.MENTEE), form.answers)
        results = screen(form.for_screening, kind=Kind.MENTEE, thresholds=Thresholds.of(call))
    context = {
        "edition": call,
        "form": form,
        "results": results,
        "is_eligible": bool(results) and outcome(results) == Outcome.ELIGIBLE,
        "is_not_eligible": bool(results) and outcome(results) == Outcome.NOT_ELIGIBLE,
        "is_open": takes_applications(call, Kind.MENTEE, now=timezone.now()),
    }
    return TemplateResponse(request, "registration/self_check.html", context)


def carried(request: HttpRequest) -> dict[str, Any]:
    """What she answered in the self-check, if her browser still has it unchanged."""
    try:
        answers = json.loads(request.get_signed_cookie(COOKIE, "{}", salt=SALT, max_age=AN_HOUR) or "{}")
    except BadSignature:
        return {}
    return {question: answers[question] for question in ASKED if question in answers}


def forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The form has taken the answers over."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE)
    return response


def _carry(response: HttpResponse, answers: dict[str, Any]) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        json.dumps(answers),
        salt=SALT,
        max_age=AN_HOUR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
