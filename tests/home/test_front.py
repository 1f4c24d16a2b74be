"""The first address, and whether the process answers."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import edition, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("browser", "address"),
    [("fr-ML, en;q=0.5", "/fr/2026/"), ("ar", "/ar/2026/"), ("sw", "/en/2026/"), ("", "/en/2026/")],
)
def test_to_the_current_edition_in_the_browsers_language(client: Client, browser: str, address: str) -> None:
    edition("2026")
    response = client.get("/", headers={"accept-language": browser})
    assert (response.status_code, response["Location"]) == (302, address)


def test_her_own_language_comes_before_the_browsers(client: Client) -> None:
    edition("2026")
    client.force_login(person(language="ar"))
    assert client.get("/", headers={"accept-language": "fr"})["Location"] == "/ar/2026/"


def test_a_language_in_the_address_stays(client: Client) -> None:
    edition("2026")
    assert client.get("/fr/", headers={"accept-language": "ar"})["Location"] == "/fr/2026/"


def test_a_quiet_page_while_there_is_no_edition(client: Client) -> None:
    edition("2027", published_at=None)
    assert client.get("/", headers={"accept-language": "fr"})["Location"] == "/fr/"
    response = client.get("/en/")
    assert response.status_code == 200
    assert "The next edition is being prepared" in response.content.decode()


def test_two_questions_to_the_database(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition("2026")
    edition("2027", code="WIC27")
    with django_assert_num_queries(2):
        client.get("/")


def test_the_process_answers_without_a_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert (response.status_code, response.content) == (200, b"ok")
