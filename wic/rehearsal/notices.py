"""What stands beside the season: updates on their days, answers, closed days, and people who wait for a call."""

import tomllib
from datetime import date, datetime, timedelta

from django.conf import settings

from programme.actions.closures import write_closed_day
from programme.actions.interests import ask, confirm
from programme.actions.notices import post_update, write_question
from programme.models import ClosedDay, Edition, Question
from wic.accounts.models import User
from wic.rehearsal.editions import source

GENERAL = settings.BASE_DIR / "programme" / "data" / "general.toml"
CLOSED_DAYS = settings.BASE_DIR / "programme" / "data" / "closed_days.toml"
WAITING = (("AMS", "en"), ("ASP", "en"), ("EUR", "fr"))


def post_updates(edition: Edition, *, by: User | None, until: datetime) -> None:
    """Those of the data file whose day, moved with the edition, has come."""
    data = source()
    shift = edition.starts_on - data["edition"]["starts_on"]
    for row in data["updates"]:
        posted_at = (row.pop("posted_at") + shift).replace(tzinfo=edition.tz)
        if posted_at <= until:
            post_update(edition, words=row, by=by, now=posted_at)


def write_general_questions(*, by: User | None, now: datetime) -> None:
    for row in tomllib.loads(GENERAL.read_text(encoding="utf-8"))["questions"]:
        write_question(Question(**row), by=by, now=now)


def write_closed_days(year: int, *, by: User | None, now: datetime) -> None:
    for row in tomllib.loads(CLOSED_DAYS.read_text(encoding="utf-8"))["days"]:
        names = {column: name for column, name in row.items() if column.startswith("name_")}
        on = date(year, row["month"], row["day"])
        for country in row["countries"]:
            write_closed_day(ClosedDay(country=country, on=on, **names), by=by, now=now)


def wait_for_a_call(*, now: datetime) -> None:
    """In regions that no edition serves yet; the last of them has not followed the link in her letter."""
    for number, (region, language) in enumerate(WAITING, start=1):
        asked_at = now - timedelta(days=2 + len(WAITING) - number)
        address = f"reader{number}@waiting.example"
        interest = ask(email=address, region=region, language=language, by=None, now=asked_at)
        if number < len(WAITING):
            confirm(interest, by=None, now=asked_at + timedelta(minutes=9))
