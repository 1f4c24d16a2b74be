"""The days on which countries are closed."""

from datetime import datetime

from django.db import transaction

from programme.models import ClosedDay
from wic.accounts.models import User
from wic.audit.actions import record


@transaction.atomic
def write_closed_day(day: ClosedDay, *, by: User | None, now: datetime) -> ClosedDay:
    action = "programme.closed_day.revised" if day.pk else "programme.closed_day.written"
    day.save()
    record(action, day, by=by, now=now, facts={"country": day.country, "on": day.on.isoformat()})
    return day


@transaction.atomic
def drop_closed_day(day: ClosedDay, *, by: User | None, now: datetime) -> None:
    facts = {"country": day.country, "on": day.on.isoformat()}
    record("programme.closed_day.dropped", day, by=by, now=now, facts=facts)
    day.delete()
