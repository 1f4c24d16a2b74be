"""A nominee comes in by her link: without an account, with one, with another one, nominated twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.actions.nominations import take_back
from registration.models import Nomination
from tests import factories
from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AsUser = Callable[[User], Client]
FORM = "/en/2026/apply/mentee/"


def link_of(nomination: Nomination) -> str:
    text = Letter.objects.filter(to=nomination.email).order_by("-pk")[0].text
    return "/en" + next(line for line in text.splitlines() if "/nominated/link/" in line).partition("8000")[2]


def nominated(**facts: Any) -> Nomination:
    return factories.nomination(factories.invitation(edition()), **facts)


def test_without_an_account(client: Client) -> None:
    nomination = nominated(email="new@example.org", name="Amina Wanjiku", country="SN")
    link = link_of(nomination)
    for _scanner in range(2):
        assert "You are nominated as a mentee" in client.get(link).content.decode()
    assert not User.objects.filter(email="new@example.org").exists()
    response = client.post(link, {"may_tell_result": "on"})
    assert response.headers["Location"] == FORM
    nomination.refresh_from_db()
    assert (nomination.user.email, nomination.may_tell_result_at) == ("new@example.org", NOW)  # type: ignore[union-attr]
    assert nomination.user.time_zone == "Africa/Dakar"  # type: ignore[union-attr]
    form = client.get(FORM).context["form"]
    assert (form.initial["full_name"], form.initial["country"]) == ("Amina Wanjiku", "SN")


def test_the_link_works_once(client: Client) -> None:
    link = link_of(nominated())
    client.post(link, {})
    other = Client()
    text = other.get(link).content.decode()
    assert "It has opened the form already." in text
    assert other.post(link, {}).headers["Location"] == link
    assert "_auth_user_id" not in other.session
    assert "Go on to the form" in client.get(link).content.decode()


def test_with_an_account_of_the_same_address(client: Client) -> None:
    known = person("known@example.org", name="Her own name")
    client.post(link_of(nominated(email="known@example.org")), {})
    assert client.session["_auth_user_id"] == str(known.pk)
    assert Nomination.objects.get().user == known
    assert Nomination.objects.get().may_tell_result_at is None


def test_with_an_account_of_another_address(as_user: AsUser) -> None:
    her = person("home@example.org")
    nomination = nominated(email="work@example.org")
    browser = as_user(her)
    text = browser.get(link_of(nomination)).content.decode()
    assert "You are signed in as home@example.org" in text
    assert "Is this not you?" in text
    assert browser.post(link_of(nomination), {}).headers["Location"] == FORM
    nomination.refresh_from_db()
    assert nomination.user == her
    assert not User.objects.filter(email="work@example.org").exists()


def test_nominated_twice(client: Client) -> None:
    call = edition()
    first = factories.nomination(factories.invitation(call, name="Ministry A"), email="a@example.org")
    second = factories.nomination(factories.invitation(call, name="Ministry B"), email="a@example.org")
    page = client.get(link_of(second))
    text = page.content.decode()
    assert ("Ministry A" in text, "Ministry B" in text) == (True, True)
    client.post(link_of(second), {"seen": page.context["form"].initial["seen"]})
    for nomination in (first, second):
        nomination.refresh_from_db()
    assert first.user == second.user != None  # noqa: E711 - three in a row
    assert client.get(link_of(first)).context["is_good"] is False


def test_who_names_her_after_she_has_opened_the_page_learns_nothing(client: Client, as_user: AsUser) -> None:
    call = edition()
    first = factories.nomination(factories.invitation(call, name="Ministry A"), email="a@example.org")
    link = link_of(first)
    seen = client.get(link).context["form"].initial["seen"]
    later = factories.nomination(factories.invitation(call, name="Ministry B"), email="a@example.org")
    client.post(link, {"seen": seen, "may_tell_result": "on"})
    for nomination in (first, later):
        nomination.refresh_from_db()
    assert (first.may_tell_result_at, later.user, later.may_tell_result_at) == (NOW, None, None)
    # She finds it on her page, and decides on it by itself.
    her = as_user(first.user)  # type: ignore[arg-type]
    mine = her.get(reverse("registration:nomination-mine", args=[first.public_id])).content.decode()
    assert ("Ministry A" in mine, "Ministry B" in mine) == (True, False)
    asked = her.get(reverse("registration:nomination-mine", args=[later.public_id]))
    assert "Ministry B" in asked.content.decode()
    her.post(asked.wsgi_request.path, {"seen": asked.context["form"].initial["seen"]})
    later.refresh_from_db()
    assert (later.user, later.may_tell_result_at) == (first.user, None)


@pytest.mark.parametrize("seen", ["nonsense", "\x00", "0" * 5000])
def test_a_forged_list_takes_nothing_up(client: Client, seen: str) -> None:
    nomination = nominated()
    assert client.post(link_of(nomination), {"seen": seen}).status_code == 302
    nomination.refresh_from_db()
    assert nomination.user is None


def test_an_old_link_is_sent_again(client: Client, clock: Any) -> None:
    call = edition(closes_at=NOW + timedelta(days=60))
    nomination = factories.nomination(factories.invitation(call))
    old = link_of(nomination)
    clock.shift(30 * 86_400)
    assert client.get(old).context["is_good"] is True
    clock.shift(1)
    assert "We can send a new one to the same address." in client.get(old).content.decode()
    assert client.post(old, {}).headers["Location"] == old
    assert "A new link is on its way" in client.post(old, {"again": "1"}, follow=True).content.decode()
    assert "wait ten minutes" in client.post(old, {"again": "1"}, follow=True).content.decode()
    assert client.post(link_of(nomination), {}).headers["Location"] == FORM


def test_a_link_that_leads_nowhere(client: Client) -> None:
    nomination = nominated()
    link = link_of(nomination)
    take_back(nomination, by=person(), now=NOW)
    for address in (link, reverse("registration:nominee-link", args=["nonsense"])):
        assert "This link does not work" in client.get(address).content.decode()
        assert client.post(address, {}).status_code in {200, 302}
    assert "_auth_user_id" not in client.session


def test_registration_has_closed(client: Client, clock: Any) -> None:
    link = link_of(nominated())
    clock.shift(11 * 86_400)
    assert "Registration has closed" in client.get(link).content.decode()
    client.post(link, {})
    assert Nomination.objects.get().user is None


def test_who_works_at_the_desk_signs_in_with_a_code(client: Client) -> None:
    colleague = staff()
    link = link_of(nominated(email=colleague.email))
    assert client.post(link, {}).headers["Location"] == f"/en/account/sign-in/?next={link}"
    assert Nomination.objects.get().user is None


# --- her own view of it ----------------------------------------------------------------------------------------------
def test_found_without_the_letter(as_user: AsUser) -> None:
    her = person("her@example.org")
    nomination = nominated(email="her@example.org")
    browser = as_user(her)
    mine = reverse("registration:nomination-mine", args=[nomination.public_id])
    assert mine in browser.get(reverse("home:dashboard")).content.decode()
    assert browser.get(mine).status_code == 200
    assert browser.post(mine, {"may_tell_result": "on"}).headers["Location"] == FORM
    browser.post(mine, {})
    nomination.refresh_from_db()
    assert (nomination.user, nomination.may_tell_result_at) == (her, None)
    told = AuditRow.objects.about(nomination).filter(action="registration.nomination.consented").get()
    assert told.facts == {"may_tell": False}


def test_nobody_elses(as_user: AsUser) -> None:
    nomination = nominated(email="her@example.org")
    mine = reverse("registration:nomination-mine", args=[nomination.public_id])
    for user in (person(), staff(), nomination.invitation.organisation.focal_points.get().user):
        assert as_user(user).get(mine).status_code == 404
