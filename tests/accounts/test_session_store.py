"""The session of a browser: a new key at every sign-in, and one row for each browser."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import person
from wic.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(session: SessionStore) -> dict[str, str]:
    return dict(SessionStore(session.session_key).items())


def begun(**data: str) -> SessionStore:
    session = SessionStore()
    session.update(data)
    session.save()
    return session


def test_a_sign_in_takes_the_data_along_to_a_new_key() -> None:
    session = begun(next="/en/me/")
    before = session.session_key

    session.cycle_key()
    session["signed_in"] = "yes"
    session.save()

    assert session.session_key != before
    assert (kept(session), Session.objects.count()) == ({"next": "/en/me/", "signed_in": "yes"}, 1)


def test_the_old_key_opens_nothing_even_before_the_new_row_is_written() -> None:
    session = begun(next="/en/me/")
    before = session.session_key
    session.cycle_key()
    assert (dict(SessionStore(before).items()), Session.objects.exists()) == ({}, False)


def test_a_session_that_was_never_kept_can_be_given_a_new_key_too() -> None:
    session = SessionStore()
    session["next"] = "/en/me/"
    session.cycle_key()
    session.save()
    assert kept(session) == {"next": "/en/me/"}


def test_a_key_that_is_taken_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    hers = begun(next="/en/me/")
    keys = iter([hers.session_key, "b" * 32])
    monkeypatch.setattr("wic.accounts.sessions.get_random_string", lambda *_of: next(keys))

    other = begun(next="/fr/me/")

    assert (other.session_key, kept(hers), kept(other)) == ("b" * 32, {"next": "/en/me/"}, {"next": "/fr/me/"})


def test_what_it_costs(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):  # a savepoint around the row
        session = begun(next="/en/me/")
    with django_assert_num_queries(1):
        session.cycle_key()


def test_signed_out_the_row_is_gone() -> None:
    browser = Client()
    browser.force_login(person())
    assert Session.objects.count() == 1
    browser.session.flush()
    assert Session.objects.count() == 0
