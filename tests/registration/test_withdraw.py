"""Taking an application back."""

from datetime import timedelta

import pytest

from registration.actions.applications import HasPlace, start, withdraw
from registration.actions.offers import accept, make_offer
from registration.actions.time_given import give_more_time
from registration.models import Offer, Participant
from tests.factories import NOW, application, draft, edition, staff
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db


def test_it_is_withdrawn_and_she_is_told() -> None:
    sent = application(edition())

    gone = withdraw(sent, by=sent.user, now=NOW)

    assert (gone.state, gone.withdrawn_at) == ("withdrawn", NOW)
    row = AuditRow.objects.about(sent).newest_first()[0]
    assert (row.action, row.facts) == ("registration.application.withdrawn", {"was": "submitted"})
    letter = Letter.objects.newest_first()[0]
    assert (letter.kind, letter.to, letter.region) == ("registration/withdrawn", sent.user.email, "AFR")
    assert sent.reference in letter.text


def test_a_draft_goes_without_a_letter() -> None:
    gone = withdraw(draft(edition()), by=None, now=NOW)

    assert (gone.state, Letter.objects.count()) == ("withdrawn", 0)


def test_it_is_possible_after_registration_has_closed() -> None:
    closes_at = NOW + timedelta(days=1)
    sent = application(edition(closes_at=closes_at))

    assert withdraw(sent, by=sent.user, now=closes_at + timedelta(days=9)).state == "withdrawn"
    text = Letter.objects.newest_first()[0].text
    assert ("take it up again" in text, "welcome to apply at the next call" in text) == (False, True)


def test_in_the_time_given_to_her_it_is_taken_up_again() -> None:
    """As her page says: the last moment is hers, not that of everybody."""
    closes_at = NOW + timedelta(days=1)
    begun = draft(edition(closes_at=closes_at))
    until = closes_at + timedelta(days=5)
    begun = give_more_time(begun, until=until, by=staff(), now=NOW)
    gone = withdraw(begun, by=begun.user, now=closes_at + timedelta(days=1))

    assert start(gone.edition, user=gone.user, kind=gone.kind, by=gone.user, now=until).state == "draft"


def test_a_place_that_was_held_for_her_is_free_again() -> None:
    sent = application(edition())
    make_offer(sent, from_waiting_list=False, by=None, now=NOW)

    withdraw(sent, by=sent.user, now=NOW)

    assert [(offer.state, offer.answered_at) for offer in Offer.objects.all()] == [("taken_back", NOW)]


def test_a_participant_leaves_the_programme_instead() -> None:
    sent = application(edition())
    offer = make_offer(sent, from_waiting_list=False, by=None, now=NOW)
    accept(offer, agrees_to_conduct=True, certificate_name="Amina Wanjiku", by=sent.user, now=NOW)

    with pytest.raises(HasPlace):
        withdraw(sent, by=sent.user, now=NOW)

    sent.refresh_from_db()
    assert (sent.state, Participant.objects.get().state) == ("submitted", "active")


def test_twice_is_refused() -> None:
    gone = withdraw(draft(edition()), by=None, now=NOW)

    with pytest.raises(Illegal):
        withdraw(gone, by=None, now=NOW)


def test_withdrawn_taken_up_and_withdrawn_again_writes_a_second_letter() -> None:
    call = edition()
    sent = application(call)
    withdraw(sent, by=sent.user, now=NOW)
    again = start(call, user=sent.user, kind="mentee", by=sent.user, now=NOW)

    withdraw(again, by=sent.user, now=NOW)

    assert [row.action for row in AuditRow.objects.about(sent).newest_first()[:3]] == [
        "registration.application.withdrawn",
        "registration.application.draft",
        "registration.application.withdrawn",
    ]
