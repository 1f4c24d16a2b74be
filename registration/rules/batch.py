"""What a batch says of whom, counted before it is announced."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models import Application, Decision
from wic.places import PLACES, Region, name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

OUTCOMES = [Decision.Outcome.SELECTED, Decision.Outcome.WAITING, Decision.Outcome.NOT_SELECTED]


Row = tuple[str, list[int]]  # a label, and how many with each outcome


@dataclass(frozen=True, slots=True)
class Table:
    title: "StrPromise"
    rows: list[Row]


def tables(decisions: Iterable[Decision], nominated: Mapping[int, Sequence[str]]) -> list[Table]:
    """By region, country, language of the letters, and by who nominated them; the most selected first."""
    listed = list(decisions)

    def organisations(application: Application) -> Sequence[str]:
        return nominated.get(application.user_id) or [str(_("Nominated by nobody"))]

    return [
        Table(_("By region"), _count(listed, _region)),
        Table(_("By country or territory"), _count(listed, _country)),
        Table(_("By language of the letters"), _count(listed, _language)),
        Table(_("By nominating organisation"), _count(listed, organisations)),
    ]


def _count(decisions: Iterable[Decision], labels: Callable[[Application], Sequence[str]]) -> list[Row]:
    """Who has several labels counts in each."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        for label in labels(decision.application):
            counts[label][decision.outcome] += 1
    rows = [(key, [found[outcome] for outcome in OUTCOMES]) for key, found in counts.items()]
    return sorted(rows, key=lambda row: ([-number for number in row[1]], row[0]))


def _region(application: Application) -> list[str]:
    return [str(Region(application.region).label) if application.region else str(_("No region"))]


def _country(application: Application) -> list[str]:
    country = application.sent_country
    return [name(country) if country in PLACES else country]


def _language(application: Application) -> list[str]:
    return [str(dict(settings.LANGUAGES)[application.user.language])]


def trainings_stay_open(decision: Decision) -> bool:
    """To an eligible mentee who has no place, where the edition says so."""
    application = decision.application
    is_eligible = decision.reason != Decision.Reason.NOT_ELIGIBLE
    admits = application.edition.trainings_admit == Edition.TrainingsAdmit.ELIGIBLE
    return admits and is_eligible and application.is_mentee
