"""Questions that nobody has answered are drawn once for everybody: nothing of one person's may stand in another's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from programme.offered import forget
from registration.actions.inquiries import ask
from tests.factories import NOW, application, draft, edition, extra_question, person, staff
from tests.registration.test_form_page import FORM, typed
from tests.registration.test_form_page import MENTEE_ANSWERS as ANSWERS
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Browser = Callable[[User], Client]
LANGUAGES = ("en", "ar")


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


def test_words_of_the_consent_are_those_of_the_day(as_user: Browser) -> None:
    call = edition()
    words = call.passages.create(slot="consent", title_en="Consent", body_en="We keep it for a year.")
    before = form_of(as_user(person()))

    words.body_en = "We keep it for two years."
    words.save()

    after = form_of(as_user(person()))
    assert ("for a year" in before, "for two years" in before) == (True, False)
    assert ("for a year" in after, "for two years" in after) == (False, True)


def test_whatever_was_drawn_before_a_page_is_the_same(as_user: Browser) -> None:
    """Form and preview, mentee and mentor, an inquiry of some questions, with and without answers."""
    call = edition()
    laptop = extra_question(call, choices=("yes", "no"))
    extra_question(call, "team", kind="line", shown_if=list(laptop.choices.all())[:1])
    sent = application(call, **{"extra-laptop": "no"})
    asked = ["gender", "arabic_name", "extra-team", "access_needs"]
    ask(sent, questions=asked, note="", due_at=NOW + timedelta(days=3), by=None, now=NOW)
    readers = {
        "/apply/mentee/": [person(), draft(call, availability=[], **{"extra-laptop": "no"}).user, sent.user],
        "/apply/mentor/": [person()],
        "/apply/mentee/answer/": [sent.user],
        "/apply/mentee/preview/": [staff()],
    }
    pages = [
        (as_user(her), f"/{code}/2026{of}") for of, all_of in readers.items() for her in all_of for code in LANGUAGES
    ]

    alone = []
    for browser, address in pages:
        cache.clear()
        alone.append(form_of(browser, address))

    assert [form_of(browser, address) for browser, address in pages] == alone
    assert [form_of(browser, address) for browser, address in reversed(pages)] == alone[::-1]
