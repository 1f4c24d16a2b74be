"""One box for who is known and who is not: an address, a code, and she is in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_rules import ATTACKS
from tests.factories import NOW, person
from wic.accounts.models import SignInCode, User
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SIGN_IN, CODE, AGAIN = "/en/account/sign-in/", "/en/account/sign-in/code/", "/en/account/sign-in/code/again/"


def newest_code():
    return re.search(r"\b\d{6}\b", Letter.objects.order_by("-pk").first().text).group()


def ask(browser, email="amina@example.org", *, query="", language="en"):
    return browser.post(f"/{language}/account/sign-in/{query}", {"email": email})


def forms(page):
    """Without the keys that each reader has of her own."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page[page.index("<main") : page.index("</main>")])


def enter(browser, code="", *, time_zone="Africa/Nairobi"):
    """As a browser does it that runs scripts: it tells its clock."""
    return browser.post(CODE, {"code": code or newest_code(), "time_zone": time_zone})


def is_signed_in(browser):
    return browser.get("/en/account/profile/").status_code == 200


def errors(response):
    return [str(error) for errors in response.context_data["form"].errors.values() for error in errors]


def test_an_unknown_address_becomes_an_account(client):
    asked = ask(client, "Amina@Example.org")
    entered = enter(client, time_zone="Africa/Tunis")

    assert (asked.status_code, asked["Location"]) == (302, CODE)
    assert (entered.status_code, entered["Location"]) == (302, "/en/me/")
    user = User.objects.get()
    assert (user.email, user.language, user.time_zone) == ("amina@example.org", "en", "Africa/Tunis")
    assert is_signed_in(client)


def test_a_known_one_signs_in(client):
    amina = person("amina@example.org", language="ar", time_zone="Africa/Cairo")

    ask(client)
    enter(client, time_zone="Europe/Paris")

    assert list(User.objects.values_list("pk", "language", "time_zone")) == [(amina.pk, "ar", "Africa/Cairo")]
    assert is_signed_in(client)


def normalised(response):
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace("zineb", "amina")
    cookies = {name: morsel["path"] for name, morsel in response.cookies.items()}
    return response.status_code, response.headers, cookies, body


@pytest.mark.parametrize("is_active", [True, False])
def test_nothing_tells_whether_an_address_is_known(is_active):
    person("amina@example.org", is_active=is_active)
    known, unknown = Client(), Client()

    assert normalised(ask(known)) == normalised(ask(unknown, "zineb@example.org"))
    assert normalised(known.get(CODE)) == normalised(unknown.get(CODE))
    assert normalised(ask(known)) == normalised(ask(unknown, "zineb@example.org"))
    assert Letter.objects.values_list("subject").distinct().count() == 1


def test_known_and_unknown_addresses_cost_the_same_queries():
    person("amina@example.org")
    counts = []
    for email in ("amina@example.org", "zineb@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), email)
        counts.append([query["sql"].split()[0] for query in queries])

    assert counts[0] == counts[1]


def test_no_address_is_kept_in_the_session(client):
    ask(client)

    assert "amina" not in str(Session.objects.get().get_decoded())


@pytest.mark.parametrize(
    "email",
    ["", "amina", "amina@", "@example.org", "amına@example.org", "a@example.org, b@example.org", "a" * 250 + "@x.org"],
)
def test_what_is_no_address_is_told(client, email):
    response = ask(client, email)

    assert response.status_code == 200
    assert len(errors(response)) == 1
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "typed", [" Amina@Example.ORG ", "\u200eamina@example.org\u200f", "amina@example．org", "ＡＭＩＮＡ@example.org"]
)
def test_an_address_pasted_with_odd_marks_is_understood(client, typed):
    ask(client, typed)

    assert Letter.objects.get().to == "amina@example.org"


def test_what_one_typed_stands_in_nobody_elses_form(client):
    before = Client().get("/en/account/sign-in/").content.decode()

    assert 'value="amina@"' in ask(client, "amina@").content.decode()
    assert forms(Client().get("/en/account/sign-in/").content.decode()) == forms(before)
    assert forms(Client().get("/fr/account/sign-in/").content.decode()) != forms(before)


def test_asking_again_at_once_is_told(client):
    ask(client)

    assert errors(ask(client)) == [
        "We have just sent a code to this address. Please wait half a minute before you ask again."
    ]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_letter_to_somebody_new_is_in_the_language_of_the_page(client, language):
    ask(client, language=language)

    assert Letter.objects.get().language == language


def test_the_code_page_tells_what_she_needs(client):
    ask(client, query="?next=/en/2026/")

    page = client.get(CODE).content.decode()
    assert "We have sent a code to <bdi>amina@example.org</bdi>. It is valid for 15 minutes." in page
    assert f'action="{AGAIN}"' in page
    assert f'href="{SIGN_IN}?next=%2Fen%2F2026%2F"' in page
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page


@pytest.mark.parametrize("url", [CODE, AGAIN])
def test_without_a_code_on_its_way_she_begins_at_the_beginning(client, url):
    response = client.post(url)

    assert (response.status_code, response["Location"]) == (302, SIGN_IN)


