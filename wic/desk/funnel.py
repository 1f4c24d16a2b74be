"""How registration goes, live: from begun to taking part, by where people come from, beside the last edition."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Edition
from programme.rules import window_for
from registration.models import Application, Invitation, Nomination, Participant, Screening, Submission
from registration.models.applications import Kind
from registration.models.screening import Outcome
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.places import PLACES, Place, Region, choices

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

STAGES: dict[str, "StrPromise"] = {
    "begun": gettext_lazy("Begun"),
    "unsent": gettext_lazy("Not sent yet"),
    "sent": gettext_lazy("Sent"),
    "eligible": gettext_lazy("Meet the criteria"),
    "taking_part": gettext_lazy("Take part"),
    "before": gettext_lazy("Sent by this day last time"),
}


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    counts: list[int]  # in the order of STAGES
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Funnel:
    total: Line
    regions: list[Line]
    countries: list[Line]
    languages: list[Line]
    without_any: list[tuple[str, list[str]]]  # countries from which nobody has begun
    organisations: list[Line]  # nominated, begun, sent
    silent: list[str]  # organisations that were asked and have nominated nobody
    last_time: Edition | None


def funnel_of(edition: Edition, user: User, *, now: datetime) -> Funnel:
    """Of mentees, as far as her roles reach."""
    within = regions_of(user, edition)
    last_time = Edition.objects.published().filter(starts_on__lt=edition.starts_on).newest_first().first()
    rows = [*_rows(edition), *(_rows_before(edition, last_time, now) if last_time else ())]
    rows = [row for row in rows if row.region in within]
    by_country = _lines(rows, lambda row: row.country)
    begun = {row.country for row in rows if row.stage == "begun"}
    organisations, silent = _organisations(edition, user)
    return Funnel(
        total=_total(rows),
        regions=_lines(rows, lambda row: row.region, _("No region yet"), Region.choices),
        countries=[Line(_name(line.label), line.counts, marks_of(line.label)) for line in by_country],
        languages=_lines(rows, lambda row: row.language, "", settings.LANGUAGES),
        without_any=[
            (label, marks_of(code))
            for code, label in choices(within & {row.region for row in edition.regions.all()})
            if code not in begun
        ],
        organisations=organisations,
        silent=silent,
        last_time=last_time,
    )


def regions_of(user: User, edition: Edition) -> set[str]:
    """Every region, and "" for who has not said where she lives, at headquarters; an office's own otherwise."""
    grants = [grant for grant in user.roles.grants if grant.edition in {"", edition.slug}]
    if any(grant.role == Role.HEADQUARTERS for grant in grants):
        return {"", *Region.values}
    return {grant.region for grant in grants if grant.role == Role.REGIONAL}


def marks_of(code: str) -> list[str]:
    """What the United Nations count it among."""
    place = PLACES.get(code)
    return [mark for is_one, mark in _marks(place) if is_one] if place else []


def _marks(place: Place) -> list[tuple[bool, str]]:
    return [(place.is_ldc, _("LDC")), (place.is_lldc, _("LLDC")), (place.is_sids, _("SIDS"))]


@dataclass(frozen=True, slots=True)
class Row:
    stage: str
    country: str
    language: str
    count: int

    @property
    def region(self) -> str:
        return PLACES[self.country].region if self.country in PLACES else ""


def _rows(edition: Edition) -> Iterable[Row]:
    newest = Screening.objects.newest_of(OuterRef("pk")).values("outcome")[:1]
    applications = Application.objects.for_edition(edition).mentees().annotate(outcome=Subquery(newest))
    draft, sent = Q(state=Application.State.DRAFT), Q(state=Application.State.SUBMITTED)
    counted = applications.values("country", "user__language").annotate(
        begun=Count("pk"),
        unsent=Count("pk", filter=draft),
        sent=Count("pk", filter=sent),
        eligible=Count("pk", filter=sent & Q(outcome=Outcome.ELIGIBLE)),
    )
    for row in counted:
        for stage in ("begun", "unsent", "sent", "eligible"):
            yield Row(stage, row["country"], row["user__language"], row[stage])
    taking_part = Participant.objects.for_edition(edition).mentees().active()
    for part in taking_part.values("country", "user__language").annotate(count=Count("pk")):
        yield Row("taking_part", part["country"], part["user__language"], part["count"])


def _rows_before(edition: Edition, last_time: Edition, now: datetime) -> Iterable[Row]:
    """As many days and hours after its registration had opened."""
    here, there = window_for(edition, Kind.MENTEE), window_for(last_time, Kind.MENTEE)
    if here is None or there is None:
        return
    until = there.opens_at + (now - here.opens_at)
    first = Submission.objects.filter(number=1, at__lte=until, application__edition=last_time)
    sent = first.filter(application__kind=Kind.MENTEE).values("application__country", "application__user__language")
    for row in sent.annotate(count=Count("pk")):
        yield Row("before", row["application__country"], row["application__user__language"], row["count"])


def _total(rows: Iterable[Row]) -> Line:
    counts = Counter[str]()
    for row in rows:
        counts[row.stage] += row.count
    return Line(_("Total"), [counts[stage] for stage in STAGES])


def _lines(
    rows: Iterable[Row], key: Callable[[Row], str], unknown: str = "", labels: Sequence[tuple[str, Any]] = ()
) -> list[Line]:
    """The most sent first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[key(row)][row.stage] += row.count
    named = dict(labels)
    order = sorted(counts, key=lambda code: (-counts[code]["sent"], -counts[code]["begun"], code))
    return [
        Line(
            str(named.get(code, code) or unknown),
            [counts[code][stage] for stage in STAGES],
        )
        for code in order
    ]


def _name(code: str) -> str:
    return str(dict(choices()).get(code, code)) or _("Not said yet")


def _organisations(edition: Edition, user: User) -> tuple[list[Line], list[str]]:
    """What came of whom they nominated, and who has nominated nobody."""
    nominated = Nomination.objects.visible_to(user).for_edition(edition, Kind.MENTEE).standing().with_stage()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in nominated.select_related("invitation__organisation"):
        found = counts[row.invitation.organisation.name]
        stages = {"begun": row.begun, "sent": row.sent}  # type: ignore[attr-defined]
        found.update({"nominated": 1, **{stage: int(reached) for stage, reached in stages.items()}})
    lines = [Line(name, [found[part] for part in ("nominated", "begun", "sent")]) for name, found in counts.items()]
    lines.sort(key=lambda line: ([-count for count in line.counts], line.label))
    asked = Invitation.objects.visible_to(user).for_edition(edition)
    nobody = asked.exclude(pk__in=Nomination.objects.standing().values("invitation"))
    return lines, sorted(nobody.values_list("organisation__name", flat=True))
