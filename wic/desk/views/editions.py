"""What the desk's pages about one edition have in common."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from programme.models import Edition
from wic.accounts.middleware import signed_in


def edition_to_change(request: HttpRequest, pk: int) -> Edition:
    """For headquarters; who may only look is told so."""
    user = signed_in(request)
    if not user.has_perm("programme.change_edition"):
        raise PermissionDenied
    hers = user.roles.carrying("programme.change_edition").reach(edition="slug")
    edition: Edition = get_object_or_404(Edition.objects.filter(hers).with_calendar(), pk=pk)
    return edition


def page_of_edition(request: HttpRequest, edition: Edition, *, title: str) -> dict[str, Any]:
    """What every template of the desk asks for, and the way back to the edition."""
    shared = {**admin.site.each_context(request), "title": title, "subtitle": str(edition), "edition": edition}
    return {**shared, "opts": edition._meta, "above": edition}
