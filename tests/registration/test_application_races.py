"""Double clicks, two tabs, two devices: one application, one submission, nothing overwritten unseen."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from programme.models import Edition
from registration.actions.applications import save, start, submit
from registration.actions.seats import prepare_batch
from registration.models import Application, Submission
from tests.factories import NOW, application, draft, edition, extra_question, person
from tests.racing import at_once, of_its_own, outcomes, overtaken
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_eight_first_clicks_begin_one_application() -> None:
    call, her = edition(), person()

    results = at_once([lambda: start(call, user=her, kind="mentee", by=her, now=NOW)] * 8)

    assert outcomes(results) == {"done": 8}
    assert Application.objects.count() == 1
    assert len({result.reference for result in results}) == 1


def test_who_begins_does_not_wait_until_the_seats_are_planned() -> None:
    call, her = edition(), person()
    is_locked, has_begun = Event(), Event()

    def plan() -> bool:
        with transaction.atomic():
            Edition.objects.locked().get(pk=call.pk)
            is_locked.set()
            return has_begun.wait(3)

    def begin() -> None:
        is_locked.wait()
        start(call, user=her, kind="mentee", by=her, now=NOW)
        has_begun.set()

    has_not_waited, _begun = at_once([plan, begin])

    assert has_not_waited or connection.vendor == "sqlite"  # where every writer waits for every other
    assert Application.objects.get().user == her


def test_of_eight_tabs_one_saves_and_the_others_are_told() -> None:
    begun = draft(edition())

    def saving(post: str) -> Callable[[], Any]:
        loaded = Application.objects.with_answers().get(pk=begun.pk)
        return lambda: save(loaded, answers={"post": post}, revision=1, by=None, now=NOW)

    results = at_once([saving(f"Tab {number}") for number in range(8)])

    assert outcomes(results) == {"done": 1, "StaleRevision": 7}
    saved = next(result for result in results if isinstance(result, Application))
    assert (Application.objects.get().post, Application.objects.get().revision) == (saved.post, 2)


def test_eight_sends_are_one_submission_and_one_letter() -> None:
    begun = draft(edition())

    results = at_once(of_its_own(8, submit, begun, by=begun.user, now=NOW))

    assert outcomes(results) == {"done": 8}
    assert (Submission.objects.count(), Letter.objects.count()) == (1, 1)


def test_what_is_saved_in_the_moment_of_sending_is_sent() -> None:
    call = edition()
    extra_question(call, "team", kind="line")
    begun = draft(call)
    typed = {"motivation": "Written last.", "extra-team": "CERT"}

    sent = overtaken(
        lambda: save(begun, answers=typed, revision=1, by=None, now=NOW),
        lambda: submit(Application.objects.with_answers().get(pk=begun.pk), by=begun.user, now=NOW),
    )

    assert isinstance(sent, Application)
    assert {question: Submission.objects.get().answers[question] for question in typed} == typed


def test_nothing_is_sent_again_in_the_moment_of_a_decision() -> None:
    call = edition()
    sent = application(call)
    save(sent, answers={"motivation": "Better."}, revision=sent.revision, by=None, now=NOW)

    refused = overtaken(
        lambda: prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW),
        lambda: submit(sent, by=sent.user, now=NOW),
    )

    assert (type(refused).__name__, Submission.objects.count()) == ("BeingDecided", 1)
