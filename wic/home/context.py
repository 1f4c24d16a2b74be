"""The navigation of every page. It is made from the address alone, so that it costs no query."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

Link = tuple[str, str, bool]


def navigation(request: HttpRequest) -> dict[str, Any]:
    edition = request.resolver_match.kwargs.get("edition") if request.resolver_match else None
    return {"nav": _marked(main_links(edition), request.path), "footer_nav": _marked(site_links(), request.path)}


def main_links(edition: str | None) -> list[tuple[str, str]]:
    """Of one edition where the address names one; else the way to the current one."""
    network = (_("The network"), reverse("network:about"))
    if edition is None:
        return [(_("The programme"), reverse("home:front")), network]
    return [
        (_("The programme"), reverse("home:edition", args=[edition])),
        (_("Who can apply"), reverse("home:eligibility", args=[edition])),
        (_("For mentors"), reverse("home:mentors", args=[edition])),
        (_("Timeline"), reverse("home:timeline", args=[edition])),
        (_("Calendar"), reverse("events:calendar", args=[edition])),
        network,
    ]


def site_links() -> list[tuple[str, str]]:
    return [
        (_("Check a certificate"), reverse("certificates:check-form")),
        (_("Your data"), reverse("home:privacy")),
    ]


def _marked(links: list[tuple[str, str]], path: str) -> list[Link]:
    return [(label, url, url == path) for label, url in links]
