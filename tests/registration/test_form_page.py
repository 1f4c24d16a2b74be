"""The form: it keeps what is typed, asks only when she asks, and never writes on a GET."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registration.models import Application
from registration.rules.answers import answers_of
from tests.factories import MENTEE_ANSWERS, MENTOR_ANSWERS, NOW, application, draft, edition, person
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FORM = "/en/2026/apply/mentee/"
CHECK = f"{FORM}check/"
Browser = Callable[[User], Client]


def typed(answers: dict[str, Any], *, revision: int = 0, **more: Any) -> dict[str, Any]:
    """What a browser posts for these answers."""
    yes_no = {True: "yes", False: "no"}
    fields = {
        name: yes_no[value] if isinstance(value, bool) else value
        for name, value in answers.items()
        if name not in {"languages", "availability", "consent"} and value is not None
    }
    for rank, (code, level) in enumerate(answers["languages"], start=1):
        fields |= {f"languages-{code}": level, f"languages-{code}-rank": rank}
    ticks = {"availability": ["0-morning"] if answers["availability"] else []}
    consent = {"consent": "on"} if answers["consent"] else {}
    return {**fields, **ticks, **consent, "revision": revision, **more}


def only() -> Application:
    return Application.objects.with_answers().get()


def errors(page: Any) -> dict[str, list[str]]:
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def test_a_visitor_signs_in_and_comes_back(client: Client) -> None:
    edition()

    answer = client.get(FORM)

    assert (answer.status_code, answer["Location"]) == (302, f"/en/account/sign-in/?next={FORM}")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("kind", ["mentee", "mentor"])
def test_looking_writes_nothing(as_user: Browser, language: str, kind: str) -> None:
    edition()

    page = as_user(person()).get(f"/{language}/2026/apply/{kind}/")

    assert (page.status_code, Application.objects.count()) == (200, 0)


def test_the_profile_is_not_asked_again(as_user: Browser) -> None:
    edition()

    page = as_user(person(name="Amina", country="KE", time_zone="Africa/Nairobi")).get(FORM)

    assert page.context["form"].initial == {"full_name": "Amina", "country": "KE", "time_zone": "Africa/Nairobi"}


@pytest.mark.parametrize(("kind", "answers"), [("mentee", MENTEE_ANSWERS), ("mentor", MENTOR_ANSWERS)])
def test_the_first_save_begins_and_keeps_everything(as_user: Browser, kind: str, answers: dict[str, Any]) -> None:
    edition()
    her = person()

    answer = as_user(her).post(f"/en/2026/apply/{kind}/", typed(answers, save="1"))

    assert (answer.status_code, answer["Location"]) == (302, f"/en/2026/apply/{kind}/")
    assert (only().user, only().kind, only().state) == (her, kind, "draft")
    assert answers_of(only(), ()) == answers


def test_what_was_saved_stands_in_the_form(as_user: Browser) -> None:
    her = draft(edition()).user

    form = as_user(her).get(FORM).context["form"]

    assert {
        name: form[name].value() for name in ("full_name", "years", "has_computer", "availability", "languages")
    } == {
        "full_name": "Amina Wanjiku",
        "years": 3,
        "has_computer": "yes",
        "availability": ["0-morning"],
        "languages": [("en", "3", "1"), ("ar", "2", "2")],
    }


def test_a_save_asks_for_nothing(as_user: Browser) -> None:
    edition()

    answer = as_user(person()).post(FORM, {"revision": "0", "full_name": "Amina", "save": "1"})

    assert (answer.status_code, only().full_name, only().revision) == (302, "Amina", 1)


def test_checking_says_what_is_missing_and_keeps_the_rest(as_user: Browser) -> None:
    edition()
    answers = MENTEE_ANSWERS | {"full_name": "", "motivation": "word " * 301, "consent": False}

    page = as_user(person()).post(FORM, typed(answers, check="1"))

    assert errors(page) == {
        "full_name": ["Please answer this question."],
        "motivation": ["Your text has 301 words; at most 300 fit."],
        "consent": ["We can only take your application with your consent."],
    }
    assert (only().mentee.motivation, page.context["revision"]) == (("word " * 301).strip(), 1)


def test_errors_are_not_hidden_by_the_section_that_was_saved_last(as_user: Browser) -> None:
    """The address of a page after a save names a section; a form without an address of its own would lead there."""
    edition()
    assert f'<form method="post" action="{FORM}"' in as_user(person()).get(FORM).content.decode()


def test_a_question_and_its_error_are_two_lines(as_user: Browser) -> None:
    edition()
    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"has_computer": None}, check="1")).content.decode()
    assert "Do you have the use of a computer?</a><br>Please answer this question." in page


def test_her_clock_is_not_asked_for_before_her_country(as_user: Browser) -> None:
    """It follows from there where she chooses no other."""
    edition()
    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"country": "", "time_zone": ""}, check="1"))
    assert errors(page) == {"country": ["Please answer this question."]}


def test_a_name_has_one_space_between_its_words(as_user: Browser) -> None:
    edition()
    as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"full_name": " Amina \u00a0 El  Fassi "}, save="1"))
    assert only().full_name == "Amina El Fassi"


def test_the_consent_is_explained_beside_its_error_too(as_user: Browser) -> None:
    edition().passages.create(
        slot="consent", title_en="Your answers", body_en="Your office reads them.\n\nNobody < else."
    )
    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"consent": False}, check="1"))
    assert page.content.decode().count("<p>Your office reads them.</p>\n\n<p>Nobody &lt; else.</p>") == 1


def test_checking_what_is_complete_leads_on(as_user: Browser) -> None:
    edition()

    answer = as_user(person()).post(FORM, typed(MENTEE_ANSWERS, check="1"))

    assert (answer.status_code, answer["Location"]) == (302, CHECK)


def test_what_cannot_be_kept_stays_in_the_form_and_the_rest_is_saved(as_user: Browser) -> None:
    edition()

    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"years": "about three"}, save="1"))

    assert errors(page) == {"years": ["Enter a whole number."]}
    assert page.context["form"]["years"].value() == "about three"
    assert answers_of(only(), ()) == MENTEE_ANSWERS | {"years": None}


@pytest.mark.parametrize("years", ["3", "٣", "۳", " 3 "])
def test_digits_of_other_scripts_are_understood(as_user: Browser, years: str) -> None:
    edition()

    as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"years": years}, save="1"))

    assert only().mentee.years == 3


@pytest.mark.parametrize(
    "name", ["نورة بنت عبد الرحمن", "ሰላም", "Ọlá Ṣadé", "N’Guessan", "Zoë-Ève", "李", "👩🏾‍💻 Amina"]
)
def test_names_of_every_script_are_kept(as_user: Browser, name: str) -> None:
    edition()

    as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"full_name": name}, save="1"))

    assert only().full_name == name


@pytest.mark.parametrize("name", ["Ami\x00na", "Amina\u202egnp.exe", "\u202dAmina", "A\x1bmina"])
def test_invisible_marks_are_refused_clearly(as_user: Browser, name: str) -> None:
    edition()

    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"full_name": name}, save="1"))

    assert errors(page) == {
        "full_name": [
            "This has an invisible character in it that cannot be kept. Please type it instead of pasting it."
        ]
    }
    assert only().full_name == ""


def test_accents_and_line_breaks_get_one_spelling(as_user: Browser) -> None:
    edition()

    as_user(person()).post(
        FORM, typed(MENTEE_ANSWERS | {"full_name": "Zoe\u0308", "motivation": "one\r\ntwo"}, save="1")
    )

    assert (only().full_name, only().mentee.motivation) == ("Zoë", "one\ntwo")


@pytest.mark.parametrize("size", [10_000, 30_000])
def test_a_very_long_motivation_is_kept_or_refused(as_user: Browser, size: int) -> None:
    edition()
    text = " ".join(["word"] * size)

    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS | {"motivation": text}, check="1"))

    assert list(errors(page)) == ["motivation"]
    assert only().mentee.motivation == (text if len(text) <= 100_000 else "")


def test_markup_and_formulas_are_shown_as_typed(as_user: Browser) -> None:
    edition()
    browser = as_user(person())
    browser.post(FORM, typed(MENTEE_ANSWERS | {"employer": "=cmd()<img src=x onerror=alert(1)>{{7*7}}"}, save="1"))

    page = browser.get(FORM).content.decode()

    assert "=cmd()&lt;img src=x onerror=alert(1)&gt;{{7*7}}" in page
    assert "<img src=x" not in page


def test_forged_fields_are_ignored(as_user: Browser) -> None:
    edition()
    stranger = person()
    forged = {
        "state": "submitted",
        "region": "EUR",
        "user": stranger.pk,
        "kind": "mentor",
        "reference": "X",
        "seniority": "other",
    }

    as_user(person()).post(FORM, typed(MENTEE_ANSWERS, save="1", **forged))

    assert (only().state, only().region, only().kind, only().user == stranger) == ("draft", "", "mentee", False)


@pytest.mark.parametrize(
    "forged",
    [
        {"country": "XX"},
        {"topics": ["astrology"]},
        {"goal": "astrology"},
        {"gender": "x"},
        {"english": "9"},
        {"availability": ["9-midnight"]},
        {"languages-en": "9"},
        {"years": "9" * 5000},
        {"has_computer": "perhaps"},
    ],
    ids=lambda forged: next(iter(forged)),
)
def test_choices_that_were_not_offered_are_refused(as_user: Browser, forged: dict[str, Any]) -> None:
    edition()

    page = as_user(person()).post(FORM, typed(MENTEE_ANSWERS, save="1") | forged)

    assert list(errors(page)) == [next(iter(forged)).partition("-")[0]]


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 5000, "٠"])
def test_a_forged_revision_counts_as_stale(as_user: Browser, revision: str) -> None:
    her = draft(edition()).user

    page = as_user(her).post(FORM, typed(MENTEE_ANSWERS | {"post": "Lead"}) | {"revision": revision})

    assert (page.status_code, only().post) == (200, "Analyst")


def test_two_tabs_see_each_other(as_user: Browser) -> None:
    her = draft(edition()).user
    browser = as_user(her)
    browser.post(FORM, typed(MENTEE_ANSWERS | {"post": "From the phone"}, revision=1, save="1"))

    page = browser.post(FORM, typed(MENTEE_ANSWERS | {"post": "From the laptop"}, revision=1, save="1"))

    assert str(page.context["refusal"]) == "You have saved this application from another page in the meantime."
    assert [(str(q), saved, mine) for q, saved, mine in page.context["conflicts"]] == [
        ("Post", "From the phone", "From the laptop")
    ]
    assert (page.context["form"]["post"].value(), page.context["revision"]) == ("From the laptop", 2)

    browser.post(FORM, typed(MENTEE_ANSWERS | {"post": "From the laptop"}, revision=2, save="1"))
    assert only().post == "From the laptop"


def test_a_double_click_saves_once(as_user: Browser) -> None:
    edition()
    browser = as_user(person())

    answers = [browser.post(FORM, typed(MENTEE_ANSWERS, save="1")).status_code for _click in range(2)]

    assert (answers, only().revision) == ([302, 302], 1)


@pytest.mark.parametrize(("seconds", "saved"), [(-1, "Lead"), (0, "Lead"), (1, "Analyst")])
def test_the_deadline_to_the_second(as_user: Browser, clock: time_machine.Traveller, seconds: int, saved: str) -> None:
    closes_at = NOW + timedelta(days=1)
    browser = as_user(draft(edition(closes_at=closes_at)).user)
    clock.move_to(closes_at + timedelta(seconds=seconds))

    page = browser.post(FORM, typed(MENTEE_ANSWERS | {"post": "Lead"}, revision=1, save="1"))

    assert only().post == saved
    if seconds > 0:  # what she typed is still before her
        assert str(page.context["refusal"]) == "Registration is not open, so nothing can be changed or sent."
        assert page.context["form"]["post"].value() == "Lead"


def test_a_first_save_after_the_deadline_keeps_the_text_on_the_page(
    as_user: Browser, clock: time_machine.Traveller
) -> None:
    browser = as_user(person())
    edition()
    clock.move_to(NOW + timedelta(days=11))

    page = browser.post(FORM, typed(MENTEE_ANSWERS, save="1"))

    assert (page.context["form"]["post"].value(), Application.objects.count()) == ("Analyst", 0)


def test_a_closed_form_leads_to_the_page_of_the_call(as_user: Browser, clock: time_machine.Traveller) -> None:
    browser = as_user(draft(edition()).user)
    clock.move_to(NOW + timedelta(days=11))

    assert browser.get(FORM)["Location"] == "/en/2026/apply/"


@pytest.mark.parametrize("address", ["/en/2025/apply/mentee/", "/en/2026/apply/director/", "/en/2026/apply/mentee/x/"])
def test_what_is_not_there(as_user: Browser, address: str) -> None:
    edition()

    assert as_user(person()).get(address).status_code == 404


@pytest.mark.parametrize("others", [0, 299])
def test_it_costs_the_same_however_many_apply(
    as_user: Browser, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = edition()
    her = application(call).user
    fill(call, others)
    browser = as_user(her)

    with django_assert_num_queries(6):
        browser.get(FORM)
    with django_assert_num_queries(8):
        browser.post(FORM, typed(MENTEE_ANSWERS | {"post": "Lead", "years": 4}, revision=1, save="1"))


def fill(call: Any, others: int) -> None:
    Application.objects.bulk_create(
        Application(edition=call, user=person(), kind="mentee", reference=f"WIC26-{n}", created_at=NOW, changed_at=NOW)
        for n in range(others)
    )
