"""“Tell me when it opens in my region”: the page that asks for an address."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.models import Interest
from tests.factories import edition
from wic.mail.models import Letter
from wic.places import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/en/tell-me/"


def test_it_asks_for_a_region_and_an_address_and_writes_nothing(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    assert 'name="region"' in html
    assert 'name="email"' in html
    assert Interest.objects.count() == 0


def test_a_link_may_name_the_region(client: Client) -> None:
    assert '<option value="AMS" selected>' in client.get(PAGE, {"region": "AMS"}).content.decode()


def test_an_address_is_kept_and_asked_to_confirm_in_the_language_of_the_page(client: Client) -> None:
    response = client.post("/fr/tell-me/", {"region": "AMS", "email": "Ana@Example.org"})
    assert (response.status_code, response["Location"]) == (302, "/fr/tell-me/?sent")
    asked = Interest.objects.get()
    assert (asked.email, asked.region, asked.language, asked.state) == ("ana@example.org", "AMS", "fr", "asked")
    letter = Letter.objects.get()
    assert (letter.to, letter.language) == ("ana@example.org", "fr")


def test_the_answer_is_the_same_for_an_address_that_waits_already(client: Client) -> None:
    said = [client.post(PAGE, {"region": "AMS", "email": "ana@example.org"})["Location"] for _time in range(5)]
    assert set(said) == {"/en/tell-me/?sent"}
    assert Interest.objects.count() == 1


def test_what_is_missing_is_said_at_the_field(client: Client) -> None:
    html = client.post(PAGE, {"region": "", "email": "ana"}).content.decode()
    assert "2 answers need your attention" in html
    assert Interest.objects.count() == 0


def test_where_registration_is_open_there_is_nothing_to_wait_for(client: Client) -> None:
    edition("2026")
    response = client.post(PAGE, {"region": "AFR", "email": "ana@example.org"}, follow=True)
    assert "Registration is open for your region: there is no need to wait." in response.content.decode()
    assert (response.redirect_chain[-1][0], Interest.objects.count()) == ("/en/2026/", 0)


def test_after_sending_it_says_what_comes_next(client: Client) -> None:
    assert "Please look into your mailbox" in client.get(PAGE + "?sent").content.decode()


def test_one_network_fills_no_mailboxes(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"register": "2/h/ip"}
    asked = [client.post(PAGE, {"region": "AMS", "email": f"ana{n}@example.org"}).status_code for n in range(3)]
    assert asked == [302, 302, 429]


def test_nor_does_one_address_by_naming_every_region(client: Client) -> None:
    for region in Region.values:
        client.post(PAGE, {"region": region, "email": "ana@example.org"})
    assert Letter.objects.count() == 3
