"""An applicant's pages: what is asked, the check before sending, her copy, withdrawing."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programme.models import Edition, EnglishLevel, Passage, Window
from programme.offered import offered
from programme.rules import takes_applications, window_for
from registration.actions import applications as verbs
from registration.models import Application
from registration.models.applications import Kind
from registration.rules.answers import answers_of, counted, labels, lines
from registration.rules.applications import (
    closing,
    has_unsent_changes,
    is_editable,
    is_still_open,
    problems,
)
from registration.rules.screening import Result
from registration.rules.standing import WAITING, standing_of
from wic.accounts.middleware import SignedInRequest
from wic.pages import refusals_told, show_or_send


@login_not_required
@require_safe
def apply(request: HttpRequest, edition: str) -> HttpResponse:
    """For whom, until when, how long it takes and what is asked; with an account, where she stands."""
    call = get_object_or_404(Edition.objects.published().with_calendar(), slug=edition)
    now = timezone.now()
    passages = {passage.slot: passage for passage in call.passages.all()}
    own = []
    if request.user.is_authenticated:
        own = list(Application.objects.owned_by(request.user).for_edition(call).with_facts())
    context = {
        "edition": call,
        "now": now,
        "standings": [(application, standing_of(application, now=now)) for application in own],
        "doors": [_door(call, kind, own, now) for kind in Kind],
        "eligibility": passages.get(Passage.Slot.ELIGIBILITY),
        "for_mentors": passages.get(Passage.Slot.MENTORS),
        "regions": [region.get_region_display() for region in call.regions.all()],
        "english": EnglishLevel(call.min_english).label,
    }
    return TemplateResponse(request, "registration/apply.html", context)


@require_POST
def begin_again(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """Takes a withdrawn application up again."""
    call = _own_or_404(request, edition, kind).edition
    with refusals_told(request):
        verbs.start(call, user=request.user, kind=kind, by=request.user, now=timezone.now())
        return redirect("registration:application", call.slug, kind)
    return redirect("registration:apply", call.slug)


@show_or_send
def check(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """Everything once more in words, then the button that sends it."""
    application = _own_or_404(request, edition, kind)
    call = application.edition
    if request.method == "POST":
        return _send(request, application)
    if not is_editable(application, now=timezone.now()):
        return redirect("registration:apply", call.slug)
    offers = offered(call)
    asked = offers.asked(kind)
    answers = counted(answers_of(application, asked), asked)
    found, named = problems(answers, kind=kind, extra=asked), labels(asked)
    context = {
        "edition": call,
        "application": application,
        "sections": lines(answers, kind=kind, topics=dict(offers.topic_choices), extra=asked),
        "problems": [(problem, named[problem.question]) for problem in found],
        "is_sent_already": application.state == Application.State.SUBMITTED and not has_unsent_changes(application),
        "closes_at": closing(call, kind, application),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "registration/check.html", context)


def _send(request: SignedInRequest, application: Application) -> HttpResponse:
    with refusals_told(request):
        verbs.submit(application, by=request.user, now=timezone.now())
        return redirect("registration:application-sent", application.edition.slug, application.kind)
    return redirect("registration:application-check", application.edition.slug, application.kind)


@require_safe
def sent(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """Her copy of what counts, how it meets the criteria, and what happens next."""
    now = timezone.now()
    own = Application.objects.owned_by(request.user).in_call(edition).of_kind(kind).with_facts()
    application = get_object_or_404(own.exclude(submitted_at=None))
    call = application.edition
    screening, offers = max(application.screenings.all(), key=lambda one: one.pk), offered(call)
    standing = standing_of(application, now=now)
    context = {
        "edition": call,
        "application": application,
        "submission": screening.submission,
        "standing": standing,
        "results": [Result.from_row(row) for row in screening.results],
        "sections": lines(
            screening.submission.answers, kind=kind, topics=dict(offers.topic_choices), extra=offers.extra
        ),
        "is_editable": is_editable(application, now=now),
        "closes_at": closing(call, kind, application),
        "can_be_withdrawn": standing.key in WAITING,
        "now": now,
    }
    return TemplateResponse(request, "registration/sent.html", context)


@show_or_send
def withdraw(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    now = timezone.now()
    own = Application.objects.owned_by(request.user).in_call(edition).of_kind(kind)
    application = get_object_or_404(own.with_facts())
    call = application.edition
    if request.method == "POST":
        with refusals_told(request):
            verbs.withdraw(application, by=request.user, now=now)
        return redirect("registration:apply", call.slug)
    if standing_of(application, now=now).key not in WAITING:
        return redirect("registration:apply", call.slug)
    context = {"edition": call, "application": application, "is_still_open": is_still_open(application, now=now)}
    return TemplateResponse(request, "registration/withdraw.html", context)


def _own_or_404(request: SignedInRequest, slug: str, kind: str) -> Application:
    own = Application.objects.owned_by(request.user).in_call(slug).of_kind(kind)
    return get_object_or_404(own.with_answers())


def _door(call: Edition, kind: Kind, own: Collection[Application], now: Any) -> dict[str, Any]:
    """One of the two ways in: open, not yet, or over; and whether she has gone through it."""
    window: Window | None = window_for(call, kind)
    return {
        "kind": kind,
        "is_mentee": kind == Kind.MENTEE,
        "window": window,
        "is_open": takes_applications(call, kind, now=now),
        "is_coming": window is not None and now < window.opens_at,
        "is_begun": any(application.kind == kind for application in own),
        "url": reverse("registration:application", args=[call.slug, kind]),
    }
