"""An applicant's pages: what is asked, the form, the check before sending, her copy, withdrawing."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme.models import Edition, EnglishLevel, Passage, Window
from programme.rules import takes_applications, window_for
from registration.actions import applications as verbs
from registration.forms.applications import FORMS, ApplicationForm
from registration.models import Application
from registration.models.applications import Kind
from registration.rules.answers import LABELS, SECTIONS, answers_of, in_words, lines
from registration.rules.applications import (
    Problem,
    can_be_withdrawn,
    has_unsent_changes,
    is_complete,
    is_editable,
    problems,
)
from registration.rules.screening import Result
from registration.rules.standing import standing_of
from registration.views.self_check import carried, forget
from wic.accounts.middleware import SignedInRequest
from wic.lifecycle import Refused


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


@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """The form. Looking at it writes nothing: the first save begins the application."""
    call = _call(edition)
    application = _own(request, call, kind)
    if request.method == "POST":
        return forget(request, _save(request, call, kind, application))
    if application is None and takes_applications(call, kind, now=timezone.now()):
        return _form_page(
            request, FORMS[kind](edition=call, initial=_known_of(request) | carried(request)), application
        )
    if application is None or not is_editable(application, now=timezone.now()):
        return redirect("registration:apply", call.slug)
    return _form_page(request, FORMS[kind](edition=call, initial=answers_of(application)), application)


def _save(request: SignedInRequest, call: Edition, kind: str, application: Application | None) -> HttpResponse:
    now = timezone.now()
    form = FORMS[kind](request.POST, edition=call)
    form.is_valid()  # what refuses stays in the form; the rest is kept
    try:
        application = application or verbs.start(call, user=request.user, kind=kind, by=request.user, now=now)
        verbs.save(application, answers=form.answers, revision=_revision(request), by=request.user, now=now)
    except verbs.StaleRevision as refusal:
        saved = _own_or_404(request, call, kind)
        return _form_page(request, form, saved, refusal=refusal, conflicts=_conflicts(form, saved))
    except Refused as refusal:
        return _form_page(request, form, application, refusal=refusal)
    if "check" in request.POST:
        form.show(problems(answers_of(application), kind=kind))
        if not form.errors:
            return redirect("registration:application-check", call.slug, kind)
    if form.errors:
        return _form_page(request, form, application)
    messages.success(request, _("Saved. You can close this page and go on later, on any device."))
    return redirect("registration:application", call.slug, kind)


@require_POST
def begin_again(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """Takes a withdrawn application up again."""
    call = _call(edition)
    _own_or_404(request, call, kind)
    try:
        verbs.start(call, user=request.user, kind=kind, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("registration:apply", call.slug)
    return redirect("registration:application", call.slug, kind)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """Everything once more in words, then the button that sends it."""
    call = _call(edition)
    application = _own_or_404(request, call, kind)
    if request.method == "POST":
        return _send(request, application)
    if not is_editable(application, now=timezone.now()):
        return redirect("registration:apply", call.slug)
    answers = answers_of(application)
    found = problems(answers, kind=kind)
    context = {
        "edition": call,
        "application": application,
        "sections": lines(answers, kind=kind, topics=_topics(call)),
        "problems": [(problem, LABELS[problem.question]) for problem in found],
        "is_sent_already": application.state == Application.State.SUBMITTED and not has_unsent_changes(application),
        "closes_at": _closing(call, kind),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "registration/check.html", context)


def _send(request: SignedInRequest, application: Application) -> HttpResponse:
    try:
        verbs.submit(application, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("registration:application-check", application.edition.slug, application.kind)
    return redirect("registration:application-sent", application.edition.slug, application.kind)


@require_safe
def sent(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """Her copy of what counts, how it meets the criteria, and what happens next."""
    call = _call(edition)
    now = timezone.now()
    own = Application.objects.owned_by(request.user).for_edition(call).of_kind(kind).with_facts()
    application = get_object_or_404(own.exclude(submitted_at=None))
    submission = application.submissions.select_related("screening").latest("number")
    context = {
        "edition": call,
        "application": application,
        "submission": submission,
        "standing": standing_of(application, now=now),
        "results": [Result.from_row(row) for row in submission.screening.results],
        "sections": lines(submission.answers, kind=kind, topics=_topics(call)),
        "is_editable": is_editable(application, now=now),
        "closes_at": _closing(call, kind),
        "can_be_withdrawn": can_be_withdrawn(application, has_place=hasattr(application, "participant")),
        "now": now,
    }
    return TemplateResponse(request, "registration/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    call = _call(edition)
    application = _own_or_404(request, call, kind)
    if request.method == "POST":
        try:
            verbs.withdraw(application, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("registration:apply", call.slug)
    return TemplateResponse(request, "registration/withdraw.html", {"edition": call, "application": application})


def _call(slug: str) -> Edition:
    call: Edition = get_object_or_404(Edition.objects.published().with_form(), slug=slug)
    return call


def _own(request: SignedInRequest, call: Edition, kind: str) -> Application | None:
    own = Application.objects.owned_by(request.user).for_edition(call).of_kind(kind).with_answers().first()
    if own is not None:
        own.edition = call  # it has its windows and topics with it
    return own


def _own_or_404(request: SignedInRequest, call: Edition, kind: str) -> Application:
    own = _own(request, call, kind)
    if own is None:
        raise Http404
    return own


def _known_of(request: SignedInRequest) -> dict[str, Any]:
    """What her profile says already; nothing is stored before she saves."""
    user = request.user
    zone = "" if user.time_zone == "UTC" else user.time_zone
    return {"full_name": user.name, "country": user.country, "time_zone": zone}


def _revision(request: SignedInRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _form_page(
    request: SignedInRequest,
    form: ApplicationForm,
    application: Application | None,
    *,
    refusal: Refused | None = None,
    conflicts: Collection[tuple[Any, str, str]] = (),
) -> HttpResponse:
    call = form.edition
    if consent := call.passages.filter(slot=Passage.Slot.CONSENT).first():
        form.explain_consent(consent.body)
    steps = _steps(form.kind, problems(answers_of(application), kind=form.kind) if application else None)
    context = {
        "edition": call,
        "form": form,
        "kind": form.kind,
        "is_mentee": form.kind == Kind.MENTEE,
        "application": application,
        "revision": application.revision if application else 0,
        "steps": steps,
        "complete": sum(step["state"] == "done" for step in steps),
        "closes_at": _closing(call, form.kind),
        "now": timezone.now(),
        "refusal": refusal,
        "conflicts": conflicts,
    }
    return TemplateResponse(request, "registration/application.html", context)


def _steps(kind: str, found: Collection[Problem] | None) -> list[dict[str, Any]]:
    return [
        {
            "label": section.title,
            "state": "done" if found is not None and is_complete(section, found) else "todo",
            "url": f"#section-{section.key}",
        }
        for section in SECTIONS[kind]
    ]


def _conflicts(form: ApplicationForm, saved: Application) -> list[tuple[Any, str, str]]:
    """Question, what is saved, what she typed."""
    topics = _topics(form.edition)
    known = answers_of(saved)
    return [
        (LABELS[q], in_words(q, known[q], topics=topics), in_words(q, value, topics=topics))
        for q, value in form.answers.items()
        if known[q] != value
    ]


def _topics(call: Edition) -> dict[str, str]:
    return {topic.code: topic.label for topic in call.topics.all()}


def _closing(call: Edition, kind: str) -> Any:
    window = window_for(call, kind)
    return window and window.closes_at


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
