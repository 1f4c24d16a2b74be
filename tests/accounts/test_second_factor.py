"""Setting up and taking away second factors, and the desk that asks for one."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from circles.models import Circle
from tests.accounts.test_sign_in import ask, enter
from tests.accounts.test_sign_in_with_second_factor import SECRET
from tests.factories import (
    application,
    certificate,
    circle,
    edition,
    grant,
    invitation,
    participant,
    person,
    signed_letter,
    staff,
)
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECURITY, ADD_APP = "/en/account/security/", "/en/account/security/app/add/"


@pytest.fixture
def hers():
    """Amina has just signed in with a code."""
    hers = Client()
    ask(hers)
    enter(hers)
    return hers


def add_app(hers):
    secret = re.search(r'id="authenticator_secret">(\w+)<', hers.get(ADD_APP).content.decode()).group(1)
    counter = next(iter(yield_hotp_counters_from_time()))
    return hers.post(ADD_APP, {"code": format_hotp_value(hotp_value(secret, counter))}, follow=True)


def test_an_app_is_set_up_and_its_recovery_codes_shown(hers):
    response = add_app(hers)

    assert response.redirect_chain == [("/en/account/security/codes/", 302)]
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert hers.get("/en/account/security/codes/file/").headers["Content-Type"] == "text/plain"


@pytest.mark.django_db(transaction=True)
def test_she_is_told_by_letter_in_her_language(hers):
    User.objects.update(language="fr")

    add_app(hers)

    letter = Letter.objects.order_by("-pk").first()
    assert (letter.to, letter.language) == ("amina@example.org", "fr")


def test_an_app_is_removed(hers):
    add_app(hers)

    response = hers.post("/en/account/security/app/remove/")

    assert response["Location"] == SECURITY
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("address", ["", "app/add/", "passkeys/", "passkeys/add/", "codes/new/"])
def test_each_page_is_shown(hers, address, language):
    assert hers.get(f"/{language}/account/security/{address}").status_code == 200


@pytest.mark.parametrize("address", ["app/remove/", "codes/", "codes/new/"])
def test_each_page_after_that_is_shown(hers, address):
    add_app(hers)

    assert hers.get(f"{SECURITY}{address}").status_code == 200


def passkey(user):
    """A key as allauth keeps it, as far as the pages read it."""
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Telephone", "credential": {}})


def test_keys_are_listed_by_name(hers):
    passkey(User.objects.get())

    page = hers.get(f"{SECURITY}passkeys/").content.decode()

    assert "Telephone" in page
    assert "Added on 2 March 2026." in page
    assert "Not used yet." in page


@pytest.mark.parametrize("step", ["edit", "remove"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_key_of_somebody_else_is_not_there(hers, step, method):
    key = passkey(person())

    response = getattr(hers, method)(f"{SECURITY}passkeys/{key.pk}/{step}/", {"name": "Mine"})

    assert response.status_code == 404
    assert Authenticator.objects.get().data["name"] == "Telephone"


def test_her_own_key_is_renamed_and_removed(hers):
    key = passkey(User.objects.get())

    assert hers.get(f"{SECURITY}passkeys/{key.pk}/remove/").status_code == 200
    hers.post(f"{SECURITY}passkeys/{key.pk}/edit/", {"name": "Laptop"})
    assert Authenticator.objects.get().data["name"] == "Laptop"
    hers.post(f"{SECURITY}passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()


# --- the desk --------------------------------------------------------------------------------------------------------
ADMIN_PAGES = ["/admin/", "/admin/accounts/user/", "/admin/accounts/rolegrant/add/", "/admin/nowhere/"]


@pytest.mark.parametrize("address", ADMIN_PAGES)
@pytest.mark.parametrize(("role", "region"), [(Role.HEADQUARTERS, ""), (Role.REGIONAL, "ARB"), (Role.REVIEWER, "")])
def test_the_desk_asks_for_a_second_factor(as_user, settings, role, region, address):
    settings.STAFF_SECOND_FACTOR = True

    response = as_user(staff(role, region=region)).get(address)

    assert (response.status_code, response["Location"]) == (302, "/en/account/second-factor/")


def test_the_desk_is_open_to_who_has_one(as_user, settings):
    settings.STAFF_SECOND_FACTOR = True
    boss = staff()
    TOTP.activate(boss, SECRET)

    assert as_user(boss).get("/admin/").status_code == 200


def test_recovery_codes_alone_are_none(as_user, settings):
    settings.STAFF_SECOND_FACTOR = True
    boss = staff()
    Authenticator.objects.create(user=boss, type="recovery_codes", data={})

    assert as_user(boss).get("/admin/")["Location"] == "/en/account/second-factor/"


def test_other_pages_ask_staff_for_nothing(as_user, settings):
    settings.STAFF_SECOND_FACTOR = True

    assert as_user(staff()).get("/en/account/profile/").status_code == 200


def test_a_trial_asks_for_none(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False

    assert as_user(staff()).get("/admin/").status_code == 200


def test_who_has_no_role_is_not_told_of_the_desk(as_user, settings):
    settings.STAFF_SECOND_FACTOR = True
    focal_point = person()
    grant(focal_point, Role.FOCAL_POINT)

    for user in (person(), focal_point):
        assert as_user(user).get("/admin/")["Location"] != "/en/account/second-factor/"


def test_the_page_that_explains(as_user):
    page = as_user(staff()).get("/en/account/second-factor/").content.decode()

    assert f'href="{ADD_APP}"' in page
    assert 'href="/en/account/security/passkeys/add/"' in page


# --- the desk's powers on other pages --------------------------------------------------------------------------------
def of_staff_alone() -> list[str]:
    """Pages outside the desk that only its people may open: a preview, a nomination's letter, a room, a certificate."""
    call = edition()
    edition("2027", code="WIC27", published_at=None)
    room = circle(participant(call, kind="mentor"), [mentee := participant(call)])
    paper = signed_letter(invitation(call))
    return [
        reverse("home:edition", args=["2027"]),
        reverse("registration:signed-letter", args=[paper.public_id]),
        reverse("circles:circle", args=[room.public_id]),
        reverse("certificates:download", args=[certificate(mentee).code]),
    ]


def test_outside_the_desk_its_powers_ask_for_one_too(as_user, settings):
    settings.STAFF_SECOND_FACTOR = True
    boss, addresses = staff(), of_staff_alone()
    Circle.objects.update(coordinator=boss)
    browser = as_user(boss)

    assert {browser.get(address).get("Location") for address in addresses} == {"/en/account/second-factor/"}
    TOTP.activate(boss, SECRET)
    assert [browser.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_without_one_she_is_who_she_is_without_her_role(as_user, settings):
    settings.STAFF_SECOND_FACTOR = True
    boss = staff()
    hers = application(edition(), boss)
    browser = as_user(boss)

    assert browser.get("/en/2026/apply/mentee/sent/").context["application"] == hers
    assert 'href="/admin/"' in browser.get("/en/me/").content.decode()
    assert browser.get("/en/account/second-factor/").status_code == 200
