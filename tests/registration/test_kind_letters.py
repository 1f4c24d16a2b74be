"""What those who have no place are told: what stays open to them, and until when they wait for the final word."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from programme.models import Edition
from registration.actions.seats import announce_all, approve_batch, change_decision, prepare_batch, release_batch
from tests.factories import NOW, application, edition, person, staff
from wic.accounts.models import User
from wic.look.times import day_words
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
TRAININGS = "The trainings of this edition are open to you too"


def announced(call: Edition, *, outcome: str, kind: str = "mentee", language: str = "en", **answers: object) -> User:
    hers = application(call, person(language=language), kind=kind, **answers)
    batch = prepare_batch(call, kind=kind, seed=1, by=None, now=NOW)
    if batch.decisions.get().outcome != outcome:
        change_decision(batch.decisions.get(), outcome=outcome, note="So.", by=staff(), now=NOW)
    release_batch(approve_batch(batch, by=staff(), now=NOW), by=None, now=NOW)
    announce_all(now=NOW)
    return hers.user


def letter_to(user: User, kind: str) -> Letter:
    return Letter.objects.get(to=user.email, kind=f"registration/{kind}")


@pytest.mark.parametrize(
    ("admit", "kind", "country", "said"),
    [
        ("eligible", "mentee", "KE", True),
        ("eligible", "mentee", "DE", False),  # of no region of this edition: not eligible
        ("eligible", "mentor", "KE", False),
        ("participants", "mentee", "KE", False),
    ],
)
def test_the_trainings_are_named_where_they_are_open_to_her(admit: str, kind: str, country: str, said: bool) -> None:
    her = announced(edition(trainings_admit=admit), outcome="not_selected", kind=kind, country=country)
    letter = letter_to(her, "not_selected")
    assert (TRAININGS in letter.text, TRAININGS in letter.html) == (said, said)
    assert "The keynote webinars are open to you" in letter.text
    assert "You are also welcome to apply at the next call." in letter.text


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_reserve_list_comes_with_the_day_of_the_final_word(as_user: AsUser, language: str) -> None:
    call = edition()
    her = announced(call, outcome="waiting", language=language)
    page = as_user(her).get(f"/{language}/me/").content.decode()
    with translation.override(language):
        day = day_words(call.replacements_until)
        said = translation.pgettext(
            "feminine", "If a place becomes free we write to you at once. Final word by {date}."
        ).format(date=day)
        title = translation.pgettext("feminine", "You are on the reserve list")
    assert (title in page, said in page) == (True, True)
    assert day in letter_to(her, "waiting_list").text
    english = "You are on the reserve list" in page
    assert english is (language == "en")
