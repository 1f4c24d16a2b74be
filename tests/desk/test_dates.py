"""All dates of an edition with their check, at the desk and by the command."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from programme.dates import Weight
from programme.hindrances import check_calendar
from programme.models import Edition
from tests.factories import NOW, closed_day, edition, event, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.desk.calendar import Line, calendar_of, everything_dated, planned_events
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]


def of_2021() -> Edition:
    made = make_edition(year=2021, begins=None, by=None, now=NOW)
    return Edition.objects.with_calendar().get(pk=made.pk)


def sound() -> Edition:
    """Nothing contradicts and nothing hinders: one country, a summer of it."""
    made = edition(
        starts_on=date(2026, 4, 27),
        ends_on=date(2026, 10, 31),
        regions=("EUR",),
        closes_at=NOW.replace(day=31, hour=21, minute=59, second=59),
        results_at=NOW.replace(month=4, day=15),
    )
    return Edition.objects.with_calendar().get(pk=made.pk)


def page_of(call: Edition) -> str:
    return reverse("admin:edition-dates", args=[call.pk])


def test_2021_with_its_events() -> None:
    """The three contradictions of the document; and, the dates of the events being invented, what hinders in them."""
    call = of_2021()
    found = check_calendar(everything_dated(call, planned_events(call)))
    assert [(warning.weight, warning.code) for warning in found] == [
        (Weight.CONTRADICTION, "results_before_close"),
        (Weight.CONTRADICTION, "begins_before_selection"),
        (Weight.CONTRADICTION, "sessions_do_not_fit"),
        (Weight.CARE, "ramadan"),
        (Weight.CARE, "hour_shifts"),
    ]
    assert "Ramadan is expected from 13 April 2021 to 12 May 2021" in found[3].sentence
    assert found[4].sentence.startswith("Keynote webinar: 14:00 ")
    assert found[4].dates == (date(2021, 3, 17), date(2021, 5, 19))


def test_closed_days_of_the_season_and_its_regions_count() -> None:
    call = sound()
    event(call, starts_at=NOW.replace(month=6, day=1), title_en="A talk", zone="Europe/Zurich", local_time=time(14))
    closed_day("CH", on=date(2026, 6, 1))
    closed_day("KE", on=date(2026, 6, 1))
    closed_day("CH", on=date(2027, 6, 1))
    (warning,) = check_calendar(everything_dated(call, planned_events(call)))
    assert warning.sentence == "“A talk” is on 1 June 2026, a closed day in Switzerland."


def test_the_calendar_is_in_the_order_of_the_days() -> None:
    call = sound()
    call.milestones.create(on=date(2026, 5, 4), until=date(2026, 10, 2), title_en="Circles")
    event(call, starts_at=NOW.replace(month=5, day=4, hour=14), title_en="A talk")
    call = Edition.objects.with_calendar().get(pk=call.pk)
    lines = calendar_of(call, planned_events(call))
    assert lines == sorted(lines, key=lambda line: line.on)
    assert Line(date(2026, 5, 4), "Timeline: Circles", until=date(2026, 10, 2)) in lines
    assert Line(date(2026, 5, 4), "Keynote webinar: A talk", at=time(14), zone="UTC") in lines
    assert Line(date(2026, 3, 31), "Registration closes: Mentees", at=time(23, 59, 59), zone="Geneva time") in lines


def test_a_line_later_keeps_its_hour() -> None:
    line = Line(date(2026, 5, 4), "A talk", until=date(2026, 5, 5), at=time(14), zone="UTC")
    later = Line(date(2026, 5, 11), "A talk", until=date(2026, 5, 12), at=time(14), zone="UTC")
    assert line.later(timedelta(weeks=1)) == later


# --- the page --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "answer"), [(Role.HEADQUARTERS, 200), (Role.REGIONAL, 200), (Role.REVIEWER, 403)])
def test_the_page(as_user: SignIn, role: Role, answer: int) -> None:
    browser = as_user(staff(role, region="AFR" if role == Role.REGIONAL else ""))
    assert browser.get(page_of(of_2021())).status_code == answer


def test_the_page_says_what_contradicts_and_what_deserves_care(as_user: SignIn) -> None:
    html = as_user(staff()).get(page_of(of_2021())).content.decode()
    for code in ("results_before_close", "begins_before_selection", "sessions_do_not_fit", "ramadan", "hour_shifts"):
        assert f'data-code="{code}"' in html
    assert "Hold two sessions in one month." in html
    assert html.index("hour_shifts") < html.index("Registration opens: Mentees")


@pytest.mark.parametrize("name", ["change", "publish"])
def test_the_pages_of_the_edition_name_the_same_contradictions(as_user: SignIn, name: str) -> None:
    """Those of its events too: headquarters may never open the other page."""
    call = of_2021()
    event(call, audience="participants", starts_at=NOW.replace(year=2021, month=3, day=10), title_en="Too early")
    found = check_calendar(everything_dated(call, planned_events(call)))
    html = as_user(staff()).get(reverse(f"admin:programme_edition_{name}", args=[call.pk])).content.decode()
    said = [warning.code for warning in found if warning.weight == Weight.CONTRADICTION]
    assert "activity_before_selection" in said
    assert re.findall(r'data-code="(\w+)"', html) == said
    assert "“Too early”" in html
    assert f'<a href="{page_of(call)}">Dates that deserve care: {len(found) - len(said)}</a>' in html


def test_the_page_of_sound_dates(as_user: SignIn) -> None:
    assert as_user(staff()).get(page_of(sound())).content.decode().count("None.") == 2


def test_strangers_and_unknown_editions(as_user: SignIn) -> None:
    call = sound()
    assert as_user(person()).get(page_of(call)).status_code == 302
    assert as_user(staff()).get(reverse("admin:edition-dates", args=[call.pk + 1])).status_code == 404


# --- the command -----------------------------------------------------------------------------------------------------
def test_the_command_names_them_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"contradict each other \(3\)") as refusal:
        call_command("check_edition", of_2021().slug)
    assert refusal.value.returncode == 1
    assert [line.split(": ")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["contradiction", "results_before_close"],
        ["contradiction", "begins_before_selection"],
        ["contradiction", "sessions_do_not_fit"],
        ["care", "ramadan"],
        ["care", "hour_shifts"],
    ]


def test_the_command_is_content_with_sound_dates(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_edition", sound().slug)
    assert capsys.readouterr().out == "The dates do not contradict each other.\n"


def test_the_command_knows_no_such_edition() -> None:
    with pytest.raises(CommandError, match="There is no edition with the address 1999") as refusal:
        call_command("check_edition", "1999")
    assert refusal.value.returncode == 2
