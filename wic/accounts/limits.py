"""Loose limits by network address, for pages that anybody may use: no program shall go through them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def per_network(action: str) -> Callable[[View], View]:
    """As `ACCOUNT_RATE_LIMITS` says for this action; looking at an empty form counts for nothing."""

    def limited(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_asking = request.method == "POST" or "code" in kwargs or "code" in request.GET
            too_many = is_asking and consume_or_429(request, app="allauth.account", action=action, limit_get=True)
            return too_many or view(request, *args, **kwargs)

        return guarded

    return limited
