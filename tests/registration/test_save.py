"""Saving answers: what is given is kept, and nobody overwrites what she has not seen."""

from datetime import timedelta

import pytest

from registration.actions.applications import StaleRevision, WindowClosed, save, start, submit, withdraw
from registration.models import Application
from registration.rules.answers import answers_of
from tests.factories import MENTEE_ANSWERS, MENTOR_ANSWERS, NOW, application, draft, edition, person
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal

pytestmark = pytest.mark.django_db


def fresh(application: Application) -> Application:
    return Application.objects.with_answers().get(pk=application.pk)


@pytest.mark.parametrize(("kind", "answers"), [("mentee", MENTEE_ANSWERS), ("mentor", MENTOR_ANSWERS)])
def test_it_keeps_every_answer(kind: str, answers: dict) -> None:
    begun = start(edition(), user=person(), kind=kind, by=None, now=NOW)

    saved = save(begun, answers=answers, revision=0, by=None, now=NOW)

    assert answers_of(saved, ()) == answers
    assert answers_of(fresh(begun), ()) == answers
    assert (saved.revision, saved.changed_at, saved.consented_at) == (1, NOW, NOW)


def test_typing_leaves_the_record_alone() -> None:
    begun = draft(edition())

    save(begun, answers={"employer": "Bank of Juba", "years": 4}, revision=1, by=begun.user, now=NOW)

    assert [row.action for row in AuditRow.objects.about(begun)] == ["registration.application.started"]


def test_questions_that_are_not_given_stay() -> None:
    begun = draft(edition())

    save(begun, answers={"post": "Lead"}, revision=1, by=None, now=NOW)

    assert answers_of(fresh(begun), ()) == MENTEE_ANSWERS | {"post": "Lead"}


def test_what_is_no_question_is_left_alone() -> None:
    begun = draft(edition())

    save(begun, answers={"state": "submitted", "region": "EUR", "seniority": "other"}, revision=1, by=None, now=NOW)

    row = fresh(begun)
    assert (row.state, row.region, row.revision) == ("draft", "", 1)


def test_languages_keep_their_order() -> None:
    begun = draft(edition())

    save(begun, answers={"languages": [["fr", 1], ["en", 3]]}, revision=1, by=None, now=NOW)

    assert fresh(begun).languages == [["fr", 1], ["en", 3]]


def test_consent_can_be_taken_back() -> None:
    begun = draft(edition())

    save(begun, answers={"consent": False}, revision=1, by=None, now=NOW)

    row = fresh(begun)
    assert (row.consent_version, row.consented_at) == ("", None)


def test_a_stale_save_writes_nothing() -> None:
    begun = draft(edition())
    save(begun, answers={"post": "From the phone"}, revision=1, by=None, now=NOW)

    with pytest.raises(StaleRevision):
        save(fresh(begun), answers={"post": "From the laptop"}, revision=1, by=None, now=NOW)

    assert (fresh(begun).post, fresh(begun).revision) == ("From the phone", 2)


def test_two_that_were_read_at_the_same_time_do_not_both_win() -> None:
    begun = draft(edition())
    phone, laptop = fresh(begun), fresh(begun)
    save(phone, answers={"post": "From the phone"}, revision=1, by=None, now=NOW)

    with pytest.raises(StaleRevision):
        save(laptop, answers={"post": "From the laptop"}, revision=1, by=None, now=NOW)

    assert fresh(begun).post == "From the phone"


def test_the_same_post_twice_is_no_conflict() -> None:
    begun = start(edition(), user=person(), kind="mentee", by=None, now=NOW)
    save(begun, answers=MENTEE_ANSWERS, revision=0, by=None, now=NOW)

    again = save(fresh(begun), answers=MENTEE_ANSWERS, revision=0, by=None, now=NOW + timedelta(minutes=1))

    assert (again.revision, again.changed_at) == (1, NOW)


def test_a_sent_one_is_edited_without_touching_what_was_sent() -> None:
    sent = application(edition())

    save(sent, answers={"post": "Lead"}, revision=1, by=None, now=NOW + timedelta(minutes=1))

    row = fresh(sent)
    assert (row.state, row.post, row.submissions.get().answers["post"]) == ("submitted", "Lead", "Analyst")


def test_after_the_last_second_nothing_is_saved() -> None:
    closes_at = NOW + timedelta(days=1)
    begun = draft(edition(closes_at=closes_at))
    save(begun, answers={"post": "In time"}, revision=1, by=None, now=closes_at)

    with pytest.raises(WindowClosed):
        save(begun, answers={"post": "Too late"}, revision=2, by=None, now=closes_at + timedelta(seconds=1))

    assert fresh(begun).post == "In time"


def test_a_withdrawn_one_is_taken_up_again_first() -> None:
    gone = withdraw(draft(edition()), by=None, now=NOW)

    with pytest.raises(Illegal):
        save(gone, answers={"post": "Lead"}, revision=1, by=None, now=NOW)


def test_a_save_after_a_send_from_elsewhere_is_not_swallowed() -> None:
    begun = draft(edition())
    laptop = fresh(begun)
    submit(begun, by=begun.user, now=NOW)

    saved = save(laptop, answers={"post": "Lead"}, revision=1, by=None, now=NOW)

    assert (fresh(saved).post, fresh(saved).state) == ("Lead", "submitted")


def test_two_devices_save_different_sections_side_by_side() -> None:
    begun = draft(edition())
    phone, laptop = fresh(begun), fresh(begun)

    save(phone, answers={"post": "Lead"}, revision=1, by=None, now=NOW)
    save(laptop, answers={"motivation": "To learn."}, revision=1, by=None, now=NOW)

    row = fresh(begun)
    assert (row.post, row.mentee.motivation, row.revision) == ("Lead", "To learn.", 3)
    assert (row.section_revisions["work"], row.section_revisions["motivation"]) == ([2], [3])


def test_a_page_is_never_in_its_own_way() -> None:
    begun = draft(edition())
    save(fresh(begun), answers={"post": "Lead"}, revision=1, pages=["laptop"], by=None, now=NOW)

    saved = save(fresh(begun), answers={"post": "Head"}, revision=1, pages=["laptop"], by=None, now=NOW)

    assert (saved.post, saved.section_revisions["work"]) == ("Head", [3, "laptop"])


def test_a_stale_save_names_its_sections() -> None:
    begun = draft(edition())
    save(fresh(begun), answers={"post": "Lead"}, revision=1, by=None, now=NOW)

    with pytest.raises(StaleRevision) as refusal:
        save(fresh(begun), answers={"post": "Head", "motivation": "To learn."}, revision=1, by=None, now=NOW)

    assert (refusal.value.sections, fresh(begun).mentee.motivation) == (["work"], MENTEE_ANSWERS["motivation"])


@pytest.mark.parametrize("revision", [-1, 2, 10**9])
def test_a_revision_that_was_never_seen_is_stale(revision: int) -> None:
    begun = draft(edition())

    with pytest.raises(StaleRevision):
        save(begun, answers={"post": "Lead"}, revision=revision, by=None, now=NOW)


def test_a_page_takes_over_from_another_and_then_stands_in_its_way() -> None:
    begun = draft(edition())
    save(fresh(begun), answers={"post": "Lead"}, revision=1, pages=["closed"], by=None, now=NOW)
    save(fresh(begun), answers={"post": "Head"}, revision=1, pages=["opened", "closed"], by=None, now=NOW)

    with pytest.raises(StaleRevision):
        save(fresh(begun), answers={"post": "Chief"}, revision=1, pages=["closed"], by=None, now=NOW)

    assert fresh(begun).post == "Head"
