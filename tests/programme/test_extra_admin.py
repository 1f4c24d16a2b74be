"""Headquarters write an edition's own questions, in three languages, and are told what is wrong with them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from programme.models import Edition, ExtraQuestion
from programme.offered import extra_questions
from tests.factories import edition, extra_question, grant, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/admin/programme/extraquestion/"
SignIn = Callable[[User], Client]


def typed(call: Edition, *choices: str, **columns: Any) -> dict[str, Any]:
    """What a browser posts of the page of a new question."""
    words = {f"label_{code}": f"Laptop in {code}?" for code in ("en", "fr", "ar")}
    form = {"edition": call.pk, "code": "laptop", "kind": "choice", "audience": "mentee", "section": "more"}
    form |= words | {"position": 0, "identifies": "on"} | columns
    form |= {"choices-TOTAL_FORMS": len(choices) + 1, "choices-INITIAL_FORMS": 0, "choices-MAX_NUM_FORMS": 1000}
    for place, choice in enumerate([*choices, ""]):
        row = {"code": choice, "position": place if choice else 0, "is_offered": "on"}
        row |= {f"label_{code}": choice for code in ("en", "fr", "ar")}
        form |= {f"choices-{place}-{name}": value for name, value in row.items()}
    return form


def faults(page: Any) -> list[str]:
    form = page.context["adminform"].form
    formset = page.context["inline_admin_formsets"][0].formset
    return [*(str(said) for told in form.errors.values() for said in told), *formset.non_form_errors()]


def test_it_is_written_with_its_choices_in_one_act(as_user: SignIn) -> None:
    call = edition()

    answer = as_user(staff()).post(f"{LIST}add/", typed(call, "yes", "no"))

    assert answer.status_code == 302
    (question,) = extra_questions(call)
    assert (question.label["ar"], [choice.code for choice in question.choices]) == ("Laptop in ar?", ["yes", "no"])


@pytest.mark.parametrize(
    ("choices", "columns", "told"),
    [
        (["only"], {}, ["“Laptop in en?” needs at least two choices."]),
        (["a"], {"kind": "line"}, ["“Laptop in en?” is not answered by choosing, so it has no choices."]),
        ([], {"kind": "text"}, ["A longer text needs a limit of words, at most 2000."]),
        ([], {"kind": "text", "word_limit": 2001}, ["A longer text needs a limit of words, at most 2000."]),
        ([], {"kind": "number", "lowest": 1}, ["A number needs its lowest value and its highest"]),
        ([], {"kind": "number", "lowest": 2, "highest": 1}, ["A number needs its lowest value and its highest"]),
        (
            [],
            {"kind": "line", "section": "motivation", "audience": "both"},
            ["This section of the form is for mentees"],
        ),
        ([], {"kind": "line", "code": "two words"}, ["Enter a valid “slug”"]),
        ([], {"kind": "song"}, ["Select a valid choice. song is not one of the available choices."]),
    ],
)
def test_what_is_wrong_is_said_and_what_is_typed_is_kept(
    as_user: SignIn, choices: list[str], columns: dict[str, Any], told: list[str]
) -> None:
    page = as_user(staff()).post(f"{LIST}add/", typed(edition(), *choices, **columns))

    assert [sentence in said for sentence, said in zip(told, faults(page), strict=True)] == [True]
    assert (ExtraQuestion.objects.count(), "Laptop in fr?" in page.content.decode()) == (0, True)


def test_a_condition_is_chosen_among_the_questions_of_its_edition(as_user: SignIn) -> None:
    call, browser = edition(), as_user(staff())
    no = extra_question(call, "first").choices.get(code="no")
    foreign = extra_question(edition("2025", code="WIC25"), "foreign").choices.get(code="no")

    refused = browser.post(f"{LIST}add/", typed(call, kind="line", position=1, shown_if=[foreign.pk]))
    written = browser.post(f"{LIST}add/", typed(call, kind="line", position=1, shown_if=[no.pk]))

    assert faults(refused) == ["“Laptop in en?” depends on a question that is no longer asked."]
    assert (written.status_code, extra_questions(call)[1].depends_on) == (302, "first")
    page = browser.get(f"{LIST}{ExtraQuestion.objects.get(code='laptop').pk}/change/")
    offered = page.context["adminform"].form.fields["shown_if"].choices
    assert [label for _value, label in offered] == ["First?: Yes", "First?: No"]


def test_words_are_corrected_and_codes_are_not(as_user: SignIn) -> None:
    call = edition()
    question = extra_question(call)
    yes, no = question.choices.order_by("position")
    form = typed(call, "yes", "no", label_en="Have you a laptop?", code="computer", kind="line")
    form |= {"choices-INITIAL_FORMS": 2, "choices-0-id": yes.pk, "choices-1-id": no.pk, "choices-0-code": "yeah"}

    answer = as_user(staff()).post(f"{LIST}{question.pk}/change/", form)

    assert answer.status_code == 302
    (stands,) = extra_questions(call)
    assert (stands.label["en"], stands.code, stands.kind) == ("Have you a laptop?", "laptop", "choice")
    assert [choice.code for choice in stands.choices] == ["yes", "no"]


def test_withdrawn_one_by_one_with_what_is_refused(as_user: SignIn) -> None:
    call, browser = edition(), as_user(staff())
    first = extra_question(call, "first")
    second = extra_question(call, "second", kind="line", position=1, shown_if=[first.choices.get(code="no")])

    def act(action: str, *chosen: ExtraQuestion) -> list[str]:
        answer = browser.post(LIST, {"action": action, "_selected_action": [one.pk for one in chosen]})
        return [str(told) for told in get_messages(answer.wsgi_request)]

    refused = act("withdraw_them", first)
    assert [said.endswith("“Second?” depends on a question that is no longer asked.") for said in refused] == [True]
    assert act("withdraw_them", second, first) != refused
    assert act("drop_them", second)[-1].endswith("Please withdraw it instead.")
    act("ask_them_again", first)
    assert [one.code for one in extra_questions(call) if not one.is_withdrawn] == ["first"]


@pytest.mark.parametrize(("role", "region", "add"), [(Role.REGIONAL, "AFR", 403), (Role.HEADQUARTERS, "", 200)])
def test_only_headquarters_write(as_user: SignIn, role: Role, region: str, add: int) -> None:
    question = extra_question(edition())
    browser = as_user(staff(role, region=region))

    assert [browser.get(f"{LIST}{page}").status_code for page in ("", "add/", f"{question.pk}/change/")] == [
        200,
        add,
        200,
    ]
    assert browser.post(f"{LIST}{question.pk}/delete/").status_code == 403


def test_headquarters_of_one_edition_see_and_write_in_that_one_only(as_user: SignIn) -> None:
    mine, other = edition(), edition("2025", code="WIC25")
    hidden = extra_question(other)
    her = person()
    grant(her, Role.HEADQUARTERS, edition="2026")
    browser = as_user(her)

    assert browser.get(f"{LIST}{hidden.pk}/change/").status_code == 404
    assert browser.post(f"{LIST}add/", typed(mine, "yes", "no")).status_code == 302
    assert faults(browser.post(f"{LIST}add/", typed(other, "yes", "no", code="second"))) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