def arabic(digits):
    return digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def persian(digits):
    return digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


@pytest.mark.parametrize(
    "typed", [arabic, persian, lambda code: f" {code[:3]} {code[3:]} ", lambda code: f"\u200f{code}"]
)
def test_digits_are_understood_as_people_type_them(client, typed):
    ask(client)
    enter(client, typed(newest_code()))

    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "１２３", "<script>", "\x00"])
def test_what_cannot_be_the_code_costs_no_try(client, typed):
    ask(client)
    response = enter(client, typed)

    assert len(errors(response)) == 1
    assert SignInCode.objects.get().attempts == 0


def test_a_wrong_code_is_told_and_the_right_one_still_works(client):
    ask(client)
    code = newest_code()

    response = enter(client, f"{(int(code) + 1) % 1_000_000:06d}")

    assert errors(response) == ["This is not the code that we sent. Please compare it with the newest letter."]
    enter(client, code)
    assert is_signed_in(client)


def test_a_code_is_for_the_browser_that_asked(client):
    other = Client()
    ask(client)
    ask(other, "zineb@example.org")
    ask_code = Letter.objects.get(to="amina@example.org")

    enter(other, re.search(r"\b\d{6}\b", ask_code.text).group())

    assert not is_signed_in(other)


def test_a_code_is_over_after_a_quarter_of_an_hour(client, clock):
    ask(client)
    code = newest_code()
    clock.shift(timedelta(minutes=15, seconds=1))

    assert errors(enter(client, code)) == ["This code can no longer be used. Please ask for a new one."]
    assert not is_signed_in(client)


def test_another_code_after_half_a_minute(client, clock):
    ask(client, query="?next=/en/account/profile/")
    clock.shift(timedelta(seconds=30))

    response = client.post(AGAIN, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "A new code is on its way. Only the newest one works."
    ]
    assert Letter.objects.count() == 2
    assert enter(client)["Location"] == "/en/account/profile/"


def test_another_code_too_soon_is_told(client):
    ask(client)

    response = client.post(AGAIN, follow=True)

    assert "wait half a minute" in str(next(iter(response.context["messages"])))
    assert Letter.objects.count() == 1


def test_another_code_is_asked_for_by_pressing(client):
    ask(client)

    assert client.get(AGAIN).status_code == 405
    assert Letter.objects.count() == 1


def test_she_goes_on_where_she_wanted_to(client):
    ask(client, query="?next=/fr/account/profile/%3Fa%3D1")

    assert enter(client)["Location"] == "/fr/account/profile/?a=1"


@pytest.mark.parametrize("attack", ATTACKS)
def test_she_never_goes_elsewhere(client, attack):
    client.post(SIGN_IN, {"email": "amina@example.org"}, query_params={"next": attack})

    assert enter(client)["Location"] == "/en/me/"


@pytest.mark.parametrize("attack", ATTACKS[::4])
def test_nor_by_what_is_added_to_the_second_page(client, attack):
    ask(client)

    response = client.post(
        CODE, {"code": newest_code(), "time_zone": "Africa/Tunis", "next": attack}, query_params={"next": attack}
    )

    assert response["Location"] == "/en/me/"


def test_who_is_signed_in_goes_on(client):
    client.force_login(person())

    assert client.get(SIGN_IN)["Location"] == "/en/me/"
    assert client.get(f"{SIGN_IN}?next=/en/account/profile/")["Location"] == "/en/account/profile/"
    assert client.get(f"{SIGN_IN}?next=//evil.example")["Location"] == "/en/me/"


def test_the_session_gets_a_new_key(client):
    ask(client)
    before = client.session.session_key

    enter(client)

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_closed_account_is_told_once_the_address_is_proven(client):
    person("amina@example.org", is_active=False)
    ask(client)

    assert errors(enter(client)) == ["This account is closed. Please write to us if you think that this is wrong."]
    assert not is_signed_in(client)


@pytest.mark.parametrize("url", [SIGN_IN, CODE, "/en/account/sign-out/"])
def test_a_form_from_elsewhere_is_refused(url):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(url, {"email": "amina@example.org"}).status_code == 403


def test_spoofed_forwarding_does_not_lend_another_network(client):
    ask(client)
    client.post(SIGN_IN, {"email": "zineb@example.org"}, headers={"X-Forwarded-For": "203.0.113.9"})

    assert set(SignInCode.objects.values_list("network_address", flat=True)) == {"127.0.0.1"}


def test_behind_one_proxy_its_word_counts(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.post(SIGN_IN, {"email": "zineb@example.org"}, headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.4"})

    assert SignInCode.objects.get().network_address == "198.51.100.4"


def test_a_code_survives_a_clock_that_moves_while_she_types(client):
    ask(client)
    code = newest_code()
    with time_machine.travel(NOW + timedelta(minutes=14, seconds=59), tick=False):
        enter(client, code)
        assert is_signed_in(client)
