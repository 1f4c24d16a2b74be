"""Double clicks, two tabs, two devices: one application, one submission, nothing overwritten unseen."""

from collections.abc import Callable
from typing import Any

import pytest

from registration.actions.applications import save, start, submit
from registration.models import Application, Submission
from tests.factories import NOW, draft, edition, person
from tests.racing import at_once, outcomes
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_eight_first_clicks_begin_one_application() -> None:
    call, her = edition(), person()

    results = at_once([lambda: start(call, user=her, kind="mentee", by=her, now=NOW)] * 8)

    assert outcomes(results) == {"done": 8}
    assert Application.objects.count() == 1
    assert len({result.reference for result in results}) == 1


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

    results = at_once([lambda: submit(begun, by=begun.user, now=NOW)] * 8)

    assert outcomes(results) == {"done": 8}
    assert (Submission.objects.count(), Letter.objects.count()) == (1, 1)
