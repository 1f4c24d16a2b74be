"""The two pages behind the link in a letter of “tell me when it opens in my region”."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from programme.actions import interests
from programme.models import Interest
from wic.pages import show_or_send


@login_not_required
@never_cache
@show_or_send
def confirm_interest(request: HttpRequest, key: str) -> HttpResponse:
    """One button; only pressing it confirms, so that programs which follow links in letters change nothing."""
    interest = _by_key(key)
    if request.method == "POST":
        interests.confirm(interest, by=None, now=timezone.now())
        return redirect(request.path)
    return TemplateResponse(request, "programme/interest.html", {"interest": interest})


@login_not_required
@never_cache
@show_or_send
def leave_interest(request: HttpRequest, key: str) -> HttpResponse:
    interest = _by_key(key)
    if request.method == "POST":
        interests.leave(interest, by=None, now=timezone.now())
        return redirect("programme_plain:interest", key)
    return TemplateResponse(request, "programme/interest_leave.html", {"interest": interest})


def _by_key(key: str) -> Interest:
    """The pages speak the language of the letter that held the address."""
    interest = get_object_or_404(Interest.objects.by_key(key))
    translation.activate(interest.language)
    return interest
