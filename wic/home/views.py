"""The public pages of an edition, and a person's own page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from events.models import Event
from programme.models import Edition, EnglishLevel, Window
from programme.rules import current, takes_applications, window_for, words_in
from wic import places
from wic.accounts.middleware import SignedInRequest
from wic.home import season
from wic.home.sections import everything_about, shown_to


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
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """What it is, where it stands today, what to do next."""
    now = timezone.now()
    everything = list(Edition.objects.visible_to(request.user).newest_first())
    call = next((found for found in everything if found.slug == edition), None)
    if call is None:
        raise Http404
    prefetch_related_objects([call], "windows", "milestones", "passages", "contacts")
    events = list(Event.objects.for_edition(call).shown().in_order())
    parts = [call, *call.milestones.all(), *call.passages.all(), *call.contacts.all()]
    context = {
        "edition": call,
        "summary": words_in(call, "summary", get_language() or "en"),
        "banner": season.banner(call, events, now=now),
        "passages": season.passages(call),
        "pillars": season.pillars(call, events, now=now),
        "timeline": season.timeline(call, now=now),
        "contacts": sorted(call.contacts.all(), key=lambda contact: contact.position),
        "others": [found for found in everything if found != call and found.published_at],
        "has_gaps": season.has_gaps(parts),
        "now": now,
    }
    return TemplateResponse(request, "home/edition.html", context)


@login_not_required
@require_safe
def eligibility(request: HttpRequest, edition: str) -> HttpResponse:
    """Each criterion, with the edition's own numbers."""
    call = _visible(request, edition)
    regions = [region.region for region in call.regions.all()]
    context = _page(call) | {
        "regions": get_text_list([str(places.Region(region).label) for region in regions], gettext("or")),
        "countries": [
            (places.Region(region).label, [name for _code, name in places.choices([region])]) for region in regions
        ],
        "english": EnglishLevel(call.min_english).label,
    }
    return TemplateResponse(request, "home/eligibility.html", context)


@login_not_required
@require_safe
def mentors(request: HttpRequest, edition: str) -> HttpResponse:
    """What mentors give and get, and the door."""
    call = _visible(request, edition)
    now = timezone.now()
    context = _page(call) | {
        "window": window_for(call, Window.Audience.MENTORS),
        "is_open": takes_applications(call, Window.Audience.MENTORS, now=now),
        "now": now,
    }
    return TemplateResponse(request, "home/mentors.html", context)


@login_not_required
@require_safe
def timeline(request: HttpRequest, edition: str) -> HttpResponse:
    call = _visible(request, edition)
    now = timezone.now()
    events = list(Event.objects.for_edition(call).shown().in_order())
    context = _page(call) | {
        "banner": season.banner(call, events, now=now),
        "timeline": season.with_notes(season.timeline(call, now=now)),
        "now": now,
    }
    return TemplateResponse(request, "home/timeline.html", context)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "home/privacy.html")


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Her own page: what waits for her, and what comes next."""
    her = everything_about(request.user, now=timezone.now())
    return TemplateResponse(request, "home/dashboard.html", {"sections": shown_to(her)})


def _current() -> Edition | None:
    return current(Edition.objects.published().with_windows(), now=timezone.now())


def _visible(request: HttpRequest, slug: str) -> Edition:
    editions = Edition.objects.visible_to(request.user).with_calendar().prefetch_related("passages")
    call: Edition = get_object_or_404(editions, slug=slug)
    return call


def _page(call: Edition) -> dict[str, object]:
    languages = [str(name) for code, name in settings.LANGUAGES if code in call.circle_languages]
    return {
        "edition": call,
        "passages": season.passages(call),
        "circle_languages": get_text_list(languages, gettext("or")),
        "has_gaps": season.has_gaps([call, *call.milestones.all(), *call.passages.all()]),
    }
