"""The form before anybody fills it in, for those who prepare it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from programme.models import Edition
from registration.forms.applications import FORMS
from registration.forms.asked import asked_in
from registration.models.applications import Kind
from wic.accounts.middleware import SignedInRequest


@require_safe
def preview(request: SignedInRequest, edition: str, kind: str) -> HttpResponse:
    """With the edition's own questions, as it will be or is; what is typed goes nowhere."""
    if not request.user.has_perm("programme.view_edition"):  # a partner's reviewer prepares nothing
        raise Http404
    call = get_object_or_404(Edition.objects.worked_on_by(request.user), slug=edition)
    form = FORMS[kind](edition=call)
    context = {"edition": call, "sections": asked_in(form), "is_mentee": kind == Kind.MENTEE}
    return TemplateResponse(request, "registration/preview.html", context)
