"""She closes her account: what is erased, what ends, what is kept, and who must first see to something."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.messages import get_messages
from django.test import Client

from network.actions import join_network
from network.models import Member, Shared
from network.rules import FIELDS
from registration.models import Application, Offer
from tests import factories
from tests.accounts.test_sign_in import is_signed_in
from tests.factories import NOW, edition, person, staff
from wic.accounts.actions import AccountIsClosed, close_account, end_role, keep_typed, sign_up_or_in
from wic.accounts.models import KeptPost, User
from wic.audit.models import AuditRow
from wic.home.actions import StillCountedOn, close_own_account, ties_of
from wic.lifecycle import Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AsUser = Callable[[User], Client]
ADDRESS, PROFILE = "/en/me/close/", "/en/account/profile/"
AFTER = NOW + timedelta(days=365)  # every edition of these tests is over


def actions() -> list[str]:
    return list(AuditRow.objects.order_by("pk").values_list("action", flat=True))


def names() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


# --- what becomes of her rows ----------------------------------------------------------------------------------------
def test_nobody_enters_and_what_she_told_is_erased() -> None:
    amina = person("amina@example.org", name="Amina Kaddour", country="DZ", time_zone="Africa/Algiers", language="fr")
    amina.set_password("three brown camels")
    amina.save(update_fields=["password"])
    TOTP.activate(amina, "JBSWY3DPEHPK3PXP")

    close_own_account(amina, now=NOW)

    kept = User.objects.get(pk=amina.pk)
    assert (kept.email, kept.name, kept.country, kept.time_zone) == ("amina@example.org", "", "", "UTC")
    assert (kept.is_active, kept.has_usable_password(), kept.authenticator_set.count()) == (False, False, 0)
    assert actions() == ["accounts.user.changed", "accounts.user.closed"]
    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.language) == ("accounts/closed", "amina@example.org", "fr")
    with pytest.raises(AccountIsClosed):
        sign_up_or_in("amina@example.org", language="fr", time_zone="UTC", now=NOW)


def test_what_was_kept_while_her_sign_in_had_ended_is_erased_too() -> None:
    her, other = person(), person()
    for user in (her, other):
        keep_typed(user, path="/en/2026/apply/mentee/", typed="motivation=Mine", secret="s" * 43, now=NOW)

    close_own_account(her, now=NOW)

    assert [kept.user for kept in KeptPost.objects.all()] == [other]


def test_what_she_told_the_network_is_erased() -> None:
    her = factories.participant(edition(), kind="mentor").user
    join_network(her, profile=dict.fromkeys(FIELDS, "KE") | {"name_shared": Shared.PUBLIC}, by=her, now=NOW)

    close_own_account(her, now=AFTER)

    row = Member.objects.get()
    assert [getattr(row, field) for field in FIELDS] == [""] * len(FIELDS)
    assert (row.state, row.left_at, row.name_shared) == (Member.State.LEFT, AFTER, Shared.NOBODY)


def test_who_left_the_network_before_is_erased_too() -> None:
    her = factories.participant(edition(), kind="mentor").user
    left = join_network(her, profile={"name": "Amina"}, by=her, now=NOW)
    Member.objects.filter(pk=left.pk).update(state="left", left_at=NOW)

    close_own_account(her, now=AFTER)

    assert (Member.objects.get().name, Member.objects.get().left_at) == ("", NOW)


def test_what_waits_is_withdrawn_and_a_held_place_goes_on() -> None:
    amina, call = person(), edition()
    held = factories.offer(factories.application(call, amina))
    draft = factories.draft(call, amina, kind="mentor")

    close_own_account(amina, now=NOW)

    states = dict(Application.objects.values_list("pk", "state"))
    assert states == {held.application_id: "withdrawn", draft.pk: "withdrawn"}
    assert Offer.objects.get().state == "taken_back"


def test_what_was_decided_and_certified_stays() -> None:
    mentee = factories.participant(edition())
    certificate = factories.certificate(mentee)

    close_own_account(mentee.user, now=AFTER)

    certificate.refresh_from_db()
    mentee.refresh_from_db()
    assert (certificate.state, mentee.state, mentee.application.state) == ("valid", "active", "submitted")


# --- who is still counted on -----------------------------------------------------------------------------------------
def test_who_takes_part_leaves_first() -> None:
    mentee = factories.participant(edition())

    with pytest.raises(StillCountedOn, match="count on you"):
        close_own_account(mentee.user, now=NOW)

    assert User.objects.get(pk=mentee.user_id).is_active
    assert [place.pk for place in ties_of(mentee.user, now=NOW).places] == [mentee.pk]
    assert not ties_of(mentee.user, now=AFTER)


def test_who_nominates_hands_over_first() -> None:
    asked = factories.invitation(edition(), focal_email="focal@example.org")
    focal = User.objects.get(email="focal@example.org")

    with pytest.raises(StillCountedOn):
        close_own_account(focal, now=NOW)

    assert [row.organisation for row in ties_of(focal, now=NOW).organisations] == [asked.organisation]


def test_who_works_here_has_her_role_ended_first() -> None:
    boss, officer = staff(), staff()
    with pytest.raises(StillCountedOn):
        close_own_account(officer, now=NOW)

    end_role(officer.grants.get(), by=boss, now=NOW)
    close_own_account(User.objects.get(pk=officer.pk), now=NOW)

    assert not User.objects.get(pk=officer.pk).is_active


def test_closing_twice_is_refused() -> None:
    amina = person()
    close_account(amina, by=amina, now=NOW)

    with pytest.raises(Stale, match="already"):
        close_own_account(amina, now=NOW)

    assert names() == ["accounts/closed"]


# --- the page --------------------------------------------------------------------------------------------------------
def test_her_profile_leads_there(as_user: AsUser) -> None:
    assert ADDRESS in as_user(person()).get(PROFILE).content.decode()


def test_she_proves_first_that_it_is_her(client: Client) -> None:
    amina = person()
    client.force_login(amina)

    for answer in (client.get(ADDRESS), client.post(ADDRESS)):
        assert (answer.status_code, answer["Location"]) == (302, f"/en/account/step-up/?next={quote(ADDRESS, safe='')}")
    assert User.objects.get(pk=amina.pk).is_active


def test_looking_changes_nothing(as_user: AsUser) -> None:
    response = as_user(person()).get(ADDRESS)

    assert (response.status_code, actions()) == (200, [])
    assert "What is erased at once" in response.content.decode()


def test_she_closes_it_and_is_out_everywhere(as_user: AsUser) -> None:
    amina = person()
    hers, elsewhere = as_user(amina), as_user(amina)

    response = hers.post(ADDRESS)

    assert (response.status_code, response["Location"]) == (302, "/en/")
    assert [str(said) for said in get_messages(response.wsgi_request)] == [
        "Your account is closed, and you are signed out everywhere."
    ]
    assert (is_signed_in(hers), is_signed_in(elsewhere)) == (False, False)


def test_what_is_in_the_way_is_named_and_there_is_no_button(as_user: AsUser) -> None:
    mentee = factories.participant(edition())
    browser = as_user(mentee.user)

    page = browser.get(ADDRESS).content.decode()
    assert "You take part in Women in Cyber 2026." in page
    assert "Close my account for good" not in page

    response = browser.post(ADDRESS)
    assert (response.status_code, response["Location"], is_signed_in(browser)) == (302, ADDRESS, True)
