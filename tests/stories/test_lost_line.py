"""The line fails and the browser closes, two pages are open, the device is somebody else's: what she typed is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from registration.models import Application
from tests.factories import draft, edition, person
from tests.stories.reader import Reader
from wic.accounts.models import User

pytestmark = pytest.mark.usefixtures("transactional_db")
FORM = "/en/2026/apply/mentee/"
SOON = 5  # seconds of typing that may be lost


@pytest.fixture
def her() -> User:
    now = timezone.now()
    call = edition(
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
        results_at=now + timedelta(days=9),
        published_at=now - timedelta(days=2),
    )
    return draft(call, person(), now=now, post="Analyst", motivation="").user


@pytest.fixture
def device(reader: Callable[..., Reader], as_user: Callable[[User], Client], her: User) -> Callable[[str], Reader]:
    """A device on which she is signed in and has the form before her."""

    def opened(name: str) -> Reader:
        one = reader(name)
        session = as_user(her).cookies["sessionid"].value
        one.context.add_cookies([{"name": "sessionid", "value": session, "url": one.site}])
        one.open(FORM)
        return one

    return opened


def motivation() -> str:
    text: str = Application.objects.with_answers().get().mentee.motivation
    return text


def wait_for(reader: Reader, said: str) -> None:
    reader.page.locator("#kept", has_text=said).wait_for(timeout=1000 * SOON)


def no_line(reader: Reader) -> None:
    reader.context.set_offline(True)


def forgive_the_line(reader: Reader) -> None:
    """The browser itself says on its console that there was no connection."""
    reader.faults = [fault for fault in reader.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def type_slowly(page: Page, field: str, text: str) -> None:
    page.locator(f"[name={field}]").press_sequentially(text, delay=20)


def test_what_is_typed_is_on_the_server_within_five_seconds(device: Callable[[str], Reader]) -> None:
    phone = device("phone")

    type_slowly(phone.page, "motivation", "I want to lead.")
    wait_for(phone, "Saved.")

    assert motivation() == "I want to lead."
    assert phone.page.locator(".seats span").inner_text() == "9 of 9 sections complete"


def test_the_line_is_cut_and_the_browser_closed(device: Callable[[str], Reader]) -> None:
    phone = device("phone")
    type_slowly(phone.page, "motivation", "Up to the cut.")
    wait_for(phone, "Saved.")
    no_line(phone)
    type_slowly(phone.page, "motivation", " After the cut.")
    phone.tick(topics="cloud")
    wait_for(phone, "kept on this device")
    phone.page.close()

    laptop = device("laptop")
    assert laptop.page.locator("[name=motivation]").input_value() == "Up to the cut."

    phone.page = phone.context.new_page()
    phone.context.set_offline(False)
    phone.open(FORM)
    assert phone.page.locator("[name=motivation]").input_value() == "Up to the cut. After the cut."
    wait_for(phone, "Saved.")
    assert motivation() == "Up to the cut. After the cut."
    assert Application.objects.get().topics == ["forensics", "policy", "cloud"]
    forgive_the_line(phone)


def test_the_line_comes_back_by_itself(device: Callable[[str], Reader]) -> None:
    phone = device("phone")
    no_line(phone)
    type_slowly(phone.page, "motivation", "On the bus.")
    wait_for(phone, "kept on this device")
    assert motivation() == ""

    phone.context.set_offline(False)
    wait_for(phone, "Saved.")

    assert motivation() == "On the bus."
    forgive_the_line(phone)


def test_two_devices_never_overwrite_each_other(device: Callable[[str], Reader]) -> None:
    phone, laptop = device("phone"), device("laptop")
    type_slowly(phone.page, "motivation", "From the phone.")
    wait_for(phone, "Saved.")

    type_slowly(laptop.page, "motivation", "From the laptop.")
    wait_for(laptop, "from another page")
    laptop.faults = [fault for fault in laptop.faults if "409" not in fault]
    assert motivation() == "From the phone."

    laptop.press("button[name=save][value='1']")
    both = laptop.page.locator("main section.panel").inner_text()
    assert "From the phone." in both
    assert "From the laptop." in both
    laptop.press("button[name=save][value='1']")
    assert motivation() == "From the laptop."


def test_somebody_elses_device_keeps_nothing(device: Callable[[str], Reader]) -> None:
    phone = device("phone")
    phone.page.locator("#foreign").check()
    no_line(phone)
    type_slowly(phone.page, "motivation", "On a borrowed phone.")
    wait_for(phone, "keep this page open")

    assert phone.page.evaluate("Object.keys(localStorage)") == ["foreign"]
    forgive_the_line(phone)


@pytest.mark.parametrize("way", ["signs out", "sends it"])
def test_the_device_forgets(device: Callable[[str], Reader], way: str) -> None:
    phone = device("phone")
    phone.page.evaluate("localStorage.setItem('draft of hers', '1')")

    if way == "signs out":
        phone.open("/en/account/sign-out/")
    else:
        phone.fill(motivation="To learn.")
        phone.press("button[name=check]")
    assert phone.page.evaluate("localStorage.getItem('draft of hers')") == "1"
    phone.press()

    assert phone.page.evaluate("Object.keys(localStorage)") == []
