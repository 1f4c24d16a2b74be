"""The public check, and the download."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.actions import draw, facts_of
from certificates.forms import CheckForm
from certificates.models import Certificate
from wic.accounts.limits import per_network
from wic.accounts.middleware import SignedInRequest


@login_not_required
@require_safe
@per_network("look_up")
def check_form(request: HttpRequest) -> HttpResponse:
    """For somebody who holds a printed certificate: the code beneath its picture code leads to its page."""
    form = CheckForm(request.GET or None)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    certificate = Certificate.objects.filter(code=code).select_related("participant__edition").first() if code else None
    if code and certificate is None:
        form.add_error("code", _("No certificate has this code. Please compare it letter by letter."))
    if certificate is not None:
        return TemplateResponse(request, "certificates/check.html", _shown(certificate))
    return TemplateResponse(request, "certificates/check_form.html", {"form": form})


@login_not_required
@require_safe
@per_network("look_up")
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What it certifies, and whether it still stands; nothing else about her."""
    certificate = get_object_or_404(Certificate.objects.select_related("participant__edition"), code=code)
    return TemplateResponse(request, "certificates/check.html", _shown(certificate))


def _shown(certificate: Certificate) -> dict[str, object]:
    return {"certificate": certificate, "facts": facts_of(certificate), "edition": certificate.participant.edition}


@require_safe
def download(request: SignedInRequest, code: str) -> HttpResponse:
    """The PDF, for the person it is about and for the desk."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user).valid(), code=code)
    return HttpResponse(
        draw(certificate),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{certificate.serial}.pdf"'},
    )
