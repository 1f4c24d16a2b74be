"""An edition's own questions answered twice at once, and answered while they are withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from programme.actions.extra import withdraw_extra_question, write_extra_question
from programme.models import ExtraChoice, ExtraQuestion
from programme.offered import extra_questions, offered
from registration.actions.applications import save
from registration.models import Application, ExtraAnswer
from tests.factories import NOW, draft, edition, extra_question
from tests.racing import at_once, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def saving(begun: Application, answer: str) -> Callable[[], Any]:
    loaded = Application.objects.with_answers().get(pk=begun.pk)
    return lambda: save(loaded, answers={"extra-team": answer}, revision=1, by=None, now=NOW)


def test_of_eight_tabs_one_saves_and_the_others_are_told() -> None:
    call = edition()
    extra_question(call, "team", kind="line")
    begun = draft(call)

    results = at_once([saving(begun, f"Tab {number}") for number in range(8)])

    assert outcomes(results) == {"done": 1, "StaleRevision": 7}
    saved = next(result for result in results if isinstance(result, Application))
    assert [{str(one.question_id): one.value} for one in ExtraAnswer.objects.all()] == [saved.answers_by_question]


def test_the_same_answer_from_eight_tabs_is_one_row() -> None:
    call = edition()
    extra_question(call, "team", kind="line")
    begun = draft(call)

    results = at_once([saving(begun, "CERT") for _tab in range(8)])

    assert (outcomes(results), ExtraAnswer.objects.count()) == ({"done": 8}, 1)


def test_an_answer_and_the_withdrawal_of_its_question_are_both_kept() -> None:
    call = edition()
    question = extra_question(call, "team", kind="line")
    begun = draft(call)

    results = at_once(
        [saving(begun, "CERT"), lambda: withdraw_extra_question(question, by=None, now=NOW)],
    )

    assert outcomes(results) == {"done": 2}
    assert (offered(call).asked("mentee"), ExtraAnswer.objects.count() <= 1) == ((), True)


def test_two_conditions_at_once_never_make_a_circle() -> None:
    call = edition()
    one, two = extra_question(call, "one"), extra_question(call, "two")

    def after(question: ExtraQuestion, other: ExtraQuestion, position: int) -> Callable[[], Any]:
        choice = other.choices.get(code="yes")
        loaded = ExtraQuestion.objects.get(pk=question.pk)
        loaded.position = position

        def write() -> Any:
            with transaction.atomic():
                return write_extra_question(loaded, shown_if=[choice], by=None, now=NOW)

        return write

    results = at_once([after(one, two, 1), after(two, one, 1)])

    assert outcomes(results) == {"done": 1, "Contradicts": 1}
    assert sorted(question.depends_on for question in extra_questions(call)) in (["", "one"], ["", "two"])


def test_a_question_and_a_choice_sent_twice_at_once_are_one() -> None:
    call = edition()

    def ask() -> ExtraQuestion:
        return extra_question(call, "laptop")

    assert outcomes(at_once([ask, ask])) == {"done": 1, "Stale": 1}
    question = ExtraQuestion.objects.get()

    def offer() -> ExtraQuestion:
        loaded = ExtraQuestion.objects.get(pk=question.pk)
        maybe = ExtraChoice(code="maybe", label_en="Maybe", label_fr="Peut-être", label_ar="ربما", position=2)
        return write_extra_question(loaded, choices=[maybe], by=None, now=NOW)

    assert outcomes(at_once([offer, offer])) == {"done": 1, "Stale": 1}
    assert [choice.code for choice in question.choices.order_by("position")] == ["yes", "no", "maybe"]
