"""What a batch says of whom, counted before it is announced."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registration.models import Application, Decision
from wic.places import PLACES, Region, name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

OUTCOMES = [Decision.Outcome.SELECTED, Decision.Outcome.WAITING, Decision.Outcome.NOT_SELECTED]


@dataclass(frozen=True, slots=True)
class Table:
    title: "StrPromise"
    rows: list[tuple[str, list[int]]]  # a label, and how many with each outcome


def tables(decisions: Iterable[Decision]) -> list[Table]:
    """By region, country and language of the letters; the most selected first."""
    listed = list(decisions)
    return [
        Table(_("By region"), _count(listed, _region)),
        Table(_("By country or territory"), _count(listed, _country)),
        Table(_("By language of the letters"), _count(listed, _language)),
    ]


def _count(decisions: Iterable[Decision], label: Callable[[Application], str]) -> list[tuple[str, list[int]]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        counts[label(decision.application)][decision.outcome] += 1
    rows = [(key, [found[outcome] for outcome in OUTCOMES]) for key, found in counts.items()]
    return sorted(rows, key=lambda row: ([-number for number in row[1]], row[0]))


def _region(application: Application) -> str:
    return str(Region(application.region).label) if application.region else str(_("No region"))


def _country(application: Application) -> str:
    country = application.sent_country
    return name(country) if country in PLACES else country


def _language(application: Application) -> str:
    return str(dict(settings.LANGUAGES)[application.user.language])
