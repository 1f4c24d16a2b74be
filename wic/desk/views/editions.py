"""What the desk's pages about one edition have in common."""

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
