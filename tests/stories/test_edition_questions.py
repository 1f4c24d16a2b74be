"""A question that depends on an earlier answer: with a script it comes and goes, without one its condition is said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from programme.offered import extra_questions
from registration.models import Application
from registration.rules.answers import answers_of
from tests.factories import draft, edition, extra_question, person, staff
from tests.stories.reader import Reader
from wic.accounts.models import User

pytestmark = pytest.mark.usefixtures("transactional_db")
FORM = "/en/2026/apply/mentee/"
INSTEAD = "#div_id_extra-instead"
WHY = "#div_id_extra-why"


@pytest.fixture
def her() -> User:
    """Her edition asks whether she has a laptop; if not, what she works on; and if on a tablet, why."""
    cache.clear()
    now = timezone.now()
    day = timedelta(days=1)
    call = edition(opens_at=now - day, closes_at=now + 5 * day, results_at=now + 9 * day, published_at=now - 2 * day)
    first = extra_question(call, "laptop", is_required=True)
    no = [first.choices.get(code="no")]
    second = extra_question(call, "instead", position=1, choices=["tablet", "phone"], shown_if=no)
    tablet = [second.choices.get(code="tablet")]
    extra_question(call, "why", kind="line", position=2, is_required=True, shown_if=tablet)
    return draft(call, person(), now=now).user


@pytest.fixture
def device(reader: Callable[..., Reader], as_user: Callable[[User], Client]) -> Callable[..., Reader]:
    def opened(user: User, address: str = FORM, **how: Any) -> Reader:
        one = reader(how.pop("name", "her"), **how)
        session = as_user(user).cookies["sessionid"].value
        one.context.add_cookies([{"name": "sessionid", "value": session, "url": one.site}])
        one.open(address)
        return one

    return opened


def hers() -> dict[str, Any]:
    row = Application.objects.with_answers().get()
    answers = answers_of(row, extra_questions(row.edition))
    return {key.removeprefix("extra-"): value for key, value in answers.items() if key.startswith("extra-")}


def shown(one: Reader) -> list[bool]:
    return [one.page.locator(part).is_visible() for part in (INSTEAD, WHY)]


def saved(one: Reader) -> None:
    one.page.locator("#kept", has_text="Saved.").wait_for(timeout=6000)


@pytest.mark.parametrize("width", [360, 1280])
def test_with_a_script_it_comes_and_goes(her: User, device: Callable[..., Reader], width: int) -> None:
    phone = device(her, width=width)
    assert shown(phone) == [False, False]

    phone.tick(**{"extra-laptop": "no"})
    assert shown(phone) == [True, False]
    phone.choose(**{"extra-instead": "tablet"})
    assert shown(phone) == [True, True]
    phone.fill(**{"extra-why": "It is what I have."})
    phone.check_page()
    saved(phone)
    assert hers() == {"laptop": "no", "instead": "tablet", "why": "It is what I have."}

    phone.tick(**{"extra-laptop": "yes"})
    assert shown(phone) == [False, False]
    phone.press("button[name=check]")
    assert ("It is what I have." in phone.text, "Send my application" in phone.text) == (False, True)
    phone.press()
    assert "extra-why" not in Application.objects.get().submissions.get().answers
    assert hers()["why"] == "It is what I have."


def test_without_a_script_the_condition_is_said(her: User, device: Callable[..., Reader]) -> None:
    old = device(her, width=360, has_scripts=False)
    assert shown(old) == [True, True]
    assert "Only if you answered “No” to “Laptop?”." in old.text

    old.tick(**{"extra-laptop": "no"})
    old.choose(**{"extra-instead": "tablet"})
    old.press("button[name=check]")
    assert "One answer needs your attention" in old.text
    old.fill(**{"extra-why": "It is what I have."})
    old.press("button[name=check]")
    old.press()
    sent = Application.objects.get().submissions.get().answers
    assert [sent[f"extra-{code}"] for code in ("laptop", "instead", "why")] == ["no", "tablet", "It is what I have."]


def test_the_line_is_cut_and_the_browser_closed(her: User, device: Callable[..., Reader]) -> None:
    phone = device(her)
    phone.context.set_offline(True)
    phone.tick(**{"extra-laptop": "no"})
    phone.choose(**{"extra-instead": "tablet"})
    phone.fill(**{"extra-why": "On the bus."})
    phone.page.locator("#kept", has_text="kept on this device").wait_for(timeout=6000)
    assert hers() == {"laptop": "", "instead": "", "why": ""}
    phone.page.close()

    phone.page = phone.context.new_page()
    phone.context.set_offline(False)
    phone.open(FORM)
    assert (shown(phone), phone.page.locator("[name=extra-why]").input_value()) == ([True, True], "On the bus.")
    saved(phone)
    assert hers() == {"laptop": "no", "instead": "tablet", "why": "On the bus."}
    phone.faults = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_two_devices_never_overwrite_each_other(her: User, device: Callable[..., Reader]) -> None:
    phone, laptop = device(her, name="phone"), device(her, name="laptop")
    phone.tick(**{"extra-laptop": "yes"})
    saved(phone)

    laptop.tick(**{"extra-laptop": "no"})
    laptop.page.locator("#kept", has_text="from another page").wait_for(timeout=6000)
    laptop.faults = [fault for fault in laptop.faults if "409" not in fault]

    assert hers()["laptop"] == "yes"
    laptop.press("button[name=save][value='1']")
    both = laptop.page.locator("main section.panel").inner_text()
    assert ("Saved: Yes" in both, "Typed here: No" in both) == (True, True)


def test_who_prepares_it_tries_it_out(her: User, device: Callable[..., Reader]) -> None:
    desk = device(staff(), f"{FORM}preview/", name="desk")
    desk.tick(**{"extra-laptop": "no"})
    assert (shown(desk), hers()["laptop"]) == ([True, False], "")
