"""The way in, a person's own page, and the pages that belong to no edition."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from programme.actions import interests
from programme.models import Contact, Edition
from programme.rules import current
from wic.accounts.limits import per_network
from wic.accounts.middleware import SignedInRequest
from wic.home.forms import TellMeForm
from wic.home.sections import everything_about, shown_to
from wic.lifecycle import Refused
from wic.pages import show_or_send


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """The process answers; nothing is asked of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the current edition, in her own language or else the browser's."""
    language = request.user.language if request.user.is_authenticated else get_language()
    call = _current()
    with translation.override(language):
        address = reverse("home:edition", args=[call.slug]) if call else reverse("home:front")
    return redirect(address)


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The same in the language of the address; a quiet page while there is no edition."""
    call = _current()
    return redirect("home:edition", call.slug) if call else TemplateResponse(request, "home/quiet.html")


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the programme is and whose it is, and every edition there has been."""
    now = timezone.now()
    editions = list(Edition.objects.published().with_windows().newest_first())
    context = {
        "current": current(editions, now=now),
        "past": [edition for edition in editions if edition.ends_on < edition.local(now).date()],
    }
    return TemplateResponse(request, "home/about.html", context)


@login_not_required
@per_network("register")
@show_or_send
def tell_me(request: HttpRequest) -> HttpResponse:
    """For regions that no call is open to: an address, and one letter on the day it opens."""
    form = TellMeForm(request.POST or None, initial={"region": request.GET.get("region")})
    if form.is_valid():
        try:
            interests.ask(**form.cleaned_data, language=get_language() or "en", by=None, now=timezone.now())
        except Refused as refusal:
            messages.info(request, str(refusal))
            return redirect("home:front")
        return redirect(reverse("home:tell-me") + "?sent")
    return TemplateResponse(request, "home/tell_me.html", {"form": form, "is_sent": "sent" in request.GET})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "home/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    call = _current()
    contacts = Contact.objects.filter(edition=call, region="") if call else Contact.objects.none()
    return TemplateResponse(request, "home/accessibility.html", {"contacts": contacts.order_by("position")})


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Her own page: what waits for her, and what comes next."""
    her = everything_about(request.user, now=timezone.now())
    return TemplateResponse(request, "home/dashboard.html", {"sections": shown_to(her)})


def _current() -> Edition | None:
    return current(Edition.objects.published().with_windows(), now=timezone.now())
