"""Updates, answers and closed days, by verb and at the desk."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from programme.actions.closures import drop_closed_day, write_closed_day
from programme.actions.notices import correct_update, drop_question, post_update, write_question
from programme.models import ClosedDay, Interest, Question, Update
from tests.factories import NOW, closed_day, edition, interest, question, staff, update
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
LANGUAGES = ("en", "fr", "ar")


def newest(target: Update | Question | ClosedDay) -> tuple[str, dict[str, object]]:
    row = AuditRow.objects.about(target).newest_first()[0]
    return row.action, row.facts


def test_an_update_is_posted_at_once_also_without_its_translations() -> None:
    call = edition()
    posted = post_update(call, words={"title_en": "New date", "body_en": "It is Friday."}, by=staff(), now=NOW)
    posted.refresh_from_db()
    assert (posted.edition, posted.posted_at, posted.title_en, posted.title_fr) == (call, NOW, "New date", None)
    assert newest(posted) == ("programme.update.posted", {"edition": "2026"})


def test_a_correction_keeps_the_date() -> None:
    posted = update(edition())
    correct_update(posted, changes={"title_fr": "Deux séances en mai"}, by=None, now=NOW + timedelta(days=3))
    posted.refresh_from_db()
    assert (posted.title_fr, posted.posted_at) == ("Deux séances en mai", NOW)
    assert newest(posted) == ("programme.update.corrected", {"changed": ["title_fr"]})


def test_no_correction_leaves_no_trace() -> None:
    posted = update(edition())
    correct_update(posted, changes={}, by=None, now=NOW)
    assert AuditRow.objects.about(posted).count() == 1


def test_the_newest_update_comes_first() -> None:
    call = edition()
    first, last = update(call), update(call, now=NOW + timedelta(hours=1))
    assert list(call.updates.newest_first()) == [last, first]


def test_questions_of_the_edition_and_of_every_edition() -> None:
    call, other = edition(), edition("2025", code="WIC25")
    second, first = question(call, position=2), question(None, position=1)
    question(other)
    assert list(Question.objects.asked_of(call)) == [first, second]


def test_a_question_is_revised_and_dropped() -> None:
    row = question(None)
    row.answer_en = "Nothing at all."
    write_question(row, by=None, now=NOW)
    assert newest(row) == ("programme.question.revised", {})
    dropped = Question.objects.get(pk=row.pk)
    drop_question(dropped, by=None, now=NOW)
    assert not Question.objects.exists()
    assert newest(row) == ("programme.question.dropped", {})


def test_a_closed_day_is_written_revised_and_dropped() -> None:
    day = closed_day("KE", on=date(2026, 6, 1))
    assert newest(day) == ("programme.closed_day.written", {"country": "KE", "on": "2026-06-01"})
    day.on = date(2026, 6, 2)
    write_closed_day(day, by=None, now=NOW)
    assert newest(day) == ("programme.closed_day.revised", {"country": "KE", "on": "2026-06-02"})
    drop_closed_day(ClosedDay.objects.get(pk=day.pk), by=None, now=NOW)
    assert not ClosedDay.objects.exists()
    assert newest(day) == ("programme.closed_day.dropped", {"country": "KE", "on": "2026-06-02"})


def test_closed_days_of_regions_and_a_span() -> None:
    kenya, egypt = closed_day("KE", on=date(2026, 6, 1)), closed_day("EG", on=date(2026, 7, 23))
    assert list(ClosedDay.objects.in_regions(["ARB"])) == [egypt]
    assert list(ClosedDay.objects.between(date(2026, 6, 1), date(2026, 7, 23))) == [kenya, egypt]
    assert list(ClosedDay.objects.between(date(2026, 6, 2), date(2026, 7, 22))) == []


# --- the desk --------------------------------------------------------------------------------------------------------
def in_three(**words: str) -> dict[str, str]:
    return {f"{name}_{code}": text for name, text in words.items() for code in LANGUAGES}


def test_headquarters_post_and_correct_an_update(as_user: SignIn) -> None:
    boss, call = staff(), edition()
    browser = as_user(boss)
    typed = in_three(title="New date", body="It is Friday.") | {"edition": call.pk, "title_ar": "", "body_ar": ""}
    assert browser.post(reverse("admin:programme_update_add"), typed).status_code == 302
    posted = Update.objects.get()
    assert (posted.edition, posted.title_fr, posted.title_ar, posted.posted_at) == (call, "New date", None, NOW)
    page = reverse("admin:programme_update_change", args=[posted.pk])
    assert browser.post(page, typed | {"title_ar": "موعد جديد"}).status_code == 302
    posted.refresh_from_db()
    assert posted.title_ar == "موعد جديد"
    assert newest(posted) == ("programme.update.corrected", {"changed": ["title_ar"]})


def test_headquarters_write_a_question_and_take_it_away(as_user: SignIn) -> None:
    browser = as_user(staff())
    typed = in_three(question="What does it cost?", answer="Nothing.") | {"position": "1"}
    assert browser.post(reverse("admin:programme_question_add"), typed).status_code == 302
    row = Question.objects.get()
    assert (row.edition, row.answer_ar) == (None, "Nothing.")
    chosen = {"action": "take_away", "_selected_action": [row.pk]}
    assert browser.post(reverse("admin:programme_question_changelist"), chosen).status_code == 302
    assert not Question.objects.exists()


def test_headquarters_keep_closed_days(as_user: SignIn) -> None:
    browser = as_user(staff())
    typed = in_three(name="Independence Day") | {"country": "DZ", "on": "2026-07-05"}
    assert browser.post(reverse("admin:programme_closedday_add"), typed).status_code == 302
    row = ClosedDay.objects.get()
    assert (row.country, row.on, row.is_expected) == ("DZ", date(2026, 7, 5), False)
    assert "Algeria" in browser.get(reverse("admin:programme_closedday_changelist")).content.decode()
    chosen = {"action": "take_away", "_selected_action": [row.pk]}
    browser.post(reverse("admin:programme_closedday_changelist"), chosen)
    assert not ClosedDay.objects.exists()


@pytest.mark.parametrize("row", ["update", "question", "closedday"])
def test_a_regional_office_looks_and_changes_nothing(as_user: SignIn, row: str) -> None:
    browser = as_user(staff(Role.REGIONAL, region="AFR"))
    assert browser.get(reverse(f"admin:programme_{row}_changelist")).status_code == 200
    assert browser.get(reverse(f"admin:programme_{row}_add")).status_code == 403


def test_the_desk_sees_who_waits_where_and_no_address(as_user: SignIn) -> None:
    african, arab = interest("a@example.org", region="AFR"), interest("b@example.org", region="ARB")
    browser = as_user(staff(Role.REGIONAL, region="AFR"))
    html = browser.get(reverse("admin:programme_interest_changelist")).content.decode()
    assert f"/interest/{african.pk}/" in html
    assert f"/interest/{arab.pk}/" not in html
    everything = as_user(staff()).get(reverse("admin:programme_interest_changelist")).content.decode()
    page = as_user(staff()).get(reverse("admin:programme_interest_change", args=[arab.pk])).content.decode()
    assert f"/interest/{arab.pk}/" in everything
    assert [address for address in ("a@example.org", "b@example.org") if address in html + everything + page] == []
    assert Interest.objects.count() == 2
