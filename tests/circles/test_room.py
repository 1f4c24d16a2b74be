"""The room of a circle: notes, goals, next steps, files, messages, what each says of herself, the guide."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from circles.actions.places import name_coordinator
from circles.actions.room import (
    NotAMember,
    TooMany,
    WrittenMeanwhile,
    add_step,
    introduce,
    mark_goal,
    mark_step,
    member_of,
    remove_file,
    set_goal,
    share_file,
    write_notes,
    write_to_circle,
)
from circles.models import Circle, GuidePage, NoteRevision, RoomFile
from registration.actions.participants import leave
from registration.models import Participant
from tests.factories import NOW, circle, edition, participant, person, staff
from tests.racing import at_once, outcomes
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def room(number: int = 1) -> Circle:
    call = edition() if number == 1 else Circle.objects.get(number=1).edition
    mentor = participant(call, person(language="ar"), kind="mentor", full_name=f"Mentor {number}")
    return circle(mentor, [participant(call, full_name=f"Mentee {number}{n}") for n in (1, 2)], number=number)


def mentees(of: Circle) -> list[Participant]:
    return [place.participant for place in of.places.order_by("pk")]


def document(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- who is a member -------------------------------------------------------------------------------------------------
def test_members_are_who_takes_part_in_an_open_circle() -> None:
    of = room()
    stays, goes = mentees(of)
    assert member_of(of, of.mentor.user) == of.mentor
    assert member_of(of, stays.user) == stays
    leave(goes, by=goes.user, now=NOW)
    for user in (goes.user, person()):
        with pytest.raises(NotAMember):
            member_of(of, user)
    Circle.objects.filter(pk=of.pk).update(state="closed", closed_at=NOW)
    of.refresh_from_db()
    with pytest.raises(NotAMember):
        member_of(of, stays.user)


def test_the_coordinator_reads_and_does_not_write(as_user: AsUser) -> None:
    of, desk = room(), staff()
    address = f"/en/circles/{of.public_id}/"
    assert as_user(desk).get(address).status_code == 404
    name_coordinator(of, desk, by=desk, now=NOW)
    read = ("", "notes/", "goals/", "files/", "write/", "guide/")
    assert {as_user(desk).get(f"{address}{page}").status_code for page in read} == {200}
    assert {
        as_user(desk).post(f"{address}{page}").status_code for page in ("notes/", "goals/", "files/", "write/")
    } == {404}
    assert {as_user(desk).get(f"{address}{page}").status_code for page in ("conduct/", "about-me/", "times/")} == {404}
    desk.grants.update(ended_at=NOW)
    assert as_user(User.objects.get(pk=desk.pk)).get(address).status_code == 404


# --- notes -----------------------------------------------------------------------------------------------------------
def test_notes_are_kept_with_their_author_and_history(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    write_notes(of, text="First", revision=0, by=one.user, now=NOW)
    write_notes(of, text="Second", revision=1, by=other.user, now=NOW)
    kept = list(NoteRevision.objects.order_by("number").values_list("number", "text", "written_by"))
    assert kept == [(1, "First", one.pk), (2, "Second", other.pk)]
    assert AuditRow.objects.filter(action="circles.notes.written").count() == 2
    browser, address = as_user(one.user), f"/en/circles/{of.public_id}/notes/"
    assert browser.get(address).context["form"].initial == {"text": "Second", "revision": 2}
    assert browser.get(f"{address}?revision=1").context["older"].text == "First"
    for wrong in ("nonsense", "١"):
        assert browser.get(f"{address}?revision={wrong}").context["older"] is None


def test_a_stale_save_is_shown_and_not_swallowed(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    write_notes(of, text="Hers", revision=0, by=one.user, now=NOW)
    with pytest.raises(WrittenMeanwhile):
        write_notes(of, text="Mine", revision=0, by=other.user, now=NOW)
    browser, address = as_user(other.user), f"/en/circles/{of.public_id}/notes/"
    page = browser.post(address, {"text": "Mine", "revision": "0"})
    assert (page.status_code, page.context["latest"].text) == (200, "Hers")
    shown = page.context["form"]
    assert (shown["text"].value(), shown["revision"].value()) == ("Mine", 1)
    assert browser.post(address, {"text": "Both", "revision": "1"}).status_code == 302
    assert NoteRevision.objects.of_circle(of).first().text == "Both"


def test_a_double_click_on_save_is_no_strangers_change(as_user: AsUser) -> None:
    of = room()
    browser, address = as_user(of.mentor.user), f"/en/circles/{of.public_id}/notes/"
    sent = [browser.post(address, {"text": "We met.", "revision": 0}).status_code for _click in range(2)]
    assert (sent, of.notes.count()) == ([302, 302], 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told() -> None:
    of = room()
    ended = outcomes(
        at_once(
            [lambda her=her: write_notes(of, text=str(her.pk), revision=0, by=her.user, now=NOW) for her in mentees(of)]
        )
    )
    assert ended == {"done": 1, "WrittenMeanwhile": 1}


# --- goals and steps -------------------------------------------------------------------------------------------------
def test_goals_of_one_and_of_all(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    own = set_goal(of, text="Speak at a meeting", is_shared=False, by=one.user, now=NOW)
    shared = set_goal(of, text="Meet in person", is_shared=True, by=one.user, now=NOW)
    assert (own.participant, shared.participant) == (one, None)
    assert mark_goal(shared, is_reached=True, by=other.user, now=NOW).reached_at == NOW
    assert mark_goal(shared, is_reached=False, by=other.user, now=NOW).reached_at is None
    with pytest.raises(NotAMember):
        mark_goal(own, is_reached=True, by=other.user, now=NOW)
    assert mark_goal(own, is_reached=True, by=of.mentor.user, now=NOW).reached_at == NOW
    address = f"/en/circles/{of.public_id}/goals/"
    assert as_user(other.user).post(f"{address}{own.pk}/", {"done": "0"}).status_code == 302
    own.refresh_from_db()
    assert own.reached_at == NOW
    assert as_user(one.user).post(address, {"goal": "1", "text": "One more"}).status_code == 302
    assert of.goals.count() == 3


def test_nobody_is_offered_to_mark_what_belongs_to_another(as_user: AsUser) -> None:
    of = room()
    mentor, (first, second) = of.mentor, (place.participant for place in of.places.order_by("pk"))
    for text, by, is_shared in (("All", mentor, True), ("Hers", first, False)):
        set_goal(of, text=text, is_shared=is_shared, by=by.user, now=NOW)
    offered = {
        person: [
            goal.text
            for goal, is_hers in as_user(person.user).get(f"/en/circles/{of.public_id}/goals/").context["goals"]
            if is_hers
        ]
        for person in (mentor, first, second)
    }
    assert {person: sorted(texts) for person, texts in offered.items()} == {
        mentor: ["All", "Hers"],
        first: ["All", "Hers"],
        second: ["All"],
    }


def test_who_does_what_by_when(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    address = f"/en/circles/{of.public_id}/"
    typed = {"step": "1", "text": "Write to her", "due_on": "2026-03-09", "who": str(other.public_id)}
    assert as_user(one.user).post(f"{address}goals/", typed).status_code == 302
    step = of.steps.get()
    assert (step.participant, step.text, step.due_on.isoformat()) == (other, "Write to her", "2026-03-09")
    as_user(one.user).post(f"{address}steps/{step.pk}/", {"done": "1"})
    step.refresh_from_db()
    assert step.done_at == NOW
    assert mark_step(step, is_done=False, by=other.user, now=NOW).done_at is None
    with pytest.raises(NotAMember):
        add_step(of, text="x", who=room(2).mentor, due_on=None, by=one.user, now=NOW)


def test_what_is_another_circles_is_not_found(as_user: AsUser) -> None:
    of, elsewhere = room(), room(2)
    goal = set_goal(elsewhere, text="x", is_shared=True, by=elsewhere.mentor.user, now=NOW)
    step = add_step(elsewhere, text="x", who=elsewhere.mentor, due_on=None, by=elsewhere.mentor.user, now=NOW)
    shared = share_file(
        elsewhere, name="x", file=document(), content_type="application/pdf", by=elsewhere.mentor.user, now=NOW
    )
    browser, address = as_user(of.mentor.user), f"/en/circles/{of.public_id}/"
    for page in (f"goals/{goal.pk}/", f"steps/{step.pk}/"):
        assert browser.post(f"{address}{page}").status_code == 404, page
    assert browser.post(f"{address}files/{shared.public_id}/remove/").url == f"{address}files/"
    assert RoomFile.objects.get() == shared
    assert browser.get(f"{address}files/{shared.public_id}/").status_code == 404


# --- files -----------------------------------------------------------------------------------------------------------
def test_a_file_is_served_to_the_circle_alone(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    address = f"/en/circles/{of.public_id}/files/"
    typed = {"name": "Our plan", "file": document()}
    assert as_user(one.user).post(address, typed).status_code == 302
    shared = RoomFile.objects.get()
    assert (shared.name, shared.content_type, shared.size, "plan" in shared.content.name) == (
        "Our plan",
        "application/pdf",
        len(PDF),
        False,
    )
    answer = as_user(other.user).get(f"{address}{shared.public_id}/")
    assert (b"".join(answer), answer["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert "attachment" in answer["Content-Disposition"]
    assert as_user(person()).get(f"{address}{shared.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"MZ\x90", b"%PDF-1.7 /JavaScript %%EOF", b"%PDF-cut"]
)
def test_what_is_no_plain_document_is_not_taken(as_user: AsUser, content: bytes) -> None:
    of = room()
    page = as_user(of.mentor.user).post(
        f"/en/circles/{of.public_id}/files/", {"name": "x", "file": document(content=content)}
    )
    assert (list(page.context["form"].errors), RoomFile.objects.count()) == (["file"], 0)


def test_who_shared_a_file_or_the_mentor_removes_it(django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    of = room()
    one, other = mentees(of)
    about = {"content_type": "application/pdf", "by": one.user, "now": NOW}
    hers, too = (share_file(of, name=name, file=document(), **about) for name in ("x", "y"))
    with pytest.raises(NotAMember):
        remove_file(hers, by=other.user, now=NOW)
    storage, name = hers.content.storage, hers.content.name
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(hers, by=one.user, now=NOW)
        remove_file(too, by=of.mentor.user, now=NOW)
    assert (RoomFile.objects.count(), storage.exists(name)) == (0, False)


def test_a_room_has_room_for_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circles.actions.room.MOST_FILES", 1)
    of = room()
    about = {"content_type": "application/pdf", "by": of.mentor.user, "now": NOW}
    share_file(of, name="x", file=document(), **about)
    with pytest.raises(TooMany):
        share_file(of, name="y", file=document(), **about)


def test_a_double_click_shares_once(tmp_path: Path) -> None:
    of = room()
    about = {"name": "x", "content_type": "application/pdf", "by": of.mentor.user}
    first, second = (share_file(of, file=document(), **about, now=NOW) for _click in range(2))
    later = share_file(of, file=document(), **about, now=NOW + timedelta(minutes=1))
    assert (first, {first, later}) == (second, set(RoomFile.objects.all()))
    assert len(list((tmp_path / "circles").iterdir())) == 2


# --- messages and introductions --------------------------------------------------------------------------------------
def test_a_message_reaches_the_others_without_an_address(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    assert (
        as_user(one.user).post(f"/en/circles/{of.public_id}/write/", {"text": "See you\non Tuesday"}).status_code == 302
    )
    letters = {letter.to: letter for letter in Letter.objects.filter(kind="circles/message")}
    assert set(letters) == {of.mentor.user.email, other.user.email}
    for letter in letters.values():
        written = letter.subject + letter.text + letter.html
        assert "Mentee 11" in written
        assert "on Tuesday" in written
        assert one.user.email not in written
    assert letters[of.mentor.user.email].language == "ar"


def test_a_double_click_writes_once() -> None:
    of = room()
    first, second = (write_to_circle(of, text="See you", by=of.mentor.user, now=NOW) for _click in range(2))
    assert (first, Letter.objects.filter(kind="circles/message").count()) == (second, 2)
    later = write_to_circle(of, text="See you", by=of.mentor.user, now=NOW + timedelta(minutes=1))
    hers = write_to_circle(of, text="See you", by=mentees(of)[0].user, now=NOW)
    assert len({first, later, hers}) == 3


def test_nobody_fills_the_others_mailboxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circles.actions.room.MESSAGES_A_DAY", 1)
    of = room()
    write_to_circle(of, text="x", by=of.mentor.user, now=NOW)
    with pytest.raises(TooMany):
        write_to_circle(of, text="y", by=of.mentor.user, now=NOW)
    write_to_circle(of, text="x", by=mentees(of)[0].user, now=NOW)


def test_no_clock_of_her_own_lets_her_write_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """In Kiritimati it is tomorrow already."""
    monkeypatch.setattr("circles.actions.room.MESSAGES_A_DAY", 1)
    of, noon = room(), NOW.replace(hour=12)
    with timezone.override(ZoneInfo("Pacific/Kiritimati")):
        write_to_circle(of, text="x", by=of.mentor.user, now=noon)
        with pytest.raises(TooMany):
            write_to_circle(of, text="y", by=of.mentor.user, now=noon)


def test_the_desk_does_not_read_along() -> None:
    of = room()
    write_to_circle(of, text="Between us", by=of.mentor.user, now=NOW)
    assert set(Letter.objects.filter(kind="circles/message").values_list("secret", flat=True)) == {True}


def test_she_tells_more_if_she_likes(as_user: AsUser) -> None:
    of = room()
    one, other = mentees(of)
    assert as_user(one.user).post(f"/en/circles/{of.public_id}/about-me/", {"text": "I sing."}).status_code == 302
    people = as_user(other.user).get(f"/en/circles/{of.public_id}/").context["people"]
    assert [her["words"] for her in people] == ["", "I sing.", ""]
    assert introduce(of, text="", by=one.user, now=NOW).text == ""


# --- the guide -------------------------------------------------------------------------------------------------------
def test_the_guide_has_a_page_for_each_session_and_an_edition_may_write_its_own(as_user: AsUser) -> None:
    of = room()
    GuidePage.objects.create(edition=of.edition, number=2, title_en="Ours", body_en="Do it so.", title_ar="لنا")
    browser = as_user(of.mentor.user)
    pages = browser.get(f"/en/circles/{of.public_id}/guide/").context["pages"]
    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6]
    assert (pages[0].title, pages[1].title, pages[1].body) == ("Getting to know each other", "Ours", "Do it so.")
    arabic = browser.get(f"/ar/circles/{of.public_id}/guide/").context["pages"]
    assert (arabic[1].title, arabic[1].body) == ("لنا", "Do it so.")


# --- how much fits into a room ---------------------------------------------------------------------------------------
def test_goals_and_steps_that_are_ahead_are_so_many(monkeypatch: pytest.MonkeyPatch, as_user: AsUser) -> None:
    """What is reached or done makes room; the refusal stands on the form, with what was typed."""
    monkeypatch.setattr("circles.actions.room.MOST_GOALS", 1)
    monkeypatch.setattr("circles.actions.room.MOST_STEPS", 1)
    of = room()
    browser, address = as_user(of.mentor.user), f"/en/circles/{of.public_id}/goals/"
    goal = {"goal": "1", "text": "Speak up"}
    step = {"step": "1", "text": "Write", "who": str(of.mentor.public_id)}
    for sent, form in ((goal, "goal_form"), (step, "step_form")):
        assert browser.post(address, sent).status_code == 302
        full = browser.post(address, {**sent, "text": "One more"})
        assert len(full.context[form].non_field_errors()) == 1
        assert full.context[form]["text"].value() == "One more"
    mark_goal(of.goals.get(), is_reached=True, by=of.mentor.user, now=NOW)
    mark_step(of.steps.get(), is_done=True, by=of.mentor.user, now=NOW)
    assert [browser.post(address, sent).status_code for sent in (goal, step)] == [302, 302]
    page = browser.get(address)
    assert [each.reached_at for each, _is_hers in page.context["goals"]] == [None, NOW]
    assert [each.done_at for each in page.context["steps"]] == [None, NOW]


def test_nobody_saves_the_notes_without_end(monkeypatch: pytest.MonkeyPatch, as_user: AsUser) -> None:
    monkeypatch.setattr("circles.actions.room.VERSIONS_A_DAY", 1)
    of = room()
    browser, address = as_user(of.mentor.user), f"/en/circles/{of.public_id}/notes/"
    assert browser.post(address, {"text": "one", "revision": 0}).status_code == 302
    full = browser.post(address, {"text": "two", "revision": 1})
    assert full.context["form"].non_field_errors() == [
        "You have saved the notes very often today. Please go on tomorrow."
    ]
    write_notes(of, text="two", revision=1, by=mentees(of)[0].user, now=NOW)
    write_notes(of, text="three", revision=2, by=of.mentor.user, now=NOW + timedelta(days=1, seconds=1))


def test_older_messages_are_on_further_pages(as_user: AsUser) -> None:
    of = room()
    for number in range(8):
        write_to_circle(of, text=f"Message {number}", by=of.mentor.user, now=NOW + timedelta(minutes=number))
    browser, address = as_user(of.mentor.user), f"/en/circles/{of.public_id}/write/"
    first, second = (browser.get(f"{address}?page={page}").context["earlier"] for page in (1, 2))
    assert [message.text for message in first] == [f"Message {number}" for number in (7, 6, 5, 4, 3, 2)]
    assert [message.text for message in second] == ["Message 1", "Message 0"]
    assert '<a class="btn" rel="next" href="?page=2">' in browser.get(address).content.decode()
