"""The development mailbox: what would have been sent. It does not exist in production."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from wic.mail.models import Letter
from wic.pages import page_of

# The letter may be looked at and its links followed, nothing else; only our own page may frame it.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)


def in_development(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Everybody's letters, for everybody: so only where all people are made up."""

    @login_not_required
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEV_MAILBOX:
            raise Http404
        return view(request, **kwargs)

    return guarded


@in_development
def mailbox(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "mail/mailbox.html", {"page": page_of(request, Letter.objects.newest_first())})


@in_development
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Letter, public_id=public_id)
    return TemplateResponse(request, "mail/mailbox_letter.html", {"letter": found})


@in_development
@xframe_options_sameorigin
def html(request: HttpRequest, public_id: UUID) -> HttpResponse:  # noqa: ARG001
    found = get_object_or_404(Letter, public_id=public_id)
    # A link leaves the frame, as it would leave a mail program.
    page = found.html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(page, headers={"Content-Security-Policy": LETTER_POLICY})
