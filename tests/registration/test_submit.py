"""Sending an application: a snapshot, screened at once, and a letter."""

from datetime import timedelta

import pytest

from registration.actions.applications import Incomplete, WindowClosed, save, start, submit, withdraw
from registration.models import Application, Screening, Submission
from registration.models.screening import Outcome
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, person
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db


def test_it_stores_a_snapshot_and_its_screening() -> None:
    begun = draft(edition())

    sent = submit(begun, by=begun.user, now=NOW)

    assert (sent.state, sent.submitted_at, sent.region) == ("submitted", NOW, "AFR")
    submission = Submission.objects.get()
    assert (submission.application, submission.number, submission.consent_version, submission.at) == (sent, 1, "1", NOW)
    assert submission.answers == MENTEE_ANSWERS
    screening = Screening.objects.get()
    assert (screening.submission, screening.outcome, screening.rules_version) == (submission, Outcome.ELIGIBLE, 1)
    assert [row["answer"] for row in screening.results] == ["met"] * 5


def test_it_is_found_by_folded_name_address_and_reference() -> None:
    sent = application(edition(), person("aicha.k@example.org"), full_name="Aïcha KONÉ", arabic_name="عائشة")

    code = sent.reference.lower().replace("-", " ")
    assert Application.objects.get().search == f"aicha kone عايشه aicha k example org {code}"


def test_it_writes_audit_rows_without_personal_words() -> None:
    begun = draft(edition())
    before = AuditRow.objects.count()

    submit(begun, by=begun.user, now=NOW)

    rows = AuditRow.objects.about(begun).order_by("pk")[before:]
    assert [(row.action, row.actor_pk, row.facts) for row in rows] == [
        ("registration.application.submitted", str(begun.user_id), {"was": "draft", "number": 1}),
        (
            "registration.application.screened",
            "",
            {
                "outcome": "eligible",
                "reasons": {
                    "region": "inside",
                    "gender": "woman",
                    "experience": "enough_years",
                    "english": "enough",
                    "equipment": "both",
                },
                "rules_version": 1,
            },
        ),
    ]


def test_it_writes_to_her_in_her_language_with_the_reference() -> None:
    sent = application(edition(), person("amina@example.org", language="fr"))

    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.kind, letter.edition, letter.region) == (
        "amina@example.org",
        "fr",
        "registration/received",
        "2026",
        "AFR",
    )
    assert sent.reference in letter.subject
    assert sent.reference in letter.text
    assert "http://localhost:8000/2026/apply/mentee/sent/" in letter.text


def test_a_mentor_belongs_to_headquarters_wherever_she_lives() -> None:
    sent = application(edition(), kind="mentor", country="KE")

    assert sent.region == ""
    assert [row["criterion"] for row in sent.screenings.get().results] == ["gender", "seniority"]


def test_missing_answers_are_named_in_the_order_of_the_form() -> None:
    begun = draft(edition(), full_name="", motivation="", topics=[], goal="", years=None, consent=False, sector="none")

    with pytest.raises(Incomplete) as refusal:
        submit(begun, by=begun.user, now=NOW)

    assert [problem.question for problem in refusal.value.problems] == [
        "full_name",
        "years",
        "topics",
        "goal",
        "motivation",
        "consent",
    ]
    assert (Submission.objects.count(), Letter.objects.count()) == (0, 0)


def test_sending_the_same_again_changes_nothing() -> None:
    sent = application(edition())

    submit(sent, by=sent.user, now=NOW + timedelta(minutes=1))

    sent.refresh_from_db()
    assert (sent.submitted_at, sent.submissions.count(), Letter.objects.count()) == (NOW, 1, 1)


def test_changed_answers_are_sent_again_as_the_next_submission() -> None:
    later = NOW + timedelta(hours=1)
    sent = application(edition())
    save(sent, answers={"country": "DE"}, revision=sent.revision, by=sent.user, now=later)

    again = submit(sent, by=sent.user, now=later)

    assert [s.answers["country"] for s in again.submissions.order_by("number")] == ["KE", "DE"]
    assert [s.outcome for s in again.screenings.order_by("pk")] == ["eligible", "not_eligible"]
    assert (again.region, again.submitted_at, Letter.objects.count()) == ("EUR", later, 2)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_the_last_second_is_hers(seconds: int) -> None:
    closes_at = NOW + timedelta(days=1)
    begun = draft(edition(closes_at=closes_at))

    sent = submit(begun, by=begun.user, now=closes_at + timedelta(seconds=seconds))

    assert sent.state == "submitted"


def test_one_second_later_is_too_late() -> None:
    closes_at = NOW + timedelta(days=1)
    begun = draft(edition(closes_at=closes_at))

    with pytest.raises(WindowClosed):
        submit(begun, by=begun.user, now=closes_at + timedelta(seconds=1))

    begun.refresh_from_db()
    assert begun.state == "draft"


def test_a_withdrawn_one_is_not_sent() -> None:
    gone = withdraw(draft(edition()), by=None, now=NOW)

    with pytest.raises(Illegal):
        submit(gone, by=gone.user, now=NOW)


def test_a_changed_consent_text_asks_for_consent_again() -> None:
    call = edition()
    begun = draft(call)
    call.consent_version = "2"
    call.save(update_fields=["consent_version"])

    with pytest.raises(Incomplete) as refusal:
        submit(begun, by=begun.user, now=NOW)

    assert [problem.question for problem in refusal.value.problems] == ["consent"]


def test_sent_taken_back_and_begun_again_on_another_device_it_is_sent_anew() -> None:
    begun = draft(edition())
    elsewhere = Application.objects.with_answers().get()
    withdraw(submit(elsewhere, by=begun.user, now=NOW), by=begun.user, now=NOW)
    start(begun.edition, user=begun.user, kind="mentee", by=begun.user, now=NOW)

    submit(begun, by=begun.user, now=NOW)

    assert list(Submission.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]
    assert Application.objects.get().state == "submitted"
