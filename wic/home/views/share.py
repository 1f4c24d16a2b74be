"""What other programs ask for: the picture of a shared link, the map of the site; and documents to hand on."""

import hashlib
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events.models import Event
from programme.models import Edition
from wic import files
from wic.home import handout
from wic.home import paper as printing
from wic.look.context import language_links

DAY = int(timedelta(days=1).total_seconds())
# What stands in the site's map for each edition, and once.
OF_EDITION = (
    "home:edition",
    "home:pillars",
    "home:eligibility",
    "registration:self-check",
    "registration:apply",
    "home:mentors",
    "home:nominators",
    "home:timeline",
    "events:calendar",
    "home:updates",
    "home:questions",
    "home:contacts",
    "home:partners",
)
OF_SITE = (
    "home:about",
    "home:tell-me",
    "home:privacy",
    "home:accessibility",
    "network:about",
    "network:people",
    "network:map",
    "certificates:check-form",
)


@login_not_required
@require_safe
@cache_control(public=True, max_age=DAY)
def picture(request: HttpRequest, edition: str) -> HttpResponse:
    """Drawn when somebody shares the link first, and again when what it says has changed."""
    call = get_object_or_404(Edition.objects.visible_to(request.user).with_windows(), slug=edition)
    page = handout.picture_of(call)
    key = "picture-" + hashlib.sha256(repr(page).encode()).hexdigest()
    drawn = cache.get_or_set(key, lambda: printing.picture(page), timeout=30 * DAY)
    return HttpResponse(drawn, content_type="image/png")


@login_not_required
@require_safe
def paper(request: HttpRequest, edition: str, paper: str) -> HttpResponse:
    """The circular as it was signed; else it, or the terms of reference, as the edition stands today."""
    editions = Edition.objects.visible_to(request.user).with_calendar()
    call = get_object_or_404(editions.prefetch_related("passages", "contacts", "partners", "signatories"), slug=edition)
    signed = call.signed_circulars.in_language(get_language() or "en").first() if paper == "circular" else None
    if signed:
        name = f"{call.slug}-{paper}-{signed.language}"
        return files.serve(signed.file, content_type="application/pdf", name=name)
    url = request.build_absolute_uri(reverse("home:edition", args=[call.slug]))
    make = {"circular": handout.circular_of, "terms": handout.terms_of}.get(paper)
    page = make(call, url=url) if make else None
    if page is None:
        raise Http404
    dated = timezone.now().date()
    key = "paper-" + hashlib.sha256(repr((page, dated)).encode()).hexdigest()
    pdf = cache.get_or_set(key, lambda: printing.paper(page, dated=dated), timeout=DAY)
    name = f"{call.slug}-{paper}-{page.language}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    context = {"sitemap": request.build_absolute_uri(reverse("plain:sitemap"))}
    return TemplateResponse(request, "home/robots.txt", context, content_type="text/plain")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, each with its address in the three languages."""
    editions = Edition.objects.published().newest_first().values_list("slug", flat=True)
    events = Event.objects.shown().in_order().values_list("public_id", flat=True)
    pages = [(name, [slug]) for slug in editions for name in OF_EDITION]
    pages += [("events:event", [public_id]) for public_id in events]
    pages += [(name, []) for name in OF_SITE]
    with translation.override("en"):
        paths = [reverse(name, args=args) for name, args in pages]
    links = [language_links(request, path) for path in paths]
    return TemplateResponse(request, "home/sitemap.xml", {"pages": links}, content_type="application/xml")
