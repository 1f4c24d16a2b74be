"""What the base template needs on every page."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

# As those who show shared links write a language: none of them knows one without a territory.
LOCALES = {"en": "en_GB", "fr": "fr_FR", "ar": "ar_AR"}
OWN_NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}


class LanguageLink(NamedTuple):
    code: str
    name: str
    path: str
    url: str
    locale: str
    is_current: bool


def look(request: HttpRequest) -> dict[str, Any]:
    links = language_links(request)
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "languages": links,
        "canonical": next((link.url for link in links if link.is_current), ""),
    }


def language_links(request: HttpRequest, path: str = "") -> list[LanguageLink]:
    """This page, or another one, in each language; none where the address does not begin with a language."""
    _, _, tail = (path or request.path).partition("/")
    current, slash, rest = tail.partition("/")
    codes = [code for code, _name in settings.LANGUAGES]
    if current not in codes or not slash:
        return []
    query = request.META.get("QUERY_STRING", "")
    return [
        LanguageLink(
            code=code,
            name=OWN_NAMES[code],
            path=f"/{code}/{rest}" + (f"?{query}" if query else ""),
            url=request.build_absolute_uri(f"/{code}/{rest}"),
            locale=LOCALES[code],
            is_current=code == current,
        )
        for code in codes
    ]
