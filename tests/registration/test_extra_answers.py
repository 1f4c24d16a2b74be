"""Her answers to an edition's own questions: kept, counted while they apply, explained for ever, never overwritten."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError

from programme.actions.extra import withdraw_extra_question, write_extra_question
from programme.models import Edition, ExtraQuestion
from programme.offered import extra_questions, forget
from registration.actions.applications import Incomplete, StaleRevision, begin, save, submit
from registration.actions.inquiries import answer, ask
from registration.models import Application, ExtraAnswer
from registration.rules.answers import answers_of, lines, questions, sections_of
from registration.rules.applications import problems
from registration.rules.review import readable
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, extra_question, person
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=7)


def conditional(call: Edition, **columns: Any) -> tuple[ExtraQuestion, ExtraQuestion]:
    """Whether she has a laptop; if not, what she works on."""
    first = extra_question(call, "laptop", is_required=True)
    second = extra_question(
        call, "instead", kind="line", is_required=True, shown_if=[first.choices.get(code="no")], **columns
    )
    return first, second


def hers(row: Application) -> dict[str, Any]:
    """What is kept of her answers to them."""
    fresh = Application.objects.with_answers().get(pk=row.pk)
    asked = extra_questions(row.edition)
    return {key: value for key, value in answers_of(fresh, asked).items() if key.startswith("extra-")}


def kept(row: Application, *, revision: int | None = None, **answers: Any) -> Application:
    typed = {f"extra-{code}": value for code, value in answers.items()}
    revision = row.revision if revision is None else revision
    return save(row, answers=typed, revision=revision, by=row.user, now=NOW)


def sent_answers(row: Application) -> dict[str, Any]:
    answers = row.submissions.latest("number").answers
    return {key: value for key, value in answers.items() if key.startswith("extra-")}


def test_answers_of_each_kind_are_kept() -> None:
    call = edition()
    given = {"line": "At home", "text": "Two\nlines", "number": 0, "choice": "b", "choices": ["a", "c"]}
    for kind in given:
        extra_question(call, kind, kind=kind, choices="abc")

    begun = draft(call, **{f"extra-{kind}": value for kind, value in given.items()})

    assert hers(begun) == {f"extra-{kind}": value for kind, value in given.items()}
    assert ExtraAnswer.objects.filter(application=begun, changed_at=NOW).count() == 5


def test_what_was_not_answered_is_empty_and_can_become_so_again() -> None:
    call = edition()
    for kind in ("line", "number", "choices"):
        extra_question(call, kind, kind=kind)
    begun = draft(call)
    nothing = {"extra-choices": [], "extra-line": "", "extra-number": None}
    assert hers(begun) == nothing

    full = kept(begun, line="x", number=3, choices=["yes"])
    assert hers(full) == {"extra-choices": ["yes"], "extra-line": "x", "extra-number": 3}
    assert hers(kept(full, line="", number=None, choices=[])) == nothing
    assert ExtraAnswer.objects.count() == 3


def test_first_answers_begin_with_it() -> None:
    call = edition()
    extra_question(call)
    her = person()

    begun = begin(call, user=her, kind="mentee", answers={"extra-laptop": "yes"}, by=her, now=NOW)

    assert (hers(begun), begun.section_revisions) == ({"extra-laptop": "yes"}, {"more": [1]})


def test_a_stale_answer_is_shown_and_not_swallowed() -> None:
    call = edition()
    extra_question(call)
    extra_question(call, "place", kind="line", section="about")
    begun = draft(call)
    old = begun.revision
    phone = kept(begun, laptop="yes")

    with pytest.raises(StaleRevision) as refusal:
        kept(phone, revision=old, laptop="no")
    elsewhere = kept(phone, revision=phone.revision, place="Nairobi")

    assert refusal.value.sections == ["more"]
    assert hers(elsewhere) == {"extra-laptop": "yes", "extra-place": "Nairobi"}


def test_the_same_again_is_no_conflict_and_no_revision() -> None:
    call = edition()
    extra_question(call)
    begun = kept(draft(call), laptop="yes")

    again = kept(begun, revision=0, laptop="yes")

    assert (again.revision, hers(again)) == (begun.revision, {"extra-laptop": "yes"})


def test_answers_to_what_is_not_asked_are_nothing() -> None:
    call = edition()
    extra_question(edition("2025", code="WIC25"), "foreign", kind="line")
    extra_question(call, "mentors", kind="line", audience="mentor")
    gone = extra_question(call, "gone", kind="line")
    withdraw_extra_question(gone, by=None, now=NOW)
    begun = draft(call)

    after = kept(begun, foreign="x", mentors="x", gone="x", nonsense="x")

    assert (after.revision, ExtraAnswer.objects.count()) == (begun.revision, 0)


def test_what_applies_has_to_be_answered_and_the_rest_does_not_count() -> None:
    call = edition()
    conditional(call)
    begun = draft(call)

    def missing() -> list[str]:
        with pytest.raises(Incomplete) as refusal:
            submit(begun, by=begun.user, now=NOW)
        return [problem.question for problem in refusal.value.problems]

    assert missing() == ["extra-laptop"]
    kept(begun, laptop="no")
    assert missing() == ["extra-instead"]
    kept(begun, instead="A tablet")
    assert sent_answers(submit(begun, by=begun.user, now=NOW)) == {
        "extra-laptop": "no",
        "extra-instead": "A tablet",
    }

    changed = kept(Application.objects.with_answers().get(), laptop="yes")
    submit(changed, by=begun.user, now=NOW)
    assert sent_answers(changed) == {"extra-laptop": "yes"}
    assert hers(changed) == {"extra-laptop": "yes", "extra-instead": "A tablet"}


def test_limits_are_said_in_words() -> None:
    call = edition()
    extra_question(call, "why", kind="text", word_limit=3)
    extra_question(call, "years", kind="number", lowest=1, highest=5)
    extra = extra_questions(call)

    def said(**answers: Any) -> list[str]:
        whole = MENTEE_ANSWERS | {f"extra-{code}": value for code, value in answers.items()}
        return [problem.sentence for problem in problems(whole, kind="mentee", extra=extra)]

    assert said(why="one two three", years=5) == []
    assert said(why="", years=None) == []
    assert said(why="word " * 10_000, years=1) == ["Your text has 10000 words; at most 3 fit."]
    assert said(why="", years=6) == ["Please give a number from 1 to 5."]


@pytest.mark.parametrize(("section", "place"), [("about", 0), ("work", 1), ("access", 7), ("more", 8)])
def test_they_stand_at_the_end_of_their_section(section: str, place: int) -> None:
    call = edition()
    extra_question(call, section=section)
    extra = extra_questions(call)

    found = sections_of("mentee", extra)

    assert [one.questions[-1] for one in found].index("extra-laptop") == place
    assert len(found) == (10 if section == "more" else 9)
    assert questions("mentee", extra)[-1] == "consent"


def test_the_sections_of_the_form_are_those_of_the_questions() -> None:
    keys = [section.key for section in sections_of("mentee", ())]
    assert [*keys[:-1], "more"] == ExtraQuestion.Section.values
    of_mentors = [section.key for section in sections_of("mentor", ())]
    assert set(keys) - set(of_mentors) == {"motivation", "equipment"}


def test_a_withdrawn_question_is_asked_no_more_and_still_explained() -> None:
    call = edition()
    question = extra_question(call, is_required=True)
    sent = application(call, **{"extra-laptop": "yes"})

    withdraw_extra_question(question, by=None, now=NOW)
    forget(call)
    again = kept(Application.objects.with_answers().get(), laptop="no")
    later = application(call)

    assert (sent_answers(sent), hers(again)["extra-laptop"], sent_answers(later)) == (
        {"extra-laptop": "yes"},
        "yes",
        {},
    )
    shown = lines(sent.submissions.get().answers, kind="mentee", topics={}, extra=extra_questions(call))
    assert [told for section, told in shown if section.key == "more"] == [[("Laptop?", "Yes")]]


def test_what_was_answered_cannot_be_deleted() -> None:
    call = edition()
    question = extra_question(call)
    draft(call, **{"extra-laptop": "yes"})

    with pytest.raises(ProtectedError):
        question.delete()


def test_a_choice_that_is_no_longer_offered_reads_as_before() -> None:
    call = edition()
    question = extra_question(call, choices=["a", "b", "c"])
    sent = application(call, **{"extra-laptop": "a"})
    gone = question.choices.get(code="a")
    gone.is_offered = False
    write_extra_question(question, choices=[gone], by=None, now=NOW)

    shown = lines(sent.submissions.get().answers, kind="mentee", topics={}, extra=extra_questions(call))

    assert [told for section, told in shown if section.key == "more"] == [[("Laptop?", "A")]]


@pytest.mark.parametrize(("is_hidden", "read"), [(True, ["extra-fair"]), (False, ["extra-fair", "extra-telling"])])
def test_without_names_no_answer_is_read_that_may_tell_who_she_is(is_hidden: bool, read: list[str]) -> None:
    call = edition()
    extra_question(call, "telling", kind="line")
    extra_question(call, "fair", kind="line", identifies=False)
    answers = MENTEE_ANSWERS | {"extra-telling": "I lead CERT-KE", "extra-fair": "Amina would go to Nairobi"}

    shown = readable(answers, email="", is_hidden=is_hidden, extra=extra_questions(call))

    assert sorted(key for key in shown if key.startswith("extra-")) == read
    assert shown["extra-fair"] == ("… would go to Nairobi" if is_hidden else "Amina would go to Nairobi")


def test_it_is_asked_once_more_like_any_other() -> None:
    call = edition()
    conditional(call)
    sent = application(call, **{"extra-laptop": "no", "extra-instead": "A tablet"})
    inquiry = ask(sent, questions=["extra-laptop", "post"], note="", due_at=LATER, by=None, now=NOW)
    letter = Letter.objects.get(kind="registration/asked")

    answer(inquiry, answers={"extra-laptop": "yes", "extra-instead": "Forged"}, by=sent.user, now=NOW)

    assert (inquiry.questions, "Laptop?" in letter.text) == (["post", "extra-laptop"], True)
    assert (sent_answers(sent), hers(sent)["extra-instead"]) == ({"extra-laptop": "yes"}, "A tablet")
