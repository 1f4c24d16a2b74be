"""What is not clear is asked once more: named questions, until a moment, by letter and on her page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from registration.actions.applications import BeingDecided, Incomplete, withdraw
from registration.actions.inquiries import (
    AskedAlready,
    InquiryIsOver,
    NothingToAsk,
    NotSent,
    answer,
    ask,
    remind_all,
)
from registration.actions.seats import prepare_batch
from registration.models import Application, Inquiry
from registration.rules.inquiries import unclear
from registration.rules.standing import Stand, standing_of
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, extra_question, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Browser = Callable[[User], Client]
DUE = NOW + timedelta(days=7)
ANSWER = "/en/2026/apply/mentee/answer/"
GENDER = ["gender", "gender_words"]


@pytest.fixture
def sent() -> Application:
    """She described her gender in her own words: somebody reads it."""
    return application(edition(), gender="other", gender_words="Genderfluid")


def asked(sent: Application, **changes: Any) -> Inquiry:
    given = {"questions": GENDER, "note": "Please tell us more.", "due_at": DUE, "by": None, "now": NOW} | changes
    return ask(sent, **given)


def letters(kind: str) -> list[str]:
    return [letter.subject for letter in Letter.objects.filter(kind=f"registration/{kind}")]


def stand(sent: Application) -> Stand:
    return standing_of(Application.objects.with_facts().get(pk=sent.pk), now=NOW).key


def test_asking_writes_to_her_and_stands_on_her_page(sent: Application) -> None:
    inquiry = asked(sent)

    assert (inquiry.questions, inquiry.due_at, inquiry.answered_at) == (GENDER, DUE, None)
    assert letters("asked") == [f"A question on your application {sent.reference}"]
    assert stand(sent) == Stand.ASKED
    row = AuditRow.objects.about(sent).newest_first()[0]
    assert (row.action, row.facts) == (
        "registration.application.asked",
        {"questions": GENDER, "due_at": DUE.isoformat()},
    )


def test_a_question_that_depends_on_another_is_asked_with_it() -> None:
    """She had answered that she was not trained: which training would not count by itself."""
    call = edition()
    trained = extra_question(call, "trained")
    extra_question(call, "which", kind="line", position=1, shown_if=[trained.choices.get(code="yes")])
    extra_question(call, "else", kind="line", position=2)
    sent = application(call, **{"extra-trained": "no"})

    inquiry = asked(sent, questions=["extra-which"])
    assert inquiry.questions == ["extra-trained", "extra-which"]

    submission = answer(inquiry, answers={"extra-trained": "yes", "extra-which": "CERT"}, by=sent.user, now=NOW)
    assert (submission.answers["extra-trained"], submission.answers["extra-which"]) == ("yes", "CERT")


def test_her_answer_is_the_next_submission_and_is_screened(sent: Application) -> None:
    submission = answer(asked(sent), answers={"gender": "woman", "post": "Chief"}, by=sent.user, now=NOW)

    assert (submission.number, submission.answers) == (
        2,
        MENTEE_ANSWERS | {"gender": "woman", "gender_words": "Genderfluid"},
    )
    assert (submission.screenings.get().outcome, Inquiry.objects.get().answered_at) == ("eligible", NOW)
    assert (Application.objects.get().gender, Application.objects.get().post) == ("woman", "Analyst")
    assert stand(sent) == Stand.IN_REVIEW


def test_what_she_had_begun_to_change_stays_unsent(sent: Application) -> None:
    Application.objects.update(post="Lead", changed_at=NOW + timedelta(minutes=1))

    submission = answer(asked(sent), answers={"gender": "woman"}, by=sent.user, now=NOW + timedelta(minutes=2))

    assert (submission.answers["post"], Application.objects.get().post) == ("Analyst", "Lead")
    assert stand(sent) == Stand.CHANGED


def test_a_country_of_another_region_moves_it_there(sent: Application) -> None:
    answer(asked(sent, questions=["country"]), answers={"country": "EG"}, by=sent.user, now=NOW)

    assert Application.objects.get().region == "ARB"


def test_an_answer_that_is_needed_is_asked_for(sent: Application) -> None:
    with pytest.raises(Incomplete) as refusal:
        answer(asked(sent), answers={"gender": ""}, by=sent.user, now=NOW)

    assert [problem.question for problem in refusal.value.problems] == ["gender"]
    assert sent.submissions.count() == 1


@pytest.mark.parametrize(("seconds", "number"), [(0, 2), (1, 1)])
def test_the_last_second_belongs_to_her(sent: Application, seconds: int, number: int) -> None:
    inquiry, now = asked(sent), DUE + timedelta(seconds=seconds)

    if seconds:
        with pytest.raises(InquiryIsOver):
            answer(inquiry, answers={"gender": "woman"}, by=sent.user, now=now)
    else:
        answer(inquiry, answers={"gender": "woman"}, by=sent.user, now=now)

    assert sent.submissions.count() == number


def test_she_answers_once(sent: Application) -> None:
    inquiry = asked(sent)
    answer(inquiry, answers={"gender": "woman"}, by=sent.user, now=NOW)

    with pytest.raises(InquiryIsOver):
        answer(inquiry, answers={"gender": "man"}, by=sent.user, now=NOW)


@pytest.mark.parametrize(
    "changes", [{"questions": []}, {"questions": ["seniority"]}, {"questions": ["state"]}, {"due_at": NOW}]
)
def test_there_is_something_to_ask_and_time_to_answer(sent: Application, changes: dict[str, Any]) -> None:
    with pytest.raises(NothingToAsk):
        asked(sent, **changes)


def test_only_what_was_sent_is_asked_about(sent: Application) -> None:
    with pytest.raises(NotSent):
        asked(draft(sent.edition))
    with pytest.raises(NotSent):
        asked(withdraw(sent, by=sent.user, now=NOW))


def test_one_question_at_a_time(sent: Application) -> None:
    asked(sent)
    with pytest.raises(AskedAlready):
        asked(sent)

    again = asked(sent, questions=["country"], now=DUE + timedelta(seconds=1), due_at=DUE + timedelta(days=7))
    assert (Inquiry.objects.count(), again.questions) == (1, ["country"])
    assert len(letters("asked")) == 2


def test_what_is_decided_on_is_not_asked_about() -> None:
    clear = application(edition())
    inquiry = asked(clear, questions=["country"])
    prepare_batch(clear.edition, kind="mentee", seed=1, by=None, now=NOW)

    with pytest.raises(BeingDecided):
        answer(inquiry, answers={"country": "EG"}, by=clear.user, now=NOW)
    with pytest.raises(BeingDecided):
        asked(clear, now=DUE + timedelta(days=1), due_at=DUE + timedelta(days=2))


def test_she_is_reminded_once(sent: Application) -> None:
    asked(sent)

    for days in (4, 5, 6, 8):
        remind_all(now=NOW + timedelta(days=days))

    assert letters("asked_again") == [f"Your answers on application {sent.reference} are still missing"]
    assert Inquiry.objects.get().reminded_at == NOW + timedelta(days=5)


def test_who_has_answered_or_withdrawn_is_not_reminded(sent: Application) -> None:
    answer(asked(sent), answers={"gender": "woman"}, by=sent.user, now=NOW)
    gone = application(sent.edition)
    asked(gone)
    withdraw(gone, by=gone.user, now=NOW)

    remind_all(now=NOW + timedelta(days=6))

    assert letters("asked_again") == []


@pytest.mark.parametrize(
    ("answers", "outcome", "asked_for"),
    [([("gender", "unclear"), ("english", "met")], "unclear", GENDER), ([("gender", "unclear")], "eligible", [])],
)
def test_what_would_clear_it_up(answers: list[tuple[str, str]], outcome: str, asked_for: list[str]) -> None:
    assert unclear([{"criterion": criterion, "answer": said} for criterion, said in answers], outcome) == asked_for


# --- pages -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_her_page_asks_just_these_questions(sent: Application, as_user: Browser, language: str) -> None:
    asked(sent)

    page = as_user(sent.user).get(ANSWER.replace("/en/", f"/{language}/"))

    assert list(page.context["form"].fields) == GENDER
    assert page.context["form"]["gender"].value() == "other"


def test_she_answers_after_registration_has_closed(
    sent: Application, as_user: Browser, clock: time_machine.Traveller
) -> None:
    asked(sent, due_at=NOW + timedelta(days=20))
    browser = as_user(sent.user)
    clock.move_to(NOW + timedelta(days=12))

    done = browser.post(ANSWER, {"gender": "woman", "gender_words": ""})

    assert (done.status_code, done["Location"]) == (302, "/en/2026/apply/mentee/sent/")
    assert sent.submissions.latest("number").screenings.get().outcome == "eligible"


def test_too_late_her_words_stay_before_her(sent: Application, as_user: Browser, clock: time_machine.Traveller) -> None:
    asked(sent)
    browser = as_user(sent.user)
    clock.move_to(DUE + timedelta(seconds=1))

    page = browser.post(ANSWER, {"gender": "other", "gender_words": "My own words"})

    assert (page.status_code, page.context["form"]["gender_words"].value()) == (200, "My own words")
    assert browser.get(ANSWER)["Location"] == "/en/2026/apply/mentee/sent/"


def test_her_copy_leads_to_it(sent: Application, as_user: Browser) -> None:
    asked(sent)

    assert f'href="{ANSWER}"' in as_user(sent.user).get("/en/2026/apply/mentee/sent/").content.decode()


def test_a_stranger_and_who_was_not_asked(sent: Application, as_user: Browser) -> None:
    assert as_user(sent.user).get(ANSWER).status_code == 404
    asked(sent)
    assert as_user(person()).get(ANSWER).status_code == 404


def test_the_desk_asks(sent: Application, as_user: Browser) -> None:
    page = reverse("admin:registration_inquiry_ask", args=[sent.pk])
    browser = as_user(staff(Role.REGIONAL, region="AFR"))
    shown = browser.get(page)
    assert shown.context["form"].initial["questions"] == GENDER
    assert "Language of letters: English" in shown.content.decode()  # in which she should be asked
    turned = browser.post(page, {"questions": GENDER, "note": "Please\u202e tell", "due_on": "2026-03-09"})
    assert (list(turned.context["form"].errors), Inquiry.objects.count()) == (["note"], 0)

    done = browser.post(page, {"questions": GENDER, "note": "Please tell us more.", "due_on": "2026-03-09"})

    assert (done.status_code, Inquiry.objects.get().note) == (302, "Please tell us more.")
    assert sent.edition.local(Inquiry.objects.get().due_at).isoformat() == "2026-03-09T23:59:59+01:00"
    assert browser.get("/admin/registration/inquiry/").status_code == 200


def test_only_of_a_sent_application_the_desk_is_offered_to_ask(sent: Application, as_user: Browser) -> None:
    browser, page = as_user(staff()), reverse("admin:registration_application_change", args=[sent.pk])
    way = f'href="{reverse("admin:registration_inquiry_ask", args=[sent.pk])}"'
    assert way in browser.get(page).content.decode()
    withdraw(sent, by=sent.user, now=NOW)
    assert way not in browser.get(page).content.decode()


def test_another_region_does_not(sent: Application, as_user: Browser) -> None:
    page = reverse("admin:registration_inquiry_ask", args=[sent.pk])

    assert as_user(staff(Role.REGIONAL, region="ARB")).get(page).status_code == 404
