"""Issued once to who completed, with a number of its own; revoked with a reason."""

from datetime import timedelta

import pytest

from certificates.actions import NoReason, NotCompleted, Unwritable, facts_of, issue, issue_all, revoke
from certificates.models import Certificate
from certificates.tasks import issue_all_task
from programme.models import Edition
from registration.actions.participants import leave
from registration.models import Participant
from tests.certificates.test_progress import held_sessions
from tests.factories import NOW, certificate, edition, participant, person, staff
from tests.racing import at_once, of_its_own, outcomes
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal
from wic.mail.models import Letter

LATER = NOW + timedelta(days=30)


@pytest.fixture
def completed(db: None) -> Participant:
    """Two of two sessions."""
    call = edition(sessions_planned=2, sessions_required=2, name_fr="Femmes et cyber")
    call.signatories.create(name="Leïla Mansouri", title_en="Director", title_fr="Directrice")
    mentee = participant(call, person("amina@example.org", language="fr"), full_name="Amina Wanjiku")
    held_sessions(mentee, present=[True, True])
    return mentee


def test_a_certificate_states_what_she_completed(completed: Participant) -> None:
    by = staff()
    row = issue(completed, by=by, now=LATER)
    assert (row.serial, row.number, row.state, row.language, row.name, row.issued_at) == (
        "WIC26-0001",
        1,
        "valid",
        "fr",
        "Amina Wanjiku",
        LATER,
    )
    assert row.facts | {"organisers": ""} == {
        "role": "mentee",
        "edition_name": "Femmes et cyber",
        "organisers": "",
        "starts_on": "2026-03-01",
        "ends_on": "2026-08-31",
        "sessions_attended": 2,
        "sessions_planned": 2,
        "issued_on": "2026-04-01",
        "signatories": [["Leïla Mansouri", "Directrice"]],
        "specimen": False,
    }
    assert len(row.code) >= 22  # 128 bits
    told = AuditRow.objects.about(row).get()
    assert (told.action, told.actor_pk, told.facts) == (
        "certificates.certificate.issued",
        str(by.pk),
        {"attended": 2},
    )
    letter = Letter.objects.get(kind="certificates/issued")
    assert (letter.to, letter.language, letter.repeat_safe) == ("amina@example.org", "fr", False)
    assert f"/certificates/{row.code}/pdf/" in letter.text


def test_later_changes_of_the_edition_do_not_change_it(completed: Participant) -> None:
    row = issue(completed, by=None, now=LATER)
    before = facts_of(row)
    Edition.objects.update(name_fr="Autre chose", ends_on="2027-01-01")
    assert facts_of(Certificate.objects.get()) == before


def test_twice_gives_the_same_one_and_one_letter(completed: Participant) -> None:
    assert issue(completed, by=None, now=LATER) == issue(completed, by=None, now=LATER)
    assert (Certificate.objects.count(), Letter.objects.filter(kind="certificates/issued").count()) == (1, 1)


def test_too_few_sessions_give_none(db: None) -> None:
    mentee = participant(edition(sessions_planned=2, sessions_required=2))
    held_sessions(mentee, present=[True, False])
    with pytest.raises(NotCompleted):
        issue(mentee, by=None, now=LATER)
    assert (Certificate.objects.count(), Letter.objects.filter(kind="certificates/issued").count()) == (0, 0)


def test_a_name_that_no_font_can_write_is_told(completed: Participant) -> None:
    Participant.objects.filter(pk=completed.pk).update(certificate_name="Amina 李")
    completed.refresh_from_db()
    with pytest.raises(Unwritable, match="李"):
        issue(completed, by=None, now=LATER)
    assert Certificate.objects.count() == 0


def test_all_of_an_edition_and_again(completed: Participant) -> None:
    call = completed.edition
    short = participant(call)
    unwritable = participant(call)
    gone = participant(call)
    leave(gone, by=gone.user, now=NOW)
    counts = issue_all(call, by=None, now=LATER)
    # her mentor completed as well; of the others none has been to a session
    assert counts == {"issued": 2, "short": 2, "unwritable": 0}
    issue_all_task(edition_id=call.pk, by_id=staff().pk)
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == ["WIC26-0001", "WIC26-0002"]
    assert not Certificate.objects.filter(participant__in=[short, unwritable, gone]).exists()


def test_one_unwritable_name_does_not_hold_up_the_others(completed: Participant) -> None:
    Participant.objects.filter(pk=completed.pk).update(certificate_name="李")
    assert issue_all(completed.edition, by=None, now=LATER) == {"issued": 1, "short": 0, "unwritable": 1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_when_many_are_issued_at_once() -> None:
    call = edition(sessions_required=0)
    people = [participant(call) for _ in range(4)]
    results = at_once([call for her in people for call in of_its_own(2, issue, her, by=None, now=LATER)])
    assert outcomes(results) == {"done": 8}
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Letter.objects.filter(kind="certificates/issued").count() == 4


# --- revoking --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_certificate_is_revoked_with_a_reason_and_once() -> None:
    row, by = certificate(participant(edition())), staff()
    with pytest.raises(NoReason):
        revoke(row, reason="  ", by=by, now=LATER)
    revoke(row, reason="Issued by mistake", by=by, now=LATER)
    assert (row.state, row.ended_at, row.ended_reason) == ("revoked", LATER, "Issued by mistake")
    told = AuditRow.objects.about(row).newest_first().first()
    assert (told.action, told.facts) == ("certificates.certificate.revoked", {"was": "valid"})
    with pytest.raises(Illegal):
        revoke(row, reason="Again", by=by, now=LATER)


@pytest.mark.django_db
def test_after_a_revocation_a_new_one_has_the_next_number() -> None:
    her = participant(edition())
    first = certificate(her)
    revoke(first, reason="The name was misspelt", by=staff(), now=LATER)
    second = issue(her, by=None, now=LATER)
    assert (second.serial, second.code != first.code) == ("WIC26-0002", True)
