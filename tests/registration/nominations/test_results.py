"""What an organisation learns, and when: stages before the announcement, afterwards who agreed to be told of."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.models import Edition
from registration.actions.invitations import close_all
from registration.actions.nominations import take_up
from registration.actions.offers import decline, fill_places
from registration.actions.seats import announce_all, approve_batch, prepare_batch, release_batch
from registration.models import Invitation, Nomination, Offer
from tests import factories
from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)
AsUser = Callable[[User], Client]


def nominee(call: Edition, made: Invitation, *, agrees: bool, **answers: object) -> Nomination:
    """Nominated, and her application sent."""
    nomination = factories.nomination(made, name=f"Nominee {User.objects.count()}")
    her = person(nomination.email)
    take_up(nomination, user=her, may_tell_result=agrees, now=NOW)
    factories.application(call, her, **answers)
    nomination.refresh_from_db()
    return nomination


def page(as_user: AsUser, made: Invitation) -> str:
    focal_point = made.organisation.focal_points.get().user
    with time_machine.travel(LATER, tick=False):
        response = as_user(focal_point).get(reverse("registration:nomination-desk", args=[made.public_id]))
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def prepared(call: Edition) -> object:
    return prepare_batch(call, kind="mentee", seed=1, by=staff(), now=NOW)


def selected(made: Invitation) -> list[str]:
    rows = made.nominations.with_result().by_name()
    return [nomination.name for nomination in rows if nomination.is_selected]


def test_nothing_shows_before_the_announcement(as_user: AsUser) -> None:
    """The page, its size and its queries, and every letter: the same while a decision is made, approved and held."""
    call = edition(seats=1)
    made = factories.invitation(call)
    for _number in range(2):
        nominee(call, made, agrees=True)

    def seen() -> tuple[str, int, list[str]]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text = page(as_user, made)
        own = [query["sql"] for query in queries if "registration_nomination" in query["sql"]]
        letters = Letter.objects.exclude(kind="registration/received").order_by("pk")
        return text, len(own), list(letters.values_list("to", flat=True))

    before = seen()
    batch = prepared(call)
    assert seen() == before
    batch = approve_batch(batch, by=staff(), now=NOW)  # type: ignore[arg-type]
    close_all(now=NOW)
    assert seen() == before
    # released, and she herself not yet written to
    release_batch(batch, by=staff(), now=NOW)
    close_all(now=NOW)
    assert seen() == before
    announce_all(now=NOW)
    assert len(selected(made)) == 1


def test_only_who_agreed_is_told_of(as_user: AsUser) -> None:
    call = edition(seats=2)
    made = factories.invitation(call)
    agreed = nominee(call, made, agrees=True)
    nominee(call, made, agrees=False)
    batch = approve_batch(prepared(call), by=staff(), now=NOW)  # type: ignore[arg-type]
    release_batch(batch, by=staff(), now=NOW)
    announce_all(now=NOW)
    assert selected(made) == [agreed.name]
    assert close_all(now=NOW) == 1
    assert page(as_user, made).count("Who was selected") == 1
    with pytest.raises(Invitation.DoesNotExist):
        Invitation.objects.to_close().get()


def test_the_closing_letter_says_the_same_to_everybody() -> None:
    call = edition(seats=1)
    lucky, unlucky, silent = (factories.invitation(call) for _number in range(3))
    for made in (lucky, unlucky):
        nominee(call, made, agrees=True)
    batch = approve_batch(prepared(call), by=staff(), now=NOW)  # type: ignore[arg-type]
    release_batch(batch, by=staff(), now=NOW)
    announce_all(now=NOW)
    assert sorted([len(selected(lucky)), len(selected(unlucky))]) == [0, 1]
    for _again in range(2):
        close_all(now=NOW)
    letters = Letter.objects.filter(kind="registration/nominations_closed").order_by("pk")
    texts = []
    for made, letter in zip((lucky, unlucky), letters, strict=True):  # nobody writes to who named nobody
        focal_point = made.organisation.focal_points.get()
        assert letter.to == focal_point.user.email
        own = {focal_point.name: "N", made.organisation.name: "O", str(made.public_id): "P"}
        text = letter.text
        for word, neutral in own.items():
            text = text.replace(word, neutral)
        texts.append(text)
    assert texts[0] == texts[1]
    silent.refresh_from_db()
    assert silent.closed_at == NOW


def test_promoted_from_the_waiting_list() -> None:
    call = edition(seats=1)
    made = factories.invitation(call)
    waiting = nominee(call, made, agrees=True)
    first = factories.application(call)
    factories.waiting_list(call, [waiting.user.applications.get()])  # type: ignore[union-attr]
    assert selected(made) == []
    offer = factories.offer(first)
    decline(offer, reason="", by=first.user, now=NOW)
    fill_places(now=NOW)
    assert Offer.objects.open().get().application.user == waiting.user
    assert selected(made) == [waiting.name]


def test_never_an_answer(as_user: AsUser) -> None:
    call = edition()
    made = factories.invitation(call)
    secret = {
        "full_name": "Kanariax Zarqa",
        "arabic_name": "كناريكس الزرقاء",
        "employer": "Kanariaxworks",
        "post": "Kanariaxkeeper",
        "motivation": "Kanariaxsong",
        "access_needs": "Kanariaxneeds",
    }
    nominee(call, made, agrees=True, **secret)
    text = page(as_user, made).casefold()
    assert "has sent her application" in text
    assert ("kanariax" in text, "كناريكس" in text) == (False, False)


@pytest.mark.parametrize("nominees", [1, 5])
def test_what_the_page_asks_of_the_database(
    as_user: AsUser, nominees: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    made = factories.invitation(edition())
    for _number in range(nominees):
        factories.nomination(made)
    browser = as_user(made.organisation.focal_points.get().user)
    with time_machine.travel(NOW, tick=False), django_assert_num_queries(7):
        browser.get(reverse("registration:nomination-desk", args=[made.public_id]))
