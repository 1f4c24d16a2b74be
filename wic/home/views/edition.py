"""The public pages of an edition."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from events.models import Event
from programme.models import Edition, EnglishLevel, Question, Update, Window
from programme.rules import takes_applications, window_for, words_in
from wic import places
from wic.home import season
from wic.look.words import join_words
from wic.pages import page_of


@login_not_required
@require_safe
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """What it is, where it stands today, what to do next."""
    now = timezone.now()
    everything = list(Edition.objects.visible_to(request.user).newest_first())
    call = next((found for found in everything if found.slug == edition), None)
    if call is None:
        raise Http404
    prefetch_related_objects([call], "windows", "milestones", "passages")
    events = list(Event.objects.for_edition(call).shown().in_order())
    updates = list(Update.objects.filter(edition=call).newest_first()[:2])
    context = {
        "edition": call,
        "summary": words_in(call, "summary", get_language() or "en"),
        "banner": season.banner(call, events, now=now),
        "passages": season.passages(call),
        "pillars": season.pillars(call, events, now=now),
        "timeline": season.timeline(call, now=now),
        "updates": season.updates(updates),
        "others": [found for found in everything if found != call and found.published_at],
        "has_gaps": season.has_gaps([call, *call.milestones.all(), *call.passages.all(), *updates]),
        "now": now,
    }
    return TemplateResponse(request, "home/edition.html", context)


@login_not_required
@require_safe
def pillars(request: HttpRequest, edition: str) -> HttpResponse:
    """Inspire, train, empower: what each is, and every date of it."""
    call = _visible(request, edition)
    events = list(Event.objects.for_edition(call).shown().in_order())
    context = _page(call) | {
        "pillars": season.pillars(call, events, now=timezone.now()),
        "zone": request.user.time_zone if request.user.is_authenticated else call.zone,
    }
    return TemplateResponse(request, "home/pillars.html", context)


@login_not_required
@require_safe
def eligibility(request: HttpRequest, edition: str) -> HttpResponse:
    """Each criterion, with the edition's own numbers."""
    call = _visible(request, edition)
    regions = [region.region for region in call.regions.all()]
    context = _page(call) | {
        "regions": join_words((places.Region(region).label for region in regions), gettext("or")),
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
def nominators(request: HttpRequest, edition: str) -> HttpResponse:
    """Who may nominate, what happens then, and the documents to hand on."""
    call = _visible(request, edition)
    now = timezone.now()
    signed = set(call.signed_circulars.values_list("language", flat=True))
    context = _page(call) | {
        "window": window_for(call, Window.Audience.MENTEES),
        "is_open": takes_applications(call, Window.Audience.MENTEES, now=now),
        "papers": season.papers(call, signed=signed),
        "has_signed": bool(signed),
        "now": now,
    }
    return TemplateResponse(request, "home/nominators.html", context)


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
def updates(request: HttpRequest, edition: str) -> HttpResponse:
    """What has changed, the newest first."""
    call = _visible(request, edition)
    posted = list(Update.objects.filter(edition=call).newest_first())
    page = page_of(request, posted, per_page=20)
    context = _page(call, posted) | {"updates": season.updates(page.object_list), "page": page}
    return TemplateResponse(request, "home/updates.html", context)


@login_not_required
@require_safe
def questions(request: HttpRequest, edition: str) -> HttpResponse:
    """The edition's own questions and those about every edition."""
    call = _visible(request, edition)
    asked = list(Question.objects.asked_of(call))
    page = page_of(request, asked)
    context = _page(call, asked) | {"questions": season.questions(page.object_list), "page": page}
    return TemplateResponse(request, "home/questions.html", context)


@login_not_required
@require_safe
def contacts(request: HttpRequest, edition: str) -> HttpResponse:
    """Whom to ask, region by region."""
    call = _visible(request, edition)
    people = sorted(call.contacts.all(), key=lambda contact: contact.position)
    context = _page(call, people) | {"regions": season.by_region(people)}
    return TemplateResponse(request, "home/contacts.html", context)


@login_not_required
@require_safe
def partners(request: HttpRequest, edition: str) -> HttpResponse:
    """Who organises and supports it."""
    call = _visible(request, edition)
    bodies = sorted(call.partners.all(), key=lambda partner: partner.position)
    context = _page(call, bodies) | {"kinds": season.by_kind(bodies)}
    return TemplateResponse(request, "home/partners.html", context)


def _visible(request: HttpRequest, slug: str) -> Edition:
    editions = Edition.objects.visible_to(request.user).with_calendar().prefetch_related("passages")
    call: Edition = get_object_or_404(editions, slug=slug)
    return call


def _page(call: Edition, parts: list[Any] | None = None) -> dict[str, Any]:
    """What each of them shows, and whether a text of the edition, or of these parts, is missing in its language."""
    languages = [str(name) for code, name in settings.LANGUAGES if code in call.circle_languages]
    shown: list[Model] = [call, *call.milestones.all(), *call.passages.all(), *(parts or [])]
    return {
        "edition": call,
        "passages": season.passages(call),
        "circle_languages": join_words(languages, gettext("or")),
        "has_gaps": season.has_gaps(shown),
    }
