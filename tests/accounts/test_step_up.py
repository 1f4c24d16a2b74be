"""Before something that cannot be taken back she proves once more who she is, within a quarter of an hour."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponse
from django.test import Client
from django.urls import path

import wic.urls
from tests.accounts.test_sign_in import ask, enter, newest_code
from tests.accounts.test_sign_in_with_second_factor import SECRET, app_code
from tests.factories import person
from wic.accounts.models import SignInCode, User
from wic.accounts.views import step_up_required
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), pytest.mark.urls(__name__)]

released = []


@step_up_required
def release(request):
    if request.method == "POST":
        released.append(request.POST["batch"])
    return HttpResponse("the page")


urlpatterns = [path("en/release/", release, name="release"), *wic.urls.urlpatterns]

RELEASE, STEP_UP, CODE = "/en/release/", "/en/account/step-up/", "/en/account/step-up/code/"


@pytest.fixture(autouse=True)
def nothing_released():
    released.clear()


def opens(hers):
    return hers.get(RELEASE).content == b"the page"


@pytest.fixture
def hers(clock):
    """Amina signed in with a code a quarter of an hour and a second ago."""
    hers = Client()
    ask(hers)
    enter(hers)
    clock.shift(timedelta(minutes=15, seconds=1))
    return hers


def test_who_has_just_signed_in_is_not_asked_again(client, clock):
    ask(client)
    enter(client)
    assert opens(client)

    clock.shift(timedelta(minutes=15))
    assert opens(client)
    clock.shift(1)
    assert not opens(client)


def test_nor_is_the_browser_of_other_tests(as_user):
    assert opens(as_user(person()))


def test_she_is_led_to_a_code_and_back(hers):
    led = hers.get(f"{RELEASE}?batch=7")
    assert led["Location"] == f"{STEP_UP}?next=%2Fen%2Frelease%2F%3Fbatch%3D7"
    assert hers.get(led["Location"]).status_code == 200
    assert Letter.objects.count() == 1, "looking at the page sends nothing"

    assert hers.post(led["Location"])["Location"] == CODE
    page = hers.get(CODE).content.decode()
    assert "We have sent a code to <bdi>amina@example.org</bdi>." in page
    assert "wrong address" not in page
    before = hers.session.session_key
    back = hers.post(CODE, {"code": newest_code()})

    assert back["Location"] == f"{RELEASE}?batch=7"
    assert opens(hers)
    assert hers.session.session_key != before
    assert AuditRow.objects.order_by("pk").last().action == "accounts.user.stepped_up"


def test_what_was_posted_is_not_done_afterwards(hers):
    led = hers.post(RELEASE, {"batch": "7"}, headers={"Referer": "http://testserver/en/batches/?page=2"})
    assert led["Location"] == f"{STEP_UP}?next=%2Fen%2Fbatches%2F%3Fpage%3D2"
    hers.post(led["Location"])
    hers.post(CODE, {"code": newest_code()})

    assert released == []
    hers.post(RELEASE, {"batch": "7"})
    assert released == ["7"]


@pytest.mark.parametrize("referer", ["http://evil.example/en/", "http://testserver//evil.example/", "", "javascript:x"])
def test_the_way_back_stays_here(hers, referer):
    led = hers.post(RELEASE, {"batch": "7"}, headers={"Referer": referer})

    assert led["Location"] == f"{STEP_UP}?next=%2Fen%2Frelease%2F"


def test_a_wrong_code_opens_nothing(hers):
    hers.post(STEP_UP)

    response = hers.post(CODE, {"code": f"{(int(newest_code()) + 1) % 1_000_000:06d}"})

    assert response.status_code == 200
    assert not opens(hers)


def test_without_a_way_back_she_lands_on_her_profile(hers):
    hers.post(f"{STEP_UP}?next=//evil.example")

    assert hers.post(CODE, {"code": newest_code()})["Location"] == "/en/account/profile/"


def test_the_code_to_confirm_can_be_asked_for_again(hers, clock):
    hers.post(f"{STEP_UP}?next={RELEASE}")
    hers.post(f"{CODE}again/")
    assert Letter.objects.count() == 2, "too soon"

    clock.shift(30)
    hers.post(f"{CODE}again/")
    assert Letter.objects.count() == 3
    assert hers.post(CODE, {"code": newest_code()})["Location"] == RELEASE


def test_asking_too_soon_is_told(hers):
    hers.post(STEP_UP)

    response = hers.post(STEP_UP)

    assert "wait half a minute" in str(list(response.context["messages"])[-1])


@pytest.mark.parametrize("url", [CODE, f"{CODE}again/"])
def test_without_a_code_on_its_way_she_begins_at_the_beginning(hers, url):
    assert hers.post(url)["Location"] == STEP_UP


def test_a_code_to_sign_in_does_not_confirm(hers):
    other = Client()
    ask(other)
    session = hers.session
    session[SignInCode.Purpose.STEP_UP] = {"code": SignInCode.objects.latest("pk").public_id, "next": None}
    session.save()

    assert hers.post(CODE, {"code": newest_code()})["Location"] == STEP_UP
    assert not opens(hers)


def test_strangers_have_no_step_up(client):
    for url in (STEP_UP, CODE, RELEASE):
        assert re.match(r"/en/account/sign-in/\?next=", client.get(url)["Location"])


def test_who_has_an_app_is_asked_for_that_and_sent_no_letter(clock):
    amina, hers = person("amina@example.org"), Client()
    TOTP.activate(amina, SECRET)
    ask(hers)
    enter(hers)
    hers.post("/en/account/sign-in/second-factor/", {"code": app_code()})
    assert opens(hers)
    clock.shift(timedelta(minutes=16))

    led = hers.post(f"{STEP_UP}?next={RELEASE}")
    assert led["Location"] == "/en/account/step-up/second-factor/?next=%2Fen%2Frelease%2F"
    assert Letter.objects.count() == 1
    page = hers.get(led["Location"])
    assert page.status_code == 200
    back = hers.post(led["Location"], {"code": app_code()})

    assert back["Location"] == RELEASE
    assert opens(hers)


def test_who_has_a_passkey_is_asked_for_that_first(hers):
    amina = User.objects.get()
    RecoveryCodes.activate(amina)
    Authenticator.objects.create(user=amina, type="webauthn", data={"name": "Telephone", "credential": {}})

    assert hers.get(STEP_UP)["Location"].startswith("/en/account/step-up/passkey/?next=")


SENSITIVE = [
    "security/app/add/",
    "security/app/remove/",
    "security/codes/",
    "security/codes/file/",
    "security/codes/new/",
    "security/passkeys/add/",
    "security/passkeys/1/edit/",
    "security/passkeys/1/remove/",
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", SENSITIVE)
def test_second_factors_change_behind_it_only(hers, address, method):
    response = getattr(hers, method)(f"/en/account/{address}")

    assert response["Location"].startswith(f"{STEP_UP}?next=")
