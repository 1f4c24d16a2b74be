"""Countries and territories: their names in three languages, and the regional office that serves them.

The rows are data, in places.csv; where each column comes from is told in SOURCE.md.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LANGUAGES = ("en", "fr", "ar")


class Region(TextChoices):
    AFR = "AFR", _("Africa")
    AMS = "AMS", _("Americas")
    ARB = "ARB", _("Arab States")
    ASP = "ASP", _("Asia and the Pacific")
    CIS = "CIS", _("Commonwealth of Independent States")
    EUR = "EUR", _("Europe")


@dataclass(frozen=True)
class Office:
    name: StrPromise
    city: StrPromise


OFFICES: Mapping[Region, Office] = {
    Region.AFR: Office(_("Regional Office for Africa"), _("Addis Ababa")),
    Region.AMS: Office(_("Regional Office for the Americas"), _("Brasilia")),
    Region.ARB: Office(_("Arab Regional Office"), _("Cairo")),
    Region.ASP: Office(_("Regional Office for Asia and the Pacific"), _("Bangkok")),
    Region.CIS: Office(_("Regional Office for the Commonwealth of Independent States"), _("Moscow")),
    Region.EUR: Office(_("Office for Europe"), _("Geneva")),
}


@dataclass(frozen=True)
class Place:
    code: str
    alpha3: str
    numeric: str
    region: Region
    names: Mapping[str, str] = field(hash=False)
    is_ldc: bool
    is_lldc: bool
    is_sids: bool
    weekend: frozenset[int]  # ISO days of the week: Monday is 1
    latitude: float
    longitude: float
    zones: tuple[str, ...]  # IANA names, the one most people live in first

    @property
    def office(self) -> Office:
        return OFFICES[self.region]


def _parse(row: dict[str, str]) -> Place:
    return Place(
        code=row["code"],
        alpha3=row["alpha3"],
        numeric=row["numeric"],
        region=Region(row["region"]),
        names={language: row[f"name_{language}"] for language in LANGUAGES},
        is_ldc=row["ldc"] == "1",
        is_lldc=row["lldc"] == "1",
        is_sids=row["sids"] == "1",
        weekend=frozenset(int(day) for day in row["weekend"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        zones=tuple(row["zones"].split(";")),
    )


def _load() -> dict[str, Place]:
    with Path(__file__).with_name("places.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _parse(row) for row in csv.DictReader(lines)}


PLACES: Mapping[str, Place] = _load()


def place(code: str) -> Place:
    return PLACES[code]


def name(code: str, language: str | None = None) -> str:
    return PLACES[code].names[_ours(language)]


def choices(regions: Collection[str] | None = None, language: str | None = None) -> list[tuple[str, str]]:
    """Code and name of every place, or of those in the regions, in the order of a dictionary of the language."""
    return [
        (found.code, label) for found, label in _in_order(_ours(language)) if regions is None or found.region in regions
    ]


def in_regions(code: str, regions: Collection[str]) -> bool:
    """Whether the place is in one of the regions; a blank or unknown code is nowhere."""
    return code in PLACES and PLACES[code].region in regions


def zone_of(code: str) -> str:
    """The IANA time zone to propose to somebody who lives there; in a large country a guess that she may correct."""
    return PLACES[code].zones[0]


def several_clocks(codes: Iterable[str | None]) -> set[str]:
    """The zones of those places that have more than one; a blank or unknown code is nowhere."""
    zones = [PLACES[code].zones for code in codes if code is not None and code in PLACES]
    return {zone for of_one in zones if len(of_one) > 1 for zone in of_one}


def _ours(language: str | None) -> str:
    primary = (language or get_language() or "en").partition("-")[0]
    return primary if primary in LANGUAGES else "en"


@cache
def _in_order(language: str) -> tuple[tuple[Place, str], ...]:
    named = [(found, found.names[language]) for found in PLACES.values()]
    return tuple(sorted(named, key=lambda pair: dictionary_key(pair[1])))


def dictionary_key(label: str) -> str:
    """Sorts as a reader of the language looks a word up, not by code points."""
    # The article goes first: once hamzas are dropped, the first letters of Albania (ألبانيا) would look like one.
    without_article = re.sub(r"\bال", "", label)
    # Decomposed, an accent or a hamza is a mark of its own: É sorts with E, and أ, إ, آ with ا.
    decomposed = unicodedata.normalize("NFKD", without_article.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
