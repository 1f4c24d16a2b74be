"""More time for everybody, told in the same act."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from programme.actions import CutsShort, extend_registration
from programme.models import Edition, Update
from tests.factories import NOW, application, draft, edition, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
BOTH = ["mentee", "mentor"]
APRIL = date(2026, 4, 7)
CLOSES = datetime(2026, 4, 7, 21, 59, 59, tzinfo=UTC)  # the end of the day in Geneva, in summer
REASONS = {"en": "Many of you asked.", "fr": "Vous êtes nombreuses à l’avoir demandé.", "ar": ""}


@pytest.fixture
def call() -> Edition:
    """Registration ends at the end of 12 March, as a line of the timeline says."""
    mine = edition(closes_at=datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC))
    mine.milestones.create(on=date(2026, 2, 20), until=date(2026, 3, 12), title_en="Registration")
    mine.milestones.create(on=date(2026, 4, 1), until=date(2026, 8, 1), title_en="Circles", pillar="empower")
    return mine


def extend(call: Edition, **changed: object) -> Update:
    values = {"audiences": BOTH, "closes_on": APRIL, "reasons": REASONS, "by": None, "now": NOW} | changed
    return extend_registration(call, **values)


def test_everybody_gets_the_end_of_the_new_day() -> None:
    mine = edition()
    extend(mine)
    assert {window.closes_at for window in mine.windows.all()} == {CLOSES}


def test_the_update_says_the_dates_in_every_language_and_the_reason_where_it_is_written(call: Edition) -> None:
    told = extend(call, audiences=["mentee"])
    assert (told.edition, told.posted_at) == (call, NOW)
    assert told.title_en == "More time: registration is open until 7 April 2026"
    assert told.body_en == (
        "Many of you asked.\n\nMentees can apply until the end of 7 April 2026, no longer only until 12 March 2026."
    )
    assert told.body_fr.startswith("Vous êtes nombreuses à l’avoir demandé.\n\n")
    assert "\n\n" not in told.body_ar
    assert "2026" in told.body_ar


def test_the_line_of_the_timeline_moves_along_and_no_other(call: Edition) -> None:
    extend(call)
    assert list(call.milestones.order_by("on").values_list("until", flat=True)) == [APRIL, date(2026, 8, 1)]


def test_only_the_chosen_period(call: Edition) -> None:
    extend(call, audiences=["mentor"])
    ends = dict(call.windows.values_list("audience", "closes_at"))
    assert ends == {"mentee": datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC), "mentor": CLOSES}


def test_it_is_recorded_for_each_period(call: Edition) -> None:
    boss = staff()
    told = extend(call, by=boss)
    for window in call.windows.all():
        row = AuditRow.objects.about(window).get()
        assert (row.action, row.actor_pk) == ("programme.window.extended", str(boss.pk))
    assert AuditRow.objects.about(told).get().action == "programme.update.posted"


def test_what_has_closed_is_opened_again() -> None:
    mine = edition(closes_at=NOW - timedelta(days=1))
    extend(mine)
    assert mine.windows.get(audience="mentee").closes_at == CLOSES


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"closes_on": date(2026, 3, 11)}, "ends later"),
        ({"closes_on": date(2026, 3, 1)}, "in the future"),
        ({"audiences": []}, "at least one"),
    ],
)
def test_a_refusal_changes_nothing(call: Edition, changed: dict[str, object], why: str) -> None:
    before = set(call.windows.values_list("closes_at", flat=True))
    with pytest.raises(CutsShort, match=why):
        extend(call, **changed)
    assert set(call.windows.values_list("closes_at", flat=True)) == before
    assert not Update.objects.exists()


# --- the page --------------------------------------------------------------------------------------------------------
def page_of(call: Edition) -> str:
    return reverse("admin:edition-extend", args=[call.pk])


def test_the_page_says_whom_it_concerns(call: Edition, as_user: SignIn) -> None:
    for _draft in range(2):
        draft(call)
    application(call)
    response = as_user(staff()).get(page_of(call))
    assert [(window.audience, drafts, sent) for window, drafts, sent in response.context["windows"]] == [
        ("mentee", 2, 1),
        ("mentor", 0, 0),
    ]


def test_headquarters_extend(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    typed = {"audiences": BOTH, "closes_on": "2026-04-07", "reason_en": "Many of you asked."}
    assert browser.post(page_of(call), typed)["Location"] == reverse("admin:programme_edition_change", args=[call.pk])
    assert call.windows.get(audience="mentee").closes_at == CLOSES
    assert Update.objects.get().body_en.startswith("Many of you asked.")


def test_a_refusal_is_told(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    typed = {"audiences": BOTH, "closes_on": "2026-03-11"}
    assert "An extension ends later" in browser.post(page_of(call), typed, follow=True).content.decode()


def test_a_form_without_a_day_comes_back(call: Edition, as_user: SignIn) -> None:
    html = as_user(staff()).post(page_of(call), {"audiences": BOTH}).content.decode()
    assert "This field is required." in html


@pytest.mark.parametrize(("role", "answer"), [(Role.REGIONAL, 403), (Role.REVIEWER, 403)])
def test_others_at_the_desk_may_not(call: Edition, as_user: SignIn, role: Role, answer: int) -> None:
    browser = as_user(staff(role, region="AFR" if role == Role.REGIONAL else ""))
    assert browser.get(page_of(call)).status_code == answer
    assert browser.post(page_of(call), {"audiences": BOTH, "closes_on": "2026-04-07"}).status_code == answer


def test_nobody_else_is_let_in_and_no_other_edition_is_found(call: Edition, as_user: SignIn) -> None:
    assert as_user(person()).get(page_of(call)).status_code == 302
    assert as_user(staff()).get(reverse("admin:edition-extend", args=[call.pk + 1])).status_code == 404
