"""What the desk asked her once more, open on a page of its own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import pgettext

from registration.actions import inquiries as verbs
from registration.actions.applications import Incomplete
from registration.forms.applications import FORMS
from registration.forms.asked import asked_in
from registration.models import Application
from registration.rules.inquiries import is_open
from wic.accounts.middleware import SignedInRequest
from wic.accounts.typed import keeps_typed, let_go_of_typed, stamped, typed_before
from wic.pages import refusals_told, show_or_send


@keeps_typed
@show_or_send
def answer(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """The named questions, with what she answered; a late answer is refused with her words kept."""
    own = Application.objects.owned_by(request.user).in_call(edition).of_kind(kind).exclude(inquiry=None)
    application = get_object_or_404(own.with_answers().select_related("inquiry"))
    inquiry, now = application.inquiry, timezone.now()
    sent = application.submissions.latest("number").answers
    typed = request.POST if request.method == "POST" else typed_before(request)
    form = FORMS[kind](typed, edition=application.edition, initial=sent)
    form.narrow(inquiry.questions)
    if request.method == "GET" and not is_open(inquiry, now=now):
        return redirect("registration:application-sent", edition, kind)
    if request.method == "POST" and form.is_valid():
        with refusals_told(request):
            try:
                verbs.answer(inquiry, answers=form.answers, by=request.user, now=now)
            except Incomplete as refusal:
                form.show(refusal.problems)
            else:
                let_go_of_typed(request)
                messages.success(request, pgettext("feminine", "Thank you: we have your answers."))
                return redirect("registration:application-sent", edition, kind)
    context = {
        "edition": application.edition,
        "application": application,
        "inquiry": inquiry,
        "form": form,
        "sections": asked_in(form),
        "is_restored": request.method == "GET" and form.is_bound,
        "whose": stamped(request),
        "now": now,
    }
    return TemplateResponse(request, "registration/answer.html", context)
