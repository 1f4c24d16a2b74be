"""Editions for the demo and for rehearsals, from the data file of 2021 with every date moved."""

import copy
import tomllib
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from events.actions import load_events
from programme.actions import load_edition, publish
from programme.models import Edition
from wic.accounts.models import User

SOURCE = settings.BASE_DIR / "programme" / "data" / "2021.toml"
WEEK = 7
# In 2021 the results were promised for the day before registration closed. Editions made of it announce them a week
# later, and the circles, who are matched of those who have accepted, meet a week later too.
PUT_RIGHT = timedelta(days=WEEK)


def source() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def make_edition(*, year: int, begins: date | None, by: User | None, now: datetime, **numbers: Any) -> Edition:
    """A published edition that begins about `begins` (the same day of the week as 2021's; None: 2021 itself).

    `numbers` replace figures of the edition, like its seats.
    """
    data = copy.deepcopy(source())
    stands = data["edition"]
    shift = 0
    if begins is not None:
        shift = round((begins - stands["starts_on"]).days / WEEK) * WEEK
        _put_right(data)
    stands.update(numbers)
    for name in ("name_en", "name_fr", "name_ar"):
        stands[name] = stands[name].format(year=year)
    edition = load_edition(
        data, shift_days=shift, slug=f"{year}-africa-arab-states", code=f"WIC{year % 100}", by=by, now=now
    )
    load_events(edition, data["events"], shift_days=shift, by=by, now=now)
    return publish(edition, by=by, now=now)


def _put_right(data: dict[str, Any]) -> None:
    results_at, milestones = data["edition"]["results_at"], data["milestones"]
    [results] = [milestone for milestone in milestones if milestone["on"] == results_at.date()]
    [circles_meet, *_sessions] = [milestone for milestone in milestones if milestone.get("pillar") == "empower"]
    for milestone in (results, circles_meet):
        milestone["on"] += PUT_RIGHT
    data["edition"]["results_at"] = results_at + PUT_RIGHT
