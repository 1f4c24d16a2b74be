from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "home/quiet.html")


@login_not_required
@require_safe
def edition(request: HttpRequest, edition: str) -> HttpResponse:  # noqa: ARG001
    return TemplateResponse(request, "home/quiet.html")


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "home/quiet.html")


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """The process answers; nothing is asked of the database."""
    return HttpResponse("ok", content_type="text/plain")
