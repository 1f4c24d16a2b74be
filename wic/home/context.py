"""The navigation of every page. It is made from the address alone, so that it costs no query."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Link = tuple[str, str, bool]


def navigation(request: HttpRequest) -> dict[str, Any]:
    edition = request.resolver_match.kwargs.get("edition") if request.resolver_match else None
    picture = request.build_absolute_uri(reverse("home:picture", args=[edition])) if edition else ""
    main, footer = _links(edition, get_language())
    return {
        "nav": _marked(main, request.path),
        "footer_nav": _marked(footer, request.path),
        "picture": picture,
    }


@lru_cache(maxsize=256)
def _links(edition: str | None, language: str | None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:  # noqa: ARG001 - whose words and addresses they are
    """Those of an edition are the same on page after page: to make twenty was a twentieth of a page's work."""
    return main_links(edition), [*(more_links(edition) if edition else []), *site_links()]


def main_links(edition: str | None) -> list[tuple[str, str]]:
    """Of one edition where the address names one; else the way to the current one."""
    network = (_("The network"), reverse("network:about"))
    if edition is None:
        return [(_("The programme"), reverse("home:front")), network]
    return [
        (_("The programme"), reverse("home:edition", args=[edition])),
        (_("Who can apply"), reverse("home:eligibility", args=[edition])),
        (_("For mentors"), reverse("home:mentors", args=[edition])),
        (_("For organisations"), reverse("home:nominators", args=[edition])),
        (_("Timeline"), reverse("home:timeline", args=[edition])),
        (_("Calendar"), reverse("events:calendar", args=[edition])),
        network,
    ]


def more_links(edition: str) -> list[tuple[str, str]]:
    """What else there is to read of an edition."""
    return [
        (_("Three pillars"), reverse("home:pillars", args=[edition])),
        (_("What has changed"), reverse("home:updates", args=[edition])),
        (_("Questions and answers"), reverse("home:questions", args=[edition])),
        (_("Whom to ask"), reverse("home:contacts", args=[edition])),
        (_("Partners"), reverse("home:partners", args=[edition])),
    ]


def site_links() -> list[tuple[str, str]]:
    return [
        (_("About the programme"), reverse("home:about")),
        (_("Tell me when it opens"), reverse("home:tell-me")),
        (_("Check a certificate"), reverse("certificates:check-form")),
        (_("Your data"), reverse("home:privacy")),
        (_("Accessibility"), reverse("home:accessibility")),
    ]


def _marked(links: list[tuple[str, str]], path: str) -> list[Link]:
    return [(label, url, url == path) for label, url in links]
