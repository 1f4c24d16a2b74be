"""The list of letters in the admin, and what staff do with those that did not get through."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, letter, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Stale
from wic.mail.actions import NotStopped, Wiped, mark_arrived, send_again
from wic.mail.models import Letter

State = Letter.State
LIST = reverse("admin:mail_letter_changelist")
AsUser = Callable[[User], Client]
LATER = NOW + timedelta(days=1)


def in_state(state: str, **fields: object) -> Letter:
    written = letter(repeat_safe=False, region=str(fields.pop("region", "")), secret=bool(fields.pop("secret", False)))
    Letter.objects.filter(pk=written.pk).update(state=state, attempts=3, last_error="cut", **fields)
    written.refresh_from_db()
    return written


def listed(browser: Client) -> list[str]:
    return [one.to for one in browser.get(LIST).context["cl"].queryset]


def act(browser: Client, action: str, *letters: Letter) -> list[str]:
    form = {"action": action, "_selected_action": [one.pk for one in letters]}
    page = browser.post(LIST, form, follow=True)
    return [str(message) for message in page.context["messages"]]


# --- who sees what ---------------------------------------------------------------------------------------------------
def test_headquarters_see_all_letters_and_a_region_its_own(db: None, as_user: AsUser) -> None:
    letter("africa@example.org", region="AFR")
    letter("arab@example.org", region="ARB")
    letter("nobody@example.org")

    assert listed(as_user(staff())) == ["nobody@example.org", "arab@example.org", "africa@example.org"]
    assert listed(as_user(staff(Role.REGIONAL, region="AFR"))) == ["africa@example.org"]


def test_a_letter_of_another_region_is_not_there(db: None, as_user: AsUser) -> None:
    arab = letter("arab@example.org", region="ARB")
    address = reverse("admin:mail_letter_change", args=[arab.pk])

    assert as_user(staff(Role.REGIONAL, region="AFR")).get(address).status_code == 404


def test_a_reviewer_sees_no_letters(db: None, as_user: AsUser) -> None:
    assert as_user(staff(Role.REVIEWER)).get(LIST).status_code == 403


def test_confidential_texts_are_masked_for_everybody(db: None, as_user: AsUser) -> None:
    browser = as_user(staff())
    plain, secret = letter(text="The hall is open.\n"), letter(text="Your code is 482913.\n", secret=True)

    pages = [
        browser.get(reverse("admin:mail_letter_change", args=[one.pk])).content.decode() for one in (plain, secret)
    ]

    assert "The hall is open." in pages[0]
    assert "482913" not in pages[1]
    assert "This letter is confidential" in pages[1]


def test_nobody_writes_changes_or_deletes_letters_here(db: None, as_user: AsUser) -> None:
    browser = as_user(staff())
    written = letter()

    assert browser.get(reverse("admin:mail_letter_add")).status_code == 403
    assert (
        browser.post(reverse("admin:mail_letter_change", args=[written.pk]), {"to": "x@example.org"}).status_code == 403
    )
    assert browser.post(reverse("admin:mail_letter_delete", args=[written.pk]), {"post": "yes"}).status_code == 403
    assert Letter.objects.get().to == written.to


@pytest.mark.parametrize(
    ("code", "words"),
    [("", ""), ("away", "The mail server could not be reached."), ("550", "The mail server answered 550.")],
)
def test_the_last_answer_in_words(db: None, as_user: AsUser, code: str, words: str) -> None:
    letter()
    Letter.objects.update(last_error=code)

    page = as_user(staff()).get(LIST)

    assert f'<td class="field-answer">{words or "-"}</td>' in page.content.decode()


# --- what they do ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [State.HELD, State.REFUSED])
def test_staff_send_a_letter_again(db: None, state: str) -> None:
    by, written = staff(), in_state(state)

    assert send_again(written, by=by, now=LATER) == written

    written.refresh_from_db()
    assert (written.state, written.attempts, written.next_attempt_at, written.last_error) == (
        State.QUEUED,
        0,
        LATER,
        "",
    )
    row = AuditRow.objects.about(written).get()
    assert (row.action, row.at, row.actor_pk, row.facts) == ("mail.letter.queued", LATER, str(by.pk), {"was": state})


def test_staff_note_that_a_held_letter_has_arrived(db: None) -> None:
    by, written = staff(), in_state(State.HELD, secret=True)

    mark_arrived(written, by=by, now=LATER)

    written.refresh_from_db()
    assert (written.state, written.sent_at, written.text, written.wiped_at) == (State.SENT, LATER, "", LATER)
    row = AuditRow.objects.about(written).get()
    assert (row.action, row.actor_pk) == ("mail.letter.sent", str(by.pk))


@pytest.mark.parametrize(
    "fields", [{"state": State.SENT, "sent_at": NOW}, {"state": State.SENDING, "lease_until": NOW}]
)
def test_a_letter_that_is_sent_or_on_its_way_is_not_sent_again(db: None, fields: dict[str, object]) -> None:
    written = in_state(**fields)

    with pytest.raises(NotStopped, match="Only a letter that is held or was refused"):
        send_again(written, by=staff(), now=LATER)


def test_two_people_send_again_at_once(db: None) -> None:
    written = in_state(State.HELD)
    seen_by_the_other = Letter.objects.get()
    send_again(written, by=staff(), now=LATER)

    with pytest.raises(Stale):
        send_again(seen_by_the_other, by=staff(), now=LATER)


def test_a_wiped_letter_has_nothing_to_send(db: None) -> None:
    written = in_state(State.REFUSED, text="", html="", wiped_at=NOW)

    with pytest.raises(Wiped, match="has been deleted"):
        send_again(written, by=staff(), now=LATER)


@pytest.mark.parametrize("fields", [{"state": State.QUEUED}, {"state": State.REFUSED}])
def test_only_held_letters_can_be_noted_as_arrived(db: None, fields: dict[str, object]) -> None:
    with pytest.raises(NotStopped, match="Only a letter that is held"):
        mark_arrived(in_state(**fields), by=staff(), now=LATER)


def test_in_the_list_each_letter_is_tried_and_each_refusal_told(db: None, as_user: AsUser) -> None:
    browser = as_user(staff())
    held, waiting = in_state(State.HELD), letter("waiting@example.org")

    assert act(browser, "send_again", held, waiting) == [
        "waiting@example.org: Only a letter that is held or was refused can be sent again.",
        "1 letter will be sent again.",
    ]
    assert act(browser, "mark_arrived", waiting) == [
        "waiting@example.org: Only a letter that is held can be marked as arrived."
    ]
    assert act(browser, "mark_arrived", in_state(State.HELD), in_state(State.HELD)) == [
        "2 letters are noted as arrived."
    ]


def test_another_regions_letter_cannot_be_chosen(db: None, as_user: AsUser) -> None:
    browser = as_user(staff(Role.REGIONAL, region="AFR"))
    arab = in_state(State.HELD, region="ARB")

    act(browser, "send_again", arab)

    arab.refresh_from_db()
    assert arab.state == State.HELD
