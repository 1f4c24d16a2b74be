"""What was decided on stands: once a decision is prepared, an application is not sent again."""

from collections.abc import Callable

import pytest
from django.test import Client

from registration.actions.applications import BeingDecided, save, start, submit, withdraw
from registration.actions.seats import prepare_batch
from registration.models import Application, Batch
from tests.factories import MENTEE_ANSWERS, NOW, application, edition
from tests.registration.test_form_page import typed
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SENTENCE = "Your application is with those who decide, so it can no longer be changed or sent."


def fresh() -> Application:
    return Application.objects.with_answers().get()


@pytest.fixture
def decided() -> Application:
    sent = application(edition())
    prepare_batch(sent.edition, kind="mentee", seed=1, by=None, now=NOW)
    return fresh()


def test_her_draft_knows_nothing_of_it(decided: Application) -> None:
    assert save(decided, answers={"post": "Lead"}, revision=1, by=decided.user, now=NOW).post == "Lead"


def test_once_she_is_told_it_is_not_changed_either(decided: Application) -> None:
    Batch.objects.update(state="released", approved_at=NOW, released_at=NOW)

    with pytest.raises(BeingDecided, match=SENTENCE):
        save(fresh(), answers={"post": "Lead"}, revision=1, by=decided.user, now=NOW)


def test_it_is_not_sent_again(decided: Application) -> None:
    Application.objects.update(post="Lead")  # saved a moment before

    with pytest.raises(BeingDecided):
        submit(decided, by=decided.user, now=NOW)

    assert decided.submissions.get().answers["post"] == "Analyst"


def test_it_is_withdrawn_for_good(decided: Application) -> None:
    withdraw(decided, by=decided.user, now=NOW)

    with pytest.raises(BeingDecided):
        start(decided.edition, user=decided.user, kind="mentee", by=decided.user, now=NOW)

    assert Application.objects.get().state == "withdrawn"


def test_once_she_is_told_the_form_leads_to_where_she_stands(
    decided: Application, as_user: Callable[[User], Client]
) -> None:
    Batch.objects.update(state="released", approved_at=NOW, released_at=NOW)

    answer = as_user(decided.user).get("/en/2026/apply/mentee/")

    assert (answer.status_code, answer["Location"]) == (302, "/en/2026/apply/")


def test_a_form_that_was_open_keeps_what_she_typed(decided: Application, as_user: Callable[[User], Client]) -> None:
    page = as_user(decided.user).post(
        "/en/2026/apply/mentee/", typed(MENTEE_ANSWERS | {"post": "Lead"}, revision=1, send="1")
    )

    assert (str(page.context["refusal"]), page.context["form"]["post"].value()) == (SENTENCE, "Lead")
