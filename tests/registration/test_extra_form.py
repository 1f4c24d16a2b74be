"""The edition's own questions in the form: shown with their condition, saved, checked, taken over, never a fault."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.actions.extra import write_extra_question
from programme.models import Edition, ExtraQuestion
from programme.offered import extra_questions, forget
from registration.models import Application, ExtraAnswer
from registration.rules.answers import answers_of
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, extra_question, person, staff
from tests.registration.test_form_page import errors, only, typed
from tests.registration.test_hostile_input import NASTY
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FORM = "/en/2026/apply/mentee/"
MORE = f"{FORM}save/more/"
Browser = Callable[[User], Client]


@pytest.fixture
def call() -> Edition:
    """One that has to be answered, and a second for those who answered no."""
    row = edition()
    first = extra_question(row, "laptop", is_required=True)
    extra_question(row, "instead", kind="line", is_required=True, shown_if=[first.choices.get(code="no")])
    return row


def hers() -> dict[str, Any]:
    row = only()
    answers = answers_of(row, extra_questions(row.edition))
    return {key: value for key, value in answers.items() if key.startswith("extra-")}


def typed_with(**extra: Any) -> dict[str, Any]:
    more = {name: extra.pop(name) for name in ("revision", "send", "check", "save") if name in extra}
    return typed(MENTEE_ANSWERS, **more) | {f"extra-{code}": value for code, value in extra.items()}


def question_of(page: Any, code: str) -> str:
    """Its part of the page, without what follows it."""
    html: str = page.content.decode()
    start = html.index(f'<div id="div_id_extra-{code}"')
    ends = [
        found.start() for found in re.finditer('<div id="div_id_|<p class="buttons">', html) if found.start() > start
    ]
    return html[start : ends[0]]


# --- how it looks ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_question_says_in_words_and_to_the_script_when_it_is_asked(
    call: Edition, as_user: Browser, language: str
) -> None:
    page = as_user(person()).get(f"/{language}/2026/apply/mentee/")

    assert 'data-if="extra-laptop" data-is="no"' in question_of(page, "instead")
    assert "data-if" not in question_of(page, "laptop")
    if language == "en":
        assert "Only if you answered “No” to “Laptop?”." in question_of(page, "instead")


def test_a_condition_of_two_answers_and_a_limit_are_said(as_user: Browser) -> None:
    call = edition()
    first = extra_question(call, "place", choices=["home", "office", "train"])
    several = first.choices.filter(code__in=["home", "train"]).order_by("position")
    extra_question(call, "why", kind="text", word_limit=40, hint_en="In short.", shown_if=list(several))

    shown = question_of(as_user(person()).get(FORM), "why")

    assert "Only if you answered “Home” or “Train” to “Place?”. In short. At most 40 words." in shown
    assert 'data-is="home train"' in shown


def test_mentors_are_asked_what_is_put_to_them(call: Edition, as_user: Browser) -> None:
    extra_question(call, "both", kind="number", audience="both")
    browser = as_user(person())

    shown = {kind: browser.get(f"/en/2026/apply/{kind}/").content.decode() for kind in ("mentee", "mentor")}

    assert ["extra-laptop" in shown["mentor"], "extra-both" in shown["mentor"], "extra-both" in shown["mentee"]] == [
        False,
        True,
        True,
    ]


def test_an_edition_without_any_has_no_section_of_its_own(as_user: Browser) -> None:
    edition()

    page = as_user(person()).get(FORM)

    assert ("section-more" in page.content.decode(), len(page.context["steps"])) == (False, 9)


# --- saving ----------------------------------------------------------------------------------------------------------
def test_it_saves_with_the_rest_and_the_check_shows_it(call: Edition, as_user: Browser) -> None:
    browser = as_user(person())

    answer = browser.post(FORM, typed_with(laptop="no", instead="A tablet", check="1"))

    assert (answer.status_code, answer["Location"]) == (302, f"{FORM}check/")
    assert hers() == {"extra-laptop": "no", "extra-instead": "A tablet"}
    shown = browser.get(f"{FORM}check/").context["sections"]
    assert [told for section, told in shown if section.key == "more"] == [[("Laptop?", "No"), ("Instead?", "A tablet")]]


def test_what_is_missing_is_said_on_top_and_at_the_field(call: Edition, as_user: Browser) -> None:
    browser = as_user(person())

    page = browser.post(FORM, typed_with(laptop="no", check="1"))

    assert errors(page) == {"extra-instead": ["Please answer this question."]}
    assert (
        'href="#id_extra-instead"' in page.content.decode() or 'href="#div_id_extra-instead"' in page.content.decode()
    )
    assert "Please answer this question." in question_of(page, "instead")
    problems = browser.get(f"{FORM}check/").context["problems"]
    assert [(problem.question, str(label)) for problem, label in problems] == [("extra-instead", "Instead?")]


def test_what_does_not_apply_is_kept_and_neither_counted_nor_checked(as_user: Browser) -> None:
    call = edition()
    first = extra_question(call, "laptop", is_required=True)
    no = [first.choices.get(code="no")]
    extra_question(call, "hours", kind="number", is_required=True, shown_if=no)
    browser = as_user(person())
    browser.post(FORM, typed_with(laptop="no", hours="3"))

    answer = browser.post(FORM, typed_with(laptop="yes", hours="many", send="1", revision=1))

    assert (answer.status_code, only().state) == (302, "submitted")
    assert hers() == {"extra-laptop": "yes", "extra-hours": 3}
    assert "extra-hours" not in only().submissions.get().answers


def test_a_section_alone_is_saved_and_counted(call: Edition, as_user: Browser) -> None:
    her = draft(call).user
    browser = as_user(her)

    one = json.loads(browser.post(MORE, {"extra-laptop": "no", "revision": "1"}).content)
    two = json.loads(browser.post(MORE, {"extra-laptop": "no", "extra-instead": "A tablet", "revision": "2"}).content)

    assert [said["progress"] for said in (one, two)] == ["9 of 10 sections complete", "10 of 10 sections complete"]
    assert hers() == {"extra-laptop": "no", "extra-instead": "A tablet"}


def test_two_versions_are_both_shown(call: Edition, as_user: Browser) -> None:
    browser = as_user(draft(call).user)
    browser.post(MORE, {"extra-laptop": "yes", "revision": "1", "page": "phone"})

    page = browser.post(FORM, typed_with(laptop="no", revision=1))

    assert [(str(question), *both) for question, *both in page.context["conflicts"]] == [("Laptop?", "Yes", "No")]
    assert hers()["extra-laptop"] == "yes"


# --- what is typed ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("choice", "perhaps", "Select a valid choice. perhaps is not one of the available choices."),
        ("choices", "perhaps", "Select a valid choice. perhaps is not one of the available choices."),
        ("number", "11", "Please give a number from 0 to 10."),
        ("number", "-1", "Please give a number from 0 to 10."),
        ("number", "9" * 5000, "Enter a whole number."),
        ("number", "two", "Enter a whole number."),
        ("line", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("line", "a\x00b", "This has an invisible character in it that cannot be kept."),
        ("text", "\u202egnp.exe", "This has an invisible character in it that cannot be kept."),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(as_user: Browser, kind: str, value: str, sentence: str) -> None:
    extra_question(edition(), "asked", kind=kind)

    page = as_user(person()).post(FORM, typed_with(asked=value))

    assert {key: said[0].startswith(sentence) for key, said in errors(page).items()} == {"extra-asked": True}
    assert (hers()["extra-asked"] in ("", [], None), only().full_name) == (True, "Amina Wanjiku")


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("number", "٣", 3),
        ("number", "", None),
        ("line", "  e\u0301cole  ", "\u00e9cole"),
        ("text", "word " * 10_000, ("word " * 10_000).strip()),
        ("choices", ["no", "yes"], ["yes", "no"]),
    ],
)
def test_what_people_really_type_is_understood(as_user: Browser, kind: str, value: Any, answer: Any) -> None:
    extra_question(edition(), "asked", kind=kind)

    posted = as_user(person()).post(FORM, typed_with(asked=value))

    assert (posted.status_code, hers()) == (302, {"extra-asked": answer})


@pytest.mark.parametrize("seed", range(6))
def test_every_text_in_every_field_is_a_refusal_or_a_save(as_user: Browser, seed: int) -> None:
    call, lot = edition(), Random(seed)
    kinds = list(ExtraQuestion.Kind.values)
    for place, kind in enumerate(kinds):
        extra_question(call, kind, kind=kind, section=lot.choice(["about", "topics", "more"]), position=place)
    names = [f"extra-{code}" for code in (*kinds, "nonsense", "", "a.b", "__class__")] + ["revision", "page", "save"]
    browser = as_user(person())

    for text in lot.sample(NASTY, 18):
        hit = dict.fromkeys(lot.sample(names, 5), text)
        whole = browser.post(FORM, typed(MENTEE_ANSWERS, send="1") | hit)
        part = browser.post(MORE if "section-more" in browser.get(FORM).content.decode() else f"{FORM}save/about/", hit)
        assert (whole.status_code in {200, 302}, part.status_code in {200, 409}) == (True, True), hit
        assert b"<img src=x" not in whole.content
    assert {answer.question.edition for answer in ExtraAnswer.objects.select_related("question__edition")} <= {call}
    assert [browser.get(f"{FORM}{page}").status_code for page in ("", "check/")] == [200, 200]


@pytest.mark.parametrize("forged", ["extra-foreign", "extra-of-mentors", "extra-withdrawn"])
def test_an_answer_to_what_she_is_not_asked_is_nothing(call: Edition, as_user: Browser, forged: str) -> None:
    extra_question(edition("2025", code="WIC25"), "foreign", kind="line")
    extra_question(call, "of-mentors", kind="line", audience="mentor")
    extra_question(call, "withdrawn", kind="line", withdrawn_at=NOW)

    answer = as_user(person()).post(FORM, typed_with(laptop="yes", send="1") | {forged: "x"})

    assert (answer.status_code, only().state, ExtraAnswer.objects.count()) == (302, "submitted", 1)


def test_a_replayed_send_is_one_submission(call: Edition, as_user: Browser) -> None:
    browser = as_user(person())
    posted = typed_with(laptop="no", instead="A tablet", send="1")

    assert [browser.post(FORM, posted).status_code for _again in range(3)] == [302, 302, 302]

    assert (only().submissions.count(), ExtraAnswer.objects.count()) == (1, 2)


def test_what_she_has_chosen_stays_hers_when_it_is_no_longer_offered(as_user: Browser) -> None:
    call = edition()
    question = extra_question(call, choices=["a", "b", "c"])
    her, other = draft(call, **{"extra-laptop": "a"}).user, person()
    gone = question.choices.get(code="a")
    gone.is_offered = False
    write_extra_question(question, choices=[gone], by=None, now=NOW)
    forget(call)

    def choices(user: User) -> list[str]:
        return [code for code, _label in as_user(user).get(FORM).context["form"].fields["extra-laptop"].choices]

    assert (choices(her), choices(other)) == (["", "a", "b", "c"], ["", "b", "c"])
    assert as_user(her).post(FORM, typed_with(laptop="a", send="1", revision=1)).status_code == 302
    assert list(errors(as_user(other).post(FORM, typed_with(laptop="a")))) == ["extra-laptop"]


# --- from an earlier edition -----------------------------------------------------------------------------------------
def test_answers_to_the_same_question_are_taken_over(as_user: Browser) -> None:
    past = edition("2025", code="WIC25")
    for code, kind in (
        ("same", "choice"),
        ("fewer", "choices"),
        ("other", "line"),
        ("gone", "line"),
        ("far", "number"),
    ):
        extra_question(past, code, kind=kind)
    told = {"same": "yes", "fewer": ["yes", "no"], "other": "Free words", "gone": "x", "far": 9}
    her = application(past, **{f"extra-{code}": value for code, value in told.items()}).user
    call = edition()
    extra_question(call, "same")
    extra_question(call, "fewer", kind="choices", choices=["yes", "perhaps"])
    extra_question(call, "other", kind="text")
    extra_question(call, "far", kind="number", highest=5)

    initial = as_user(her).get(FORM).context["form"].initial

    assert {key: value for key, value in initial.items() if key.startswith("extra-")} == {"extra-same": "yes"}


# --- what it costs ---------------------------------------------------------------------------------------------------
WORK = {"sector": "government", "employer": "CERT", "post": "Lead", "pathway": "cybersecurity", "years": "4"}


def counted(said: CaptureQueriesContext) -> int:
    """As in `test_cost`: what reads or writes rows; the begin and end of transactions do not."""
    return sum("SAVEPOINT" not in query["sql"] for query in said.captured_queries)


@pytest.mark.parametrize(
    ("section", "posted", "statements"),
    [
        ("about", {"full_name": "Amina W.", "country": "KE"}, 5),
        ("more", {"extra-laptop": "yes"}, 6),
        ("more", {"extra-laptop": "no", "extra-instead": "A tablet"}, 6),
        ("work", WORK, 6),
        ("work", WORK | {"extra-team": "CERT-KE"}, 7),
    ],
)
@pytest.mark.parametrize("others", [0, 99])
def test_a_save_costs_at_most_eight_statements(
    call: Edition, as_user: Browser, section: str, posted: dict[str, str], statements: int, others: int
) -> None:
    """One for the answers, none for the questions: they are remembered, and her answers come with her application."""
    question = extra_question(call, "team", kind="line", section="work")
    browser = as_user(draft(call).user)
    rows = [
        Application(edition=call, user=person(), kind="mentee", reference=f"WIC26-{n}", created_at=NOW, changed_at=NOW)
        for n in range(others)
    ]
    ExtraAnswer.objects.bulk_create(
        ExtraAnswer(application=row, question=question, value="yes", changed_at=NOW)
        for row in Application.objects.bulk_create(rows)
    )

    with CaptureQueriesContext(connection) as said:
        answer = browser.post(f"{FORM}save/{section}/", {**posted, "revision": "1"})

    assert (answer.status_code, counted(said)) == (200, statements)


def test_sending_in_one_go_costs_one_statement_more(call: Edition, as_user: Browser) -> None:
    """For all her answers together; see `test_cost` for the whole."""
    edition("2025", code="WIC25")

    def cost(slug: str, **extra: str) -> int:
        form, browser = f"/en/{slug}/apply/mentee/", as_user(person())
        browser.get(form)
        with CaptureQueriesContext(connection) as said:
            answer = browser.post(form, typed_with(**extra, send="1"))
        assert answer["Location"] == f"{form}sent/"
        return counted(said)

    assert cost("2026", laptop="no", instead="A tablet") == cost("2025") + 1


# --- the preview -----------------------------------------------------------------------------------------------------
def test_who_prepares_it_sees_the_form_and_nothing_is_kept(as_user: Browser) -> None:
    call = edition(published_at=None)
    first = extra_question(call)
    extra_question(call, "instead", kind="line", audience="mentee", shown_if=[first.choices.get(code="no")])
    address = "/ar/2026/apply/mentee/preview/"

    page = as_user(staff()).get(address)
    africa = as_user(staff(Role.REGIONAL, region="AFR")).get(address)

    assert 'data-if="extra-laptop" data-is="no"' in page.content.decode()
    assert (africa.status_code, as_user(person()).get(address).status_code) == (200, 404)
    assert ('name="save"' in page.content.decode(), Application.objects.count()) == (False, 0)
