"""What staff do with an application: note, flag, overrule, several at once, keep a list, take it home, the next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from registration.actions.desk import (
    AlreadyDecided,
    EnoughViews,
    FlaggedAlready,
    SaysNothing,
    overrule,
    raise_flag,
    save_view,
    write_note,
)
from registration.actions.review import begin_reading
from registration.actions.seats import prepare_batch
from registration.models import Application, Flag, Note, Review, SavedView
from tests.factories import NOW, application, edition, person, staff
from tests.registration.reviewing import done, reviewer, rubric
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
REQUIRED = "This field is required."
UNSEEN = "This has an invisible character in it that cannot be kept. Please type it instead of pasting it."
AsUser = Callable[[User], Client]
LIST = "/admin/registration/application/"


def page_of(row: Application, step: str = "change") -> str:
    return f"{LIST}{row.pk}/{step}/"


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def officer(region: str = "AFR") -> User:
    return staff(Role.REGIONAL, region=region)


# --- one of them -----------------------------------------------------------------------------------------------------
def test_a_note_is_for_colleagues(as_user: AsUser) -> None:
    row, by = application(edition()), officer()
    browser = as_user(by)
    assert browser.post(page_of(row, "note"), {"text": " "}).context["note_form"].errors == {"text": [REQUIRED]}
    browser.post(page_of(row, "note"), {"text": "Ask her about May."})
    note = Note.objects.get()
    assert (note.application, note.text, note.author, note.at) == (row, "Ask her about May.", by, NOW)
    assert "Ask her about May." in browser.get(page_of(row)).content.decode()
    told = AuditRow.objects.about(row).latest("pk")
    assert (told.action, told.facts) == ("registration.application.noted", {"note": note.pk})


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("note", {"text": "a\u202eb"}, UNSEEN),
        ("note", {"text": "a" * 2001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ("flag", {"reason": "a\u202eb"}, UNSEEN),
        ("flag", {"reason": "a" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ("overrule", {"outcome": "unclear", "because": "a\u202eb"}, UNSEEN),
    ],
)
def test_what_no_column_takes_is_told_beside_it_and_stays(
    as_user: AsUser, step: str, typed: dict[str, str], told: str
) -> None:
    row = application(edition())
    page = as_user(officer()).post(page_of(row, step), typed)
    field = page.context[f"{step}_form"][list(typed)[-1]]
    assert (field.errors, field.value()) == ([told], list(typed.values())[-1])
    assert (str(field) in page.content.decode(), str(field.errors) in page.content.decode()) == (True, True)
    assert (Note.objects.count(), Flag.objects.count(), row.screenings.get().overruled_at) == (0, 0, None)


def test_what_is_refused_is_told_and_stays(as_user: AsUser) -> None:
    row, by = application(edition()), officer()
    prepare_batch(row.edition, kind="mentee", seed=1, by=None, now=NOW)
    page = as_user(by).post(page_of(row, "overrule"), {"outcome": "unclear", "because": "I heard her."})
    assert said(page) == ["This application is withdrawn, or a decision on it is being prepared."]
    assert page.context["overrule_form"]["because"].value() == "I heard her."
    assert '<details class="desk" open>' in page.content.decode()


def test_a_flag_goes_up_once_and_down_again(as_user: AsUser) -> None:
    row, by = application(edition()), officer()
    browser = as_user(by)
    assert browser.post(page_of(row, "flag"), {"reason": ""}).context["flag_form"].errors == {"reason": [REQUIRED]}
    browser.post(page_of(row, "flag"), {"reason": "Twice?"})
    assert "Twice?" in browser.get(page_of(row)).content.decode()
    with pytest.raises(FlaggedAlready):
        raise_flag(row, reason="Again", by=by, now=NOW)
    late = browser.post(page_of(row, "flag"), {"reason": "From another page"})
    assert said(late) == ["This application is flagged already."]
    assert "From another page" in late.content.decode()
    for _ in range(2):  # twice does no harm
        browser.post(page_of(row, "flag"), {"lower": ""})
    assert Flag.objects.up().count() == 0
    actions = AuditRow.objects.about(row).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["registration.application.flagged", "registration.application.unflagged"]


def test_staff_overrule_the_criteria_with_a_reason(as_user: AsUser) -> None:
    call, by = edition(), officer()
    row = application(call, english=1)
    browser, screening = as_user(by), row.screenings.get()
    assert screening.outcome == "not_eligible"
    unsaid = browser.post(page_of(row, "overrule"), {"outcome": "eligible", "because": ""})
    assert unsaid.context["overrule_form"].errors == {"because": [REQUIRED]}
    browser.post(page_of(row, "overrule"), {"outcome": "eligible", "because": "I heard her speak."})
    screening.refresh_from_db()
    assert (screening.outcome, screening.overruled_by, screening.overruled_at) == ("eligible", by, NOW)
    told = AuditRow.objects.about(row).latest("pk")
    assert (told.action, told.facts) == (
        "registration.application.overruled",
        {"was": "not_eligible", "is": "eligible"},
    )
    page = browser.get(page_of(row)).content.decode()
    assert ("I heard her speak." in page, "Not met" in page) == (True, True)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    assert batch.decisions.get().outcome == "selected"
    with pytest.raises(AlreadyDecided):
        overrule(screening, outcome="unclear", because="No.", by=by, now=NOW)


def test_words_are_needed() -> None:
    row, by = application(edition()), officer()
    with pytest.raises(SaysNothing):
        write_note(row, text="", by=by, now=NOW)
    with pytest.raises(SaysNothing):
        raise_flag(row, reason=" ", by=by, now=NOW)
    with pytest.raises(SaysNothing):
        overrule(row.screenings.get(), outcome="eligible", because="", by=by, now=NOW)


def test_the_next_one_keeps_the_filters(as_user: AsUser) -> None:
    call = edition()
    oldest, other, newest = (
        application(call, english=level, now=NOW + timedelta(hours=number))
        for number, level in enumerate((2, 1, 2), start=1)
    )
    browser = as_user(staff())
    assert browser.get(page_of(newest)).context["next"] == other
    page = browser.get(page_of(newest), {"_changelist_filters": "outcome=eligible"})
    assert page.context["next"] == oldest
    assert f"{page_of(oldest)}?_changelist_filters=outcome%3Deligible" in page.content.decode()
    assert browser.get(page_of(oldest)).context["next"] is None


@pytest.mark.parametrize("step", ["note", "flag", "overrule"])
def test_another_region_is_as_unknown(as_user: AsUser, step: str) -> None:
    row = application(edition(), country="EG")
    words = {"text": "Hello", "reason": "Hello", "outcome": "eligible", "because": "Hello"}
    assert as_user(officer()).post(page_of(row, step), words).status_code == 404
    assert (Note.objects.count(), Flag.objects.count()) == (0, 0)


# --- several at once -------------------------------------------------------------------------------------------------
def test_several_are_flagged_and_refusals_are_told(as_user: AsUser) -> None:
    call, by = edition(), officer()
    rows = [application(call) for _ in range(3)]
    abroad = application(call, country="EG")
    raise_flag(rows[0], reason="Before", by=by, now=NOW)
    chosen = {"action": "flag_them", "words": "Same school", "_selected_action": [row.pk for row in [*rows, abroad]]}
    answer = as_user(by).post(LIST, chosen)
    assert said(answer) == [
        f"{rows[0].reference}: This application is flagged already.",
        "Done for 2 applications.",
    ]
    assert Flag.objects.up().filter(reason="Same school").count() == 2
    assert list(as_user(by).get(LIST, {"queue": "flagged"}).context["cl"].result_list) == rows[::-1]
    as_user(by).post(LIST, chosen | {"action": "note_them"})
    assert Note.objects.filter(text="Same school").count() == 3


@pytest.mark.parametrize(
    ("action", "words", "told"),
    [
        ("flag_them", "", "Please say why somebody should look at it again."),
        ("flag_them", "a\u202eb", UNSEEN),
        ("note_them", "a\x00b", UNSEEN),
        ("flag_them", "a" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("note_them", "a" * 2001, "Ensure this value has at most 2000 characters (it has 2001)."),
    ],
)
def test_words_for_several_that_cannot_be_kept_are_told(as_user: AsUser, action: str, words: str, told: str) -> None:
    row = application(edition())
    chosen = {"action": action, "words": words, "_selected_action": [row.pk]}
    about = "" if words else f"{row.reference}: "
    assert said(as_user(officer()).post(LIST, chosen)) == [f"{about}{told}"]
    assert (Note.objects.count(), Flag.objects.count()) == (0, 0)


def test_a_note_for_several_is_as_long_as_one_alone(as_user: AsUser) -> None:
    row = application(edition())
    as_user(officer()).post(LIST, {"action": "note_them", "words": "a" * 2000, "_selected_action": [row.pk]})
    assert Note.objects.get().text == "a" * 2000


# --- lists that are kept and taken home ------------------------------------------------------------------------------
def test_thirty_lists_are_kept_and_the_thirtieth_can_still_be_changed() -> None:
    boss = staff()
    for number in range(30):
        save_view(boss, name=f"List {number}", query="kind=mentee", now=NOW)
    with pytest.raises(EnoughViews, match="remove one first"):
        save_view(boss, name="One more", query="kind=mentee", now=NOW)
    assert save_view(boss, name="List 29", query="kind=mentor", now=NOW).query == "kind=mentor"
    assert save_view(staff(), name="One more", query="", now=NOW).name == "One more"


def test_filters_are_kept_under_a_name_without_what_was_searched(as_user: AsUser) -> None:
    by = officer()
    browser = as_user(by)
    assert said(browser.post(f"{LIST}save-view/", {"name": "", "query": "kind=mentee"})) == ["Please give it a name."]
    answer = browser.post(f"{LIST}save-view/", {"name": "My queue", "query": "outcome=unclear&q=Amina&p=2"})
    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (by, "My queue", "outcome=unclear")
    assert answer.url == f"{LIST}?outcome=unclear"
    assert "My queue" in browser.get(LIST).content.decode()
    assert "My queue" not in as_user(officer()).get(LIST).content.decode()
    assert as_user(officer()).post(f"{LIST}forget-view/{view.pk}/").status_code == 404
    browser.post(f"{LIST}forget-view/{view.pk}/")
    assert SavedView.objects.count() == 0


def test_the_file_holds_what_the_list_shows_and_no_formula(as_user: AsUser) -> None:
    call, by = edition(), officer()
    application(call, full_name="=HYPERLINK(A1)")
    application(call, full_name="Noura", country="EG")
    answer = as_user(by).get(f"{LIST}export/", {"q": "hyperlink"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ",'=HYPERLINK(A1)," in lines[1]
    assert answer["Content-Disposition"] == 'attachment; filename="applications.csv"'
    told = AuditRow.objects.about(by).latest("pk")
    assert (told.action, told.facts) == ("registration.application.exported", {"count": 1})


def test_taking_it_home_asks_once_more_who_she_is(as_user: AsUser, clock: time_machine.Traveller) -> None:
    browser = as_user(officer())
    clock.shift(timedelta(minutes=15, seconds=1))
    assert browser.get(f"{LIST}export/").url.startswith("/en/account/step-up/?next=")


# --- reading without names -------------------------------------------------------------------------------------------
def test_whom_she_reads_without_a_name_comes_to_her_desk_afterwards(as_user: AsUser) -> None:
    call, by = edition(), officer()
    reviewer(call, by)
    row = application(call, person("secret@example.org"), full_name="Amina Hidden")
    begin_reading(rubric(call, is_anonymous=True), seed=1, by=None, now=NOW)
    browser = as_user(by)
    for address in (LIST, f"{LIST}?q=hidden", f"{LIST}export/", "/admin/"):
        assert "Hidden" not in browser.get(address).content.decode().replace("q=hidden", "")
    assert [browser.get(page_of(row, step)).status_code for step in ("change", "history")] == [404, 404]
    assert browser.post(page_of(row, "note"), {"text": "Hm"}).status_code == 404
    done(Review.objects.get(), 5, 5)
    assert "Amina Hidden" in browser.get(page_of(row)).content.decode()
