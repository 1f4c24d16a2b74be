"""The whole calendar of an edition, across the apps that its dates live in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext

from events.models import Event
from programme.dates import EditionFacts, Occasion, facts_of, shifted
from programme.models import ClosedDay, Edition
from wic.look.zones import zone_label


@dataclass(frozen=True, slots=True)
class Line:
    """Something with a day, and where it has one the hour on a clock, with its name."""

    on: date
    what: str
    until: date | None = None
    at: time | None = None
    zone: str = ""

    def later(self, by: timedelta) -> "Line":
        return Line(self.on + by, self.what, self.until and self.until + by, self.at, self.zone)


def planned_events(edition: Edition) -> list[Event]:
    return list(Event.objects.for_edition(edition).planned().in_order())


def everything_later(edition: Edition, events: Iterable[Event], later: timedelta) -> EditionFacts:
    """The same for an edition that would be made of this one, with the closed days of its own season."""
    closed = ClosedDay.objects.concerning(edition, later=later)
    return shifted(everything_dated(edition, events), later, closed=closed)


def everything_dated(edition: Edition, events: Iterable[Event]) -> EditionFacts:
    """What the date check is asked about."""
    occasions = [
        Occasion(
            series=event.pillar or "",
            kind=event.get_kind_display(),
            title=event.title,
            on=event.local_date,
            at=event.local_time,
            zone=event.zone,
            is_public=event.audience == Event.Audience.PUBLIC,
        )
        for event in events
    ]
    return facts_of(edition, occasions=occasions, closed=ClosedDay.objects.concerning(edition))


def calendar_of(edition: Edition, events: Iterable[Event]) -> list[Line]:
    """In the order of the days."""
    return sorted([*_own_dates(edition), *_events(events)], key=lambda line: (line.on, line.at or time.min))


def _own_dates(edition: Edition) -> Iterator[Line]:
    zone = zone_label(edition.zone)
    for window in edition.windows.all():
        opens, closes = edition.local(window.opens_at), edition.local(window.closes_at)
        said = {"audience": window.get_audience_display()}
        yield Line(opens.date(), gettext("Registration opens: {audience}").format(**said), at=opens.time(), zone=zone)
        yield Line(
            closes.date(), gettext("Registration closes: {audience}").format(**said), at=closes.time(), zone=zone
        )
    results = edition.local(edition.results_at)
    yield Line(results.date(), gettext("Results are announced"), at=results.time(), zone=zone)
    yield Line(edition.starts_on, gettext("The programme begins"))
    yield Line(edition.ends_on, gettext("The programme ends"))
    yield Line(edition.replacements_until, gettext("Last day for replacements"))
    for milestone in edition.milestones.all():
        yield Line(milestone.on, gettext("Timeline: {title}").format(title=milestone.title), until=milestone.until)


def _events(events: Iterable[Event]) -> Iterator[Line]:
    for event in events:
        what = gettext("{kind}: {title}").format(kind=event.get_kind_display(), title=event.title)
        yield Line(event.local_date, what, at=event.local_time, zone=zone_label(event.zone))
