"""A session is called off: asked first, told once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from circles.actions.sessions import call_off_session, name_substitute
from circles.models import Circle, Session
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, person, session
from tests.racing import at_once, of_its_own, outcomes
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


def room() -> Circle:
    call = edition()
    mentor = participant(call, person(), kind="mentor", full_name="Salma Haddad")
    return circle(mentor, [participant(call, full_name=f"Mentee {number}") for number in (1, 2, 3)])


def planned(of: Circle) -> tuple[Session, str]:
    return session(of, starts_at=NOW + timedelta(days=1)), f"/en/circles/{of.public_id}/sessions/1/call-off/"


def letters() -> int:
    return Letter.objects.filter(kind="events/called_off").count()


def test_she_is_asked_first_and_reads_who_is_written_to(as_user: AsUser) -> None:
    of = room()
    met, address = planned(of)
    stands_in = participant(of.edition, kind="mentor", full_name="Aya Stand-in")
    name_substitute(met, stands_in, by=of.mentor.user, now=NOW)
    gone = of.places.order_by("pk").first().participant
    leave(gone, by=gone.user, now=NOW)

    page = as_user(of.mentor.user).get(address)

    met.event.refresh_from_db()
    assert (page.status_code, met.event.state, letters()) == (200, "published", 0)
    assert [place.name for place in page.context["told"]] == ["Aya Stand-in", "Mentee 2", "Mentee 3", "Salma Haddad"]
    as_user(of.mentor.user).post(address)
    assert set(Letter.objects.filter(kind="events/called_off").values_list("to", flat=True)) == {
        place.email for place in page.context["told"]
    }


def test_a_second_click_is_no_refusal_and_writes_to_nobody(as_user: AsUser) -> None:
    of = room()
    _met, address = planned(of)
    browser = as_user(of.mentor.user)
    told = [str(list(browser.post(address, follow=True).context["messages"])[-1]) for _click in range(2)]
    assert told == ["The session is called off, and every member has been written to."] * 2
    assert (letters(), AuditRow.objects.filter(action="circles.session.called_off").count()) == (4, 1)
    assert browser.get(address).url == f"/en/circles/{of.public_id}/sessions/1/"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_call_it_off_once() -> None:
    met, _address = planned(room())
    ended = outcomes(at_once(of_its_own(3, call_off_session, met, by=met.circle.mentor.user, now=NOW)))
    assert (ended, letters()) == ({"done": 3}, 4)


def test_nobody_else_is_asked(as_user: AsUser) -> None:
    of = room()
    _met, address = planned(of)
    assert as_user(of.places.first().participant.user).get(address).status_code == 404
