"""A check-in whose letter is lost, or that comes late: found without the letter, asked again, read by somebody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from circles.actions.checkins import NobodyToAsk, NotDue, ask_again, ask_everybody, watch
from circles.actions.places import close_circle
from circles.models import Alert, CheckIn
from registration.actions.participants import leave
from tests.circles.test_check_ins import END, MIDDLE, answer, her_of, room
from tests.factories import NOW, grant, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
DAY = timedelta(days=1)
LATE = END + 30 * DAY  # the programme ended nineteen days ago
TOO_LATE = END + 60 * DAY


def asked() -> list[str]:
    return sorted(Letter.objects.filter(kind="circles/how_does_it_go").values_list("to", flat=True))


def test_her_page_and_the_room_lead_to_it_without_the_letter(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room()
    her = her_of(of)
    link, home, inside = f"/en/circles/{of.public_id}/check-in/", "/en/me/", f"/en/circles/{of.public_id}/"

    def leads_there() -> list[bool]:
        return [f'href="{link}"' in as_user(her).get(page).content.decode() for page in (home, inside)]

    clock.move_to(NOW)
    assert leads_there() == [False, False]
    clock.move_to(MIDDLE)
    assert leads_there() == [True, True]
    answer(of, her)
    assert leads_there() == [False, True]  # in the room she may change what she said
    clock.move_to(LATE)
    assert leads_there() == [True, True]
    clock.move_to(TOO_LATE)
    assert leads_there() == [False, False]


def test_what_comes_late_is_kept_and_somebody_is_told(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room()
    clock.move_to(LATE)
    sent = as_user(her_of(of)).post(f"/en/circles/{of.public_id}/check-in/", {"going": "1", "wants_contact": "on"})
    assert (sent.status_code, CheckIn.objects.get().moment) == (302, "end")
    assert watch(now=LATE) == 1
    assert list(Alert.objects.values_list("kind", "participant__user")) == [("low_check_in", her_of(of).pk)]


def test_long_after_the_end_nothing_is_asked(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room()
    clock.move_to(TOO_LATE)
    with pytest.raises(NotDue, match=r"The programme ended some time ago: how it went is no longer asked\."):
        answer(of, her_of(of), now=TOO_LATE)
    page = as_user(her_of(of)).get(f"/en/circles/{of.public_id}/check-in/").content.decode()
    assert ("This is no longer asked" in page, "It is too early to ask" in page) == (True, False)


def test_who_has_not_answered_is_asked_once_more_a_day() -> None:
    of, desk = room(), staff()
    ask_everybody(now=MIDDLE)
    answer(of, her_of(of))
    gone = of.places.order_by("pk").last().participant
    leave(gone, by=gone.user, now=MIDDLE)
    others = (of.mentor.user, of.places.order_by("pk")[1].participant.user)

    assert ask_again(of, by=desk, now=MIDDLE + DAY) == 2

    assert {address for address in asked() if asked().count(address) == 2} == {user.email for user in others}
    row = AuditRow.objects.get(action="circles.circle.asked_again")
    assert (row.actor_pk, row.facts) == (str(desk.pk), {"moment": "middle", "letters": 2})
    with pytest.raises(NobodyToAsk):
        ask_again(of, by=desk, now=MIDDLE + DAY + timedelta(hours=1))
    assert ask_again(of, by=desk, now=MIDDLE + 2 * DAY) == 2
    for user in others:
        answer(of, user)
    with pytest.raises(NobodyToAsk):
        ask_again(of, by=desk, now=MIDDLE + 3 * DAY)


def test_nobody_is_asked_too_early_or_too_late_or_of_a_circle_that_is_no_more() -> None:
    of, desk = room(), staff()
    for now in (NOW, TOO_LATE):
        with pytest.raises(NotDue):
            ask_again(of, by=desk, now=now)
    close_circle(of, by=None, now=MIDDLE)
    with pytest.raises(NobodyToAsk, match=r"This circle is closed\."):
        ask_again(of, by=desk, now=MIDDLE)
    assert asked() == []


def test_from_the_page_of_the_circle(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room()
    address = f"/admin/circles/circle/{of.pk}/"
    clock.move_to(MIDDLE)
    africa, arab = staff(Role.REGIONAL, region="AFR"), staff(Role.REGIONAL, region="ARB")
    assert as_user(africa).get(f"{address}change/").context["without_answer"] == 4
    assert (as_user(arab).post(f"{address}ask-again/").status_code, asked()) == (404, [])
    browser = as_user(africa)
    told = [browser.post(f"{address}ask-again/", follow=True).context["messages"] for _click in range(2)]
    assert [str(message) for said in told for message in said] == [
        "4 members have been written to.",
        "Everybody has answered, or was asked again today.",
    ]
    assert len(asked()) == 4


def test_who_is_in_the_circle_neither_counts_the_answers_nor_asks_again(
    as_user: AsUser, clock: time_machine.Traveller
) -> None:
    of = room()
    grant(of.mentor.user)
    clock.move_to(MIDDLE)
    browser, address = as_user(User.objects.get(pk=of.mentor.user_id)), f"/admin/circles/circle/{of.pk}/"
    assert browser.get(f"{address}change/").context["without_answer"] == 0
    assert (browser.post(f"{address}ask-again/").status_code, asked()) == (404, [])
