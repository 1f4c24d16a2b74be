"""The form: saved as a whole, section by section, or sent in one go. Looking at it writes nothing."""

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.models import Edition, Passage
from programme.offered import offered
from programme.rules import takes_applications
from registration.actions import applications as verbs
from registration.forms.applications import FORMS, ApplicationForm
from registration.forms.asked import asked_in
from registration.models import Application
from registration.models.applications import Kind
from registration.rules.answers import answers_of, in_words, labels, sections_of, taken_over
from registration.rules.applications import Problem, closing, is_complete, is_editable, problems
from registration.rules.nominations import needs_nomination
from registration.views.nominees import given_of
from registration.views.self_check import carried, forget
from wic.accounts.middleware import SignedInRequest
from wic.accounts.typed import keeps_typed, let_go_of_typed, stamped, typed_before
from wic.lifecycle import Refused
from wic.pages import show_or_send

REVISION = re.compile("[0-9]{1,9}")
PAGE = re.compile("[0-9a-z]{1,16}")


class Hers(NamedTuple):
    application: Application | None
    call: Edition
    earlier: Application | None  # what she sent in another edition, the newest


@keeps_typed
@show_or_send
def fill_in(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """The form. The first save begins the application."""
    application, call, earlier = _hers(request, edition, kind)
    if request.method == "POST":
        response = forget(request, _save(request, call, kind, application))
        let_go_of_typed(request)
        return response
    now = timezone.now()
    if (typed := typed_before(request)) is not None:
        return _restored(request, call, kind, application, typed)
    if application is not None and is_editable(application, now=now):
        return _form_page(request, _form(call, kind, application), application)
    if application is None and takes_applications(call, kind, now=now):
        if needs_nomination(call, kind) and not given_of(request.user, call, kind):
            messages.error(request, pgettext("feminine", "In this edition only those who were nominated can apply."))
            return redirect("registration:apply", call.slug)
        form = FORMS[kind](edition=call, initial=_known_of(request, call, kind, earlier))
        return _form_page(request, form, None, earlier=earlier)
    return redirect("registration:apply", call.slug)


def _restored(
    request: SignedInRequest, call: Edition, kind: str, application: Application | None, typed: QueryDict
) -> HttpResponse:
    """What she sent when her sign-in had ended: on the revision that she typed it on, and saved by herself."""
    form = _form(call, kind, application, typed)
    form.is_valid()
    return _form_page(request, form, application, restored_from=typed.get("revision", ""))


def _save(request: SignedInRequest, call: Edition, kind: str, application: Application | None) -> HttpResponse:
    form = _form(call, kind, application, request.POST)
    form.is_valid()  # what refuses stays in the form; the rest is kept
    try:
        application = _keep(request, call, kind, application, form.answers)
    except verbs.StaleRevision as refusal:
        saved = _hers(request, call.slug, kind).application
        if saved is None:
            raise Http404 from refusal
        conflicts = _conflicts(form, saved, refusal.sections)
        return _form_page(request, form, saved, refusal=refusal, conflicts=conflicts)
    except Refused as refusal:
        return _form_page(request, form, application, refusal=refusal)
    if "check" in request.POST or "send" in request.POST:
        form.show(problems(answers_of(application, form.asked), kind=kind, extra=form.asked))
        if not form.errors:
            return _go_on(request, form, application)
    if form.errors:
        return _form_page(request, form, application)
    if "hours" in request.POST:
        return redirect("registration:application-hours", call.slug, kind)
    messages.success(request, _("Saved. You can close this page and go on later, on any device."))
    section = request.POST.get("save", "")
    anchor = f"#section-{section}" if section in {known.key for known in sections_of(kind, form.asked)} else ""
    return redirect(reverse("registration:application", args=[call.slug, kind]) + anchor)


def _go_on(request: SignedInRequest, form: ApplicationForm, application: Application) -> HttpResponse:
    """To the check before sending, or, where she asked for it, straight to the desk."""
    if "send" not in request.POST:
        return redirect("registration:application-check", form.edition.slug, form.kind)
    try:
        verbs.submit(application, by=request.user, now=timezone.now())
    except Refused as refusal:
        return _form_page(request, form, application, refusal=refusal)
    return redirect("registration:application-sent", form.edition.slug, form.kind)


@require_POST
def save_section(request: SignedInRequest, edition: str, kind: str, section: str) -> HttpResponse:
    """What a script keeps while she types: the answers of one section, and nothing else."""
    application, call, earlier = _hers(request, edition, kind)
    form = _form(call, kind, application, request.POST)
    questions = next((known.questions for known in sections_of(kind, form.asked) if known.key == section), None)
    if questions is None:
        raise Http404
    form.narrow(questions)
    form.is_valid()
    answers = form.answers
    if application is None:  # what the form showed her from elsewhere is kept with the first that she types
        answers = _known_of(request, call, kind, earlier) | answers
    try:
        application = _keep(request, call, kind, application, answers)
    except Refused as refusal:
        is_stale = isinstance(refusal, verbs.StaleRevision)
        return JsonResponse({"refused": str(refusal), "stale": is_stale}, status=409)
    said = {"revision": application.revision, "progress": _progress(form, application), "errors": form.errors}
    return forget(request, JsonResponse(said))


def _form(call: Edition, kind: str, application: Application | None, typed: QueryDict | None = None) -> ApplicationForm:
    """With her answers, on which also depends what she can still choose."""
    initial = answers_of(application, offered(call).asked(kind)) if application else {}
    return FORMS[kind](typed, edition=call, initial=initial)


def _keep(
    request: SignedInRequest, call: Edition, kind: str, application: Application | None, answers: dict[str, Any]
) -> Application:
    now, revision = timezone.now(), request.POST.get("revision", "")
    pages = [page for page in request.POST.getlist("page")[:2] if PAGE.fullmatch(page)]
    if application is None:
        application = verbs.begin(
            call, user=request.user, kind=kind, answers=answers, pages=pages, by=request.user, now=now
        )
    return verbs.save(
        application,
        answers=answers,
        revision=typed_on(revision),
        pages=pages,
        by=request.user,
        now=now,
    )


def typed_on(revision: str) -> int:
    return int(revision) if REVISION.fullmatch(revision) else -1


def _hers(request: SignedInRequest, edition: str, kind: str) -> Hers:
    found = _found(request, kind)
    own = next((one for one in found if one.edition.slug == edition and one.edition.published_at), None)
    call = own.edition if own else get_object_or_404(Edition.objects.published().with_windows(), slug=edition)
    sent = [(one.submitted_at, one.pk, one) for one in found if one != own and one.submitted_at]
    return Hers(own, call, max(sent)[-1] if sent else None)


def _found(request: SignedInRequest, kind: str) -> list[Application]:
    """Hers, here and in other editions, with all that goes with them: to ask whether she has any costs a tenth."""
    hers = Application.objects.owned_by(request.user).of_kind(kind)
    has_begun = typed_on(request.POST.get("revision", "")) > 0 or hers.exists()
    return list(hers.with_answers().prefetch_related("edition__windows")) if has_begun else []


def _known_of(request: SignedInRequest, call: Edition, kind: str, earlier: Application | None) -> dict[str, Any]:
    """What she has told us before: in her profile, in another edition, in the self-check; and who nominated her."""
    user = request.user
    zone = "" if user.time_zone == "UTC" else user.time_zone
    told = {"full_name": user.name, "country": user.country, "time_zone": zone}
    known = told | given_of(user, call, kind) | {question: answer for question, answer in told.items() if answer}
    if earlier is not None:
        was, offers = offered(earlier.edition).extra, offered(call)
        answers = answers_of(earlier, was)
        known |= taken_over(answers, topics=dict(offers.topics), was=was, extra=offers.asked(kind))
    return known | carried(request)


def _form_page(
    request: SignedInRequest,
    form: ApplicationForm,
    application: Application | None,
    *,
    refusal: Refused | None = None,
    conflicts: Collection[tuple[Any, str, str]] = (),
    earlier: Application | None = None,
    restored_from: str | None = None,
) -> HttpResponse:
    call = form.edition
    if consent := call.passages.filter(slot=Passage.Slot.CONSENT).first():
        form.explain_consent(consent.body)
    steps = _steps(form, application)
    states = [step["state"] for step in steps]
    context = {
        "edition": call,
        "form": form,
        "sections": asked_in(form),
        "kind": form.kind,
        "is_mentee": form.kind == Kind.MENTEE,
        "application": application,
        "earlier": earlier,
        "revision": _shown_revision(application, restored_from),
        "is_restored": restored_from is not None,
        "whose": stamped(request),
        "steps": steps,
        "drawn_steps": f"{form.kind} {form.choices.stamp} {get_language()} {states}",
        "complete": states.count("done"),
        "closes_at": closing(call, form.kind, application),
        "now": timezone.now(),
        "refusal": refusal,
        "conflicts": conflicts,
        "draft_key": f"draft {request.user.public_id} {call.slug} {form.kind}",
    }
    return TemplateResponse(request, "registration/application.html", context)


def _shown_revision(application: Application | None, restored_from: str | None) -> int:
    """On which what she types from now on is typed."""
    if restored_from is not None:
        return typed_on(restored_from)
    return application.revision if application else 0


def _steps(form: ApplicationForm, application: Application | None) -> list[dict[str, Any]]:
    found: Collection[Problem] | None = None
    if application is not None:
        found = problems(answers_of(application, form.asked), kind=form.kind, extra=form.asked)
    return [
        {
            "label": section.title,
            "state": "done" if found is not None and is_complete(section, found) else "todo",
            "url": f"#section-{section.key}",
        }
        for section in sections_of(form.kind, form.asked)
    ]


def _progress(form: ApplicationForm, application: Application) -> str:
    """The sentence of registration/progress.html, for the script that puts it there."""
    steps = _steps(form, application)
    complete = sum(step["state"] == "done" for step in steps)
    return ngettext(
        "%(complete)s of %(total)s section complete", "%(complete)s of %(total)s sections complete", len(steps)
    ) % {"complete": complete, "total": len(steps)}


def _conflicts(form: ApplicationForm, saved: Application, sections: Collection[str]) -> list[tuple[Any, str, str]]:
    """Question, what is saved, what she typed: in the sections that were saved from elsewhere."""
    topics = dict(form.choices.topic_choices)
    known, typed, named = answers_of(saved, form.asked), form.answers, labels(form.asked)

    def reads(question: str, value: Any) -> str:
        return in_words(question, value, topics=topics, extra=form.asked)

    placed = [section for section in sections_of(form.kind, form.asked) if section.key in sections]
    asked = [question for section in placed for question in section.questions]
    return [(named[q], reads(q, known[q]), reads(q, typed[q])) for q in asked if q in typed and known[q] != typed[q]]
