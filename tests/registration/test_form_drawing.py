"""Questions that nobody has answered are drawn once for everybody: nothing of one person's may stand in another's."""

from collections.abc import Callable

import pytest
from django.test import Client

from programme.offered import forget
from tests.factories import draft, edition, person
from tests.registration.test_form_page import FORM, typed
from tests.registration.test_form_page import MENTEE_ANSWERS as ANSWERS
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Browser = Callable[[User], Client]


def form_of(browser: Client, address: str = FORM) -> str:
    """The questions, as they stand in the page."""
    page = browser.get(address).content.decode()
    return page[page.index('<fieldset id="section-') : page.rindex("</fieldset>")]


def test_what_one_has_answered_stands_in_her_form_alone(as_user: Browser) -> None:
    call = edition()
    empty = form_of(as_user(person()))

    answered = form_of(as_user(draft(call).user))

    assert "Ministry" not in empty
    assert ANSWERS["employer"] in answered
    assert form_of(as_user(person())) == empty


def test_an_error_is_drawn_for_her_alone(as_user: Browser) -> None:
    edition()
    empty = form_of(as_user(person()))

    page = as_user(person()).post(FORM, typed(ANSWERS | {"years": "many"}, send="1")).content.decode()

    assert "is-invalid" in page
    assert form_of(as_user(person())) == empty


def test_each_language_has_its_own_drawing(as_user: Browser) -> None:
    edition()
    browser = as_user(person())

    english, french = form_of(browser), form_of(browser, FORM.replace("/en/", "/fr/"))

    assert ("Full years of work" in english, "Full years of work" in french) == (True, False)
    assert form_of(browser) == english


def test_what_staff_change_is_drawn_at_once(as_user: Browser) -> None:
    call = edition()
    browser = as_user(person())
    before = form_of(browser)

    call.topics.update(label_en="Quantum-safe cryptography")
    forget(call)

    assert "Quantum-safe cryptography" not in before
    assert "Quantum-safe cryptography" in form_of(browser)


def test_clocks_of_where_one_lives_are_offered_to_her_alone(as_user: Browser) -> None:
    call = edition()

    in_america = form_of(as_user(draft(call, country="US", time_zone="America/New_York").user))

    assert "New York" in in_america
    assert "New York" not in form_of(as_user(person()))
