"""Dates at the desk: each change is a verb."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from events.actions import register
from events.models import Event
from tests.events.test_register import VISITOR
from tests.factories import NOW, edition, event, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Browser = Callable[[User], Client]
LIST = "/admin/events/event/"


def form(call: object, **changes: object) -> dict[str, object]:
    return {
        "edition": call.pk,  # type: ignore[attr-defined]
        "kind": "keynote",
        "audience": "public",
        "language": "en",
        "speaker": "Amina Berrada",
        "title_en": "A keynote",
        "title_fr": "Un webinaire",
        "title_ar": "ندوة",
        "summary_en": "",
        "summary_fr": "",
        "summary_ar": "",
        "local_date": "2026-03-20",
        "local_time": "14:00:00",
        "zone": "Europe/Zurich",
        "minutes": "45",
        "opens_before": "15",
        "platform": "zoom",
        "meeting_url": "https://meet.example.org/secret",
        "capacity": "",
    } | changes


def actions_about(date: Event) -> list[str]:
    return list(AuditRow.objects.about(date).order_by("pk").values_list("action", flat=True))


def test_headquarters_plan_correct_and_publish_a_date(as_user: Browser) -> None:
    call = edition()
    browser = as_user(staff())
    assert browser.post(f"{LIST}add/", form(call)).status_code == 302
    date = Event.objects.get()
    assert (date.state, f"{date.starts_at:%H:%M}", date.title_ar) == ("draft", "13:00", "ندوة")
    assert browser.post(f"{LIST}{date.pk}/change/", form(call, local_time="15:00:00")).status_code == 302
    browser.post(LIST, {"action": "publish", "_selected_action": [date.pk]})
    date.refresh_from_db()
    assert (date.state, f"{date.starts_at:%H:%M}", date.sequence) == ("published", "14:00", 1)
    assert actions_about(date) == ["events.event.planned", "events.event.revised", "events.event.published"]


def test_a_bad_zone_is_refused_by_name(as_user: Browser) -> None:
    page = as_user(staff()).post(f"{LIST}add/", form(edition(), zone="Geneva"))
    assert page.status_code == 200
    assert "Geneva” is no time zone" in page.content.decode()
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("local_date", "0001-01-01"), ("local_date", "9999-12-31"), ("minutes", "0"), ("minutes", "32767")],
)
def test_a_date_that_no_calendar_has_or_that_does_not_last_is_refused(as_user: Browser, name: str, value: str) -> None:
    typed = form(edition(), **{"local_time": "23:59:00", "zone": "Asia/Amman", name: value})
    page = as_user(staff()).post(f"{LIST}add/", typed)
    assert list(page.context["adminform"].form.errors) == [name]
    assert Event.objects.count() == 0


def test_calling_off_writes_to_those_who_have_a_place(as_user: Browser) -> None:
    date = event(edition(), starts_at=NOW + timedelta(days=2))
    register(date, **VISITOR)
    browser = as_user(staff())
    browser.post(LIST, {"action": "call_off", "_selected_action": [date.pk]})
    again = browser.post(LIST, {"action": "call_off", "_selected_action": [date.pk]}, follow=True)
    date.refresh_from_db()
    assert date.state == "cancelled"
    assert Letter.objects.filter(kind="events/called_off").count() == 1
    assert "no longer possible" in again.content.decode()


def test_what_is_over_and_a_regional_office_only_look(as_user: Browser) -> None:
    over = event(edition(), starts_at=NOW - timedelta(days=2))
    coming = event(over.edition, starts_at=NOW + timedelta(days=2))
    assert as_user(staff()).post(f"{LIST}{over.pk}/change/", form(over.edition)).status_code == 403
    officer = as_user(staff(Role.REGIONAL, region="AFR"))
    assert officer.get(LIST).status_code == 200
    assert officer.post(f"{LIST}{coming.pk}/change/", form(over.edition)).status_code == 403
    assert officer.get(f"{LIST}add/").status_code == 403
    for looked_at in (officer.get(f"{LIST}{coming.pk}/change/"), as_user(staff()).get(f"{LIST}{over.pk}/change/")):
        assert "A keynote" in looked_at.content.decode()
        assert "meet.example.org" not in looked_at.content.decode()
