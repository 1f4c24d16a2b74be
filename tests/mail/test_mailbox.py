import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.factories import letter


def addresses() -> list[str]:
    written = letter(subject="Offer", text="Open http://localhost:8000/offer/ <now>\n")
    return [
        reverse("mail:mailbox"),
        reverse("mail:mailbox-letter", args=[written.public_id]),
        reverse("mail:mailbox-html", args=[written.public_id]),
    ]


def test_there_is_no_mailbox_in_production(db: None, client: Client) -> None:
    assert [client.get(address).status_code for address in addresses()] == [404, 404, 404]


@pytest.fixture
def in_development(db: None, settings: Settings) -> None:
    settings.DEV_MAILBOX = True


def test_the_mailbox_lists_letters_newest_first(in_development: None, client: Client) -> None:
    letter("first@example.org", subject="First")
    letter("second@example.org", subject="Second", secret=True)

    page = client.get(reverse("mail:mailbox"))

    assert [one.subject for one in page.context["page"]] == ["Second", "First"]
    assert page.content.decode().count("@example.org") == 2


def test_an_empty_mailbox_says_what_to_do(in_development: None, client: Client) -> None:
    assert "No letter yet" in client.get(reverse("mail:mailbox")).content.decode()


def test_a_letter_is_shown_with_its_text_and_its_page_in_a_frame(in_development: None, client: Client) -> None:
    _list, address, html_address = addresses()

    page = client.get(address)

    shown = page.content.decode()
    assert '<a href="http://localhost:8000/offer/" rel="nofollow">http://localhost:8000/offer/</a> &lt;now&gt;' in shown
    assert f'<iframe class="letter" src="{html_address}"' in shown
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_page_of_a_letter_can_do_nothing_but_be_looked_at(in_development: None, client: Client) -> None:
    *_rest, address = addresses()

    page = client.get(address)

    assert page.content.decode() == "<p>Open http://localhost:8000/offer/ <now>\n</p>"
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "sandbox allow-popups allow-top-navigation-by-user-activation"
    )
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_letters_are_only_looked_at(in_development: None, client: Client) -> None:
    assert [client.post(address).status_code for address in addresses()] == [405, 405, 405]
    assert client.get("/mailbox/00000000-0000-4000-8000-000000000000/").status_code == 404
