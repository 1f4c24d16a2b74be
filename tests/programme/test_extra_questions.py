"""Questions of one edition: written, corrected, withdrawn, copied; what contradicts itself is not asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from programme.actions.clones import copy_edition
from programme.actions.editions import publish
from programme.actions.extra import (
    Contradicts,
    IsFixed,
    NotAsked,
    WasPublished,
    ask_extra_question_again,
    drop_extra_question,
    withdraw_extra_question,
    write_extra_question,
)
from programme.extra import applying
from programme.models import Edition, ExtraChoice, ExtraQuestion
from programme.offered import extra_questions, offered
from programme.rules import gaps
from tests.factories import NOW, edition, extra_question, staff
from wic.audit.models import AuditRow
from wic.lifecycle import Stale

pytestmark = pytest.mark.django_db


def choice(question: ExtraQuestion, code: str) -> ExtraChoice:
    return question.choices.get(code=code)


def written(call: Edition) -> tuple[ExtraQuestion, ExtraQuestion]:
    """Whether she has a laptop; if not, what she works on."""
    first = extra_question(call, "laptop")
    return first, extra_question(call, "instead", kind="line", shown_if=[choice(first, "no")])


def codes(call: Edition) -> list[str]:
    return [question.code for question in extra_questions(call)]


def said(refused: type[Exception], act: Callable[[], Any]) -> str:
    with pytest.raises(refused) as refusal, transaction.atomic():
        act()
    return str(refusal.value)


def test_writing_one_is_on_record() -> None:
    call, officer = edition(), staff()
    question = extra_question(call)
    question.label_en = "Do you have a laptop?"  # type: ignore[attr-defined]

    write_extra_question(question, by=officer, now=NOW)

    rows = AuditRow.objects.about(question).order_by("pk")
    assert [(row.action, row.actor_pk, row.facts) for row in rows] == [
        ("programme.extraquestion.written", "", {"edition": "2026", "code": "laptop"}),
        ("programme.extraquestion.revised", str(officer.pk), {"edition": "2026", "code": "laptop"}),
    ]
    assert [(one.code, one.label["en"], len(one.choices)) for one in extra_questions(call)] == [
        ("laptop", "Do you have a laptop?", 2)
    ]


def test_they_stand_in_the_order_of_the_form() -> None:
    call = edition()
    for code, section, position in (("d", "more", 0), ("c", "topics", 1), ("b", "topics", 0), ("a", "about", 9)):
        extra_question(call, code, kind="line", section=section, position=position)

    assert codes(call) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"position": 9}, "“Instead?” can only depend on a question that stands before it in the form."),
        ({"section": "more", "audience": "mentor"}, "“Instead?” is put to people who are not asked the question that"),
    ],
)
def test_what_others_depend_on_cannot_move_behind_them(changes: dict[str, Any], sentence: str) -> None:
    first, _second = written(edition())
    for name, value in changes.items():
        setattr(first, name, value)

    assert said(Contradicts, lambda: write_extra_question(first, by=None, now=NOW)).startswith(sentence)
    assert [(one.position, one.audience) for one in extra_questions(first.edition)] == [(0, "mentee"), (0, "mentee")]


def test_a_circle_of_conditions_cannot_be_written() -> None:
    call = edition()
    first = extra_question(call, "first")
    second = extra_question(call, "second", position=1, shown_if=[choice(first, "yes")])

    told = said(Contradicts, lambda: write_extra_question(first, shown_if=[choice(second, "yes")], by=None, now=NOW))

    assert told == "“First?” can only depend on a question that stands before it in the form."
    on_itself = lambda: write_extra_question(first, shown_if=[choice(first, "yes")], by=None, now=NOW)  # noqa: E731
    assert said(Contradicts, on_itself) == told


def test_a_condition_is_of_one_question_of_the_same_edition() -> None:
    call = edition()
    one, two = extra_question(call, "one"), extra_question(call, "two")
    foreign = extra_question(edition("2025", code="WIC25"), "other")

    for choices in ([choice(one, "yes"), choice(two, "yes")], [choice(foreign, "yes")]):
        told = said(Contradicts, lambda: extra_question(call, "third", kind="line", shown_if=choices))  # noqa: B023
        assert told == "A question can depend on the answers to one earlier question of its edition only."
    assert codes(call) == ["one", "two"]


def test_choosing_needs_choices_and_nothing_else_has_any() -> None:
    call = edition()

    few = said(Contradicts, lambda: extra_question(call, "few", choices=["only"]))
    line = ExtraQuestion(edition=call, code="line", kind="line")
    many = said(Contradicts, lambda: write_extra_question(line, choices=[ExtraChoice(code="a")], by=None, now=NOW))

    assert few == "“Few?” needs at least two choices."
    assert many == "“line” is not answered by choosing, so it has no choices."


def test_kind_and_codes_are_fixed() -> None:
    question = extra_question(edition())
    for name, value in (("kind", "line"), ("code", "computer")):
        changed = ExtraQuestion.objects.get(pk=question.pk)
        setattr(changed, name, value)
        told = said(IsFixed, lambda: write_extra_question(changed, by=None, now=NOW))  # noqa: B023
        assert told == "The code of a question and the way it is answered never change: answers rest on them."

    renamed = choice(question, "yes")
    renamed.code = "yeah"
    told = said(IsFixed, lambda: write_extra_question(question, choices=[renamed], by=None, now=NOW))
    assert told == "The code of a choice never changes: answers rest on it."


def test_a_choice_is_offered_no_longer_while_two_are_left() -> None:
    question = extra_question(edition(), choices=["a", "b", "c"])

    for code, is_refused in (("a", False), ("b", True)):
        gone = choice(question, code)
        gone.is_offered = False
        act = lambda: write_extra_question(question, choices=[gone], by=None, now=NOW)  # noqa: B023, E731
        assert (said(Contradicts, act) if is_refused else act().code) == (
            "“Laptop?” needs at least two choices." if is_refused else "laptop"
        )
    assert [one.code for one in extra_questions(question.edition)[0].choices if one.is_offered] == ["b", "c"]


def test_withdrawing_and_asking_again() -> None:
    call = edition()
    question = extra_question(call)
    officer = staff()

    withdraw_extra_question(question, by=officer, now=NOW)
    assert (offered(call).asked("mentee"), [one.code for one in offered(call).extra]) == ((), ["laptop"])
    assert said(NotAsked, lambda: withdraw_extra_question(question, by=officer, now=NOW)) == (
        "This question is withdrawn already."
    )

    ask_extra_question_again(question, by=officer, now=NOW)
    assert said(NotAsked, lambda: ask_extra_question_again(question, by=officer, now=NOW)) == (
        "This question is not withdrawn."
    )
    actions = AuditRow.objects.about(question).order_by("pk").values_list("action", flat=True)
    assert list(actions)[1:] == ["programme.extraquestion.withdrawn", "programme.extraquestion.asked_again"]


def test_what_others_depend_on_is_not_withdrawn() -> None:
    first, second = written(edition())

    told = said(Contradicts, lambda: withdraw_extra_question(first, by=None, now=NOW))
    assert told == "“Instead?” depends on a question that is no longer asked."

    withdraw_extra_question(second, by=None, now=NOW)
    withdraw_extra_question(first, by=None, now=NOW)
    assert said(Contradicts, lambda: ask_extra_question_again(second, by=None, now=NOW)) == told


def test_only_before_publication_is_anything_deleted() -> None:
    call = edition(published_at=None)
    first, second = written(call)

    assert said(Contradicts, lambda: drop_extra_question(first, by=None, now=NOW)) == (
        "Another question depends on this one. Please change that one first."
    )
    drop_extra_question(second, by=None, now=NOW)
    assert codes(call) == ["laptop"]

    Edition.objects.filter(pk=call.pk).update(published_at=NOW)
    assert said(WasPublished, lambda: drop_extra_question(first, by=None, now=NOW)) == (
        "People may have answered this question. Please withdraw it instead."
    )
    assert codes(call) == ["laptop"]


def test_a_change_is_asked_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    call = edition()
    assert offered(call).extra == ()

    with django_capture_on_commit_callbacks(execute=True):
        extra_question(call)

    assert [question.code for question in offered(call).asked("mentee")] == ["laptop"]
    assert offered(call).asked("mentor") == ()


def test_the_same_code_once_in_an_edition() -> None:
    call = edition()
    extra_question(call)
    extra_question(edition("2025", code="WIC25"))

    assert said(Stale, lambda: extra_question(call)) == (
        "Somebody else has just changed this. Please look at it again."
    )
    assert codes(call) == ["laptop"]


def test_a_chain_of_conditions_applies_as_a_chain() -> None:
    call = edition()
    first, second = written(call)
    third = extra_question(call, "third", position=1)
    extra_question(call, "fourth", kind="line", position=2, shown_if=[choice(third, "yes")])
    write_extra_question(third, shown_if=[choice(first, "no")], by=None, now=NOW)
    asked = extra_questions(call)

    def keys(**answers: Any) -> list[str]:
        found = applying(asked, {f"extra-{code}": answer for code, answer in answers.items()})
        return sorted(key.removeprefix("extra-") for key in found)

    assert keys() == ["laptop"]
    assert keys(laptop="no") == ["instead", "laptop", "third"]
    assert keys(laptop="no", third="yes") == ["fourth", "instead", "laptop", "third"]
    assert keys(laptop="yes", third="yes") == ["laptop"]
    assert second.shown_if.get() == choice(first, "no")


def test_a_question_without_its_translation_holds_the_first_publication_back() -> None:
    call = edition(published_at=None)
    question = extra_question(call, hint_en="Any computer.", label_ar="")
    question.choices.filter(code="no").update(label_fr="")
    call = Edition.objects.with_words().get(pk=call.pk)

    about = [str(gap) for gap in gaps(call) if "laptop" in gap.where.lower() or "choice" in gap.where.lower()]

    assert about == [
        "Question of the form “Laptop?”: “question” is missing in Arabic.",
        "Question of the form “Laptop?”: “help” is missing in French.",
        "Question of the form “Laptop?”: “help” is missing in Arabic.",
        "Choice “No”: “answer” is missing in French.",
    ]
    withdraw_extra_question(question, by=None, now=NOW)
    assert gaps(Edition.objects.with_words().get(pk=call.pk)) == []
    publish(call, by=None, now=NOW)


def test_a_missing_translation_shows_another_language() -> None:
    call = edition()
    extra_question(call, label_ar="")

    assert extra_questions(call)[0].label == {"en": "Laptop?", "fr": "Laptop?", "ar": "Laptop?"}


def test_the_next_edition_asks_the_same_with_its_conditions() -> None:
    call = edition()
    _first, second = written(call)
    withdraw_extra_question(extra_question(call, "old", kind="line"), by=None, now=NOW)

    copy = copy_edition(call, slug="2027", code="WIC27", year=2027, weeks=52, by=None, now=NOW + timedelta(days=1))

    assert codes(copy) == ["laptop", "instead"]
    copied = extra_questions(copy)[1]
    assert (copied.depends_on, copied.after, copied.pk == second.pk) == ("laptop", frozenset({"no"}), False)
    assert {one.question.edition for one in ExtraQuestion.objects.get(pk=copied.pk).shown_if.all()} == {copy}
