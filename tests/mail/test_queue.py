import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from celery import Celery
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from tests.factories import NOW, person
from wic.mail.actions import Kind, begin_to_look, inert, leaving_together, link, queue, wake_worker
from wic.mail.models import Letter
from wic.mail.tasks import look, send_due

HELLO = Kind("test/hello")
URL = "http://localhost:8000/2021/offer/"


def hello(
    key: str = "offer/1", *, kind: Kind = HELLO, to: str = "amina@example.org", name: str = "Amina", **more: object
) -> Letter:
    given = {"language": "en", "about": None, "now": NOW, **more}
    return queue(kind, to=to, key=key, context={"name": name, "url": URL}, **given)


def test_a_letter_is_a_row_in_the_readers_language(db: None) -> None:
    about = person()

    letter = hello(language="ar", about=about, edition="2021", region="ARB")

    assert Letter.objects.get() == letter
    with translation.override("ar"):
        assert letter.subject == gettext("Letters") + " Amina"
    assert letter.text.splitlines() == ["Dear Amina,", URL, "ar ar rtl http://localhost:8000"]
    assert letter.html == (
        f'<html lang="ar" dir="rtl"><head></head><body><p>Dear Amina,</p><a href="{URL}">{URL}</a></body></html>\n'
    )
    assert letter.message_id == f"<{letter.public_id}@localhost>"
    assert (letter.kind, letter.to, letter.language, letter.edition, letter.region) == (
        "test/hello",
        "amina@example.org",
        "ar",
        "2021",
        "ARB",
    )
    assert (letter.about_label, letter.about_pk) == ("accounts.user", str(about.pk))
    assert (letter.state, letter.created_at, letter.next_attempt_at) == (Letter.State.QUEUED, NOW, NOW)
    assert (letter.repeat_safe, letter.secret) == (True, False)


def test_writing_a_letter_leaves_the_callers_language_alone(db: None) -> None:
    with translation.override("fr"):
        hello(language="ar")
        assert translation.get_language() == "fr"


def test_a_key_gives_one_letter_only(db: None) -> None:
    first = hello("offer/1")

    again = hello("offer/1", to="other@example.org", name="Other", now=NOW + timedelta(hours=1))

    assert again == first
    assert [(letter.to, letter.created_at) for letter in Letter.objects.all()] == [("amina@example.org", NOW)]


def test_no_letter_without_its_transaction(db: None) -> None:
    with transaction.atomic():
        hello()
        transaction.set_rollback(True)

    assert list(Letter.objects.all()) == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_four_threads_is_one_letter() -> None:
    together = Barrier(4)
    found = []

    def write() -> None:
        together.wait()
        with transaction.atomic():
            found.append(hello("offer/1").pk)
        connection.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Letter.objects.get().pk] * 4


@pytest.mark.parametrize(
    "name", ["Amina\r\nBcc: all@localhost", "Amina\nBcc: all@localhost", "Amina\u2028Bcc: all@localhost"]
)
def test_a_subject_is_one_line(db: None, name: str) -> None:
    assert hello(name=name).subject == "Letters Amina Bcc: all@localhost"


def test_a_long_subject_is_cut(db: None) -> None:
    assert len(hello(name="a" * 400).subject) == 250


@pytest.mark.parametrize(
    "to", ["a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "Amina <a@example.org>", "", "a"]
)
def test_one_bare_address_and_nothing_else(db: None, to: str) -> None:
    with pytest.raises(ValidationError):
        hello(to=to)

    assert list(Letter.objects.all()) == []


def test_an_address_that_no_relay_can_be_told_never_becomes_a_letter(db: None) -> None:
    with pytest.raises(UnicodeError):
        hello(to="amina@" + "é" * 60 + ".org")
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "text", "html"),
    [
        ("www.evil.example", "www.\u2060evil.\u2060example", "www.\u2060evil.\u2060example"),
        ("https://evil.example/x", "https://\u2060evil.\u2060example/x", "https://\u2060evil.\u2060example/x"),
        ("http://localhost:8000.evil.example", "http://\u2060localhost:8000.\u2060evil.\u2060example", None),
        ("[Pay](//evil.example)", "[Pay](//evil.\u2060example)", "[Pay](//evil.\u2060example)"),
        ("<img src=x onerror=a>", "<img src=x onerror=a>", "&lt;img src=x onerror=a&gt;"),
        ("{{ site_url }}", "{{ site_url }}", "{{ site_url }}"),
        ("{name.__class__}", "{name.__class__}", "{name.__class__}"),
        ("N’Deye O'Neil", "N’Deye O'Neil", "N’Deye O&#x27;Neil"),
        ("amina@example.org", "amina@example.org", "amina@example.org"),
        ("Version 2.1, 3.5 h", "Version 2.1, 3.5 h", "Version 2.1, 3.5 h"),
    ],
)
def test_what_a_person_typed_is_shown_as_typed_and_never_becomes_a_link(
    db: None, typed: str, text: str, html: str | None
) -> None:
    letter = hello(name=typed)

    assert letter.text.splitlines()[0] == f"Dear {text},"
    assert f"<p>Dear {html or text},</p>" in letter.html


def test_values_in_lists_are_made_harmless_too(db: None) -> None:
    assert inert({"names": ["www.evil.example", ("a.b.example", 3)]}) == {
        "names": ["www.\u2060evil.\u2060example", ["a.\u2060b.\u2060example", 3]]
    }


def test_links_are_absolute_and_leave_the_language_to_the_reader(settings: Settings) -> None:
    settings.SITE_URL = "https://wic.example"

    with translation.override("ar"):
        assert link("accounts:sign-in") == "https://wic.example/account/sign-in/"
        assert link("admin:index") == "https://wic.example/admin/"


def test_a_hundred_letters_wake_the_worker_once(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        for number in range(100):
            hello(f"offer/{number}")

    assert callbacks == [wake_worker]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_woken_is_not_woken_again_before_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    waking: list[str] = []
    counted = Celery("counted", set_as_current=False)
    monkeypatch.setattr(counted, "send_task", lambda name, **_options: waking.append(name))
    monkeypatch.setattr("wic.mail.actions.current_app", counted)

    hello("first")
    hello("second")
    assert waking == ["mail.send_due"]

    send_due()
    hello("third")

    assert waking == ["mail.send_due"] * 2

    look()
    with leaving_together():
        hello("fourth")
        hello("fifth")
        assert len(waking) == 2
    assert waking == ["mail.send_due"] * 3


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_away_the_letter_waits_for_the_sweep_and_nobody_for_the_broker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away = Celery("away", broker="redis+socket:///nowhere/broker.sock", set_as_current=False)
    away.conf.update(
        broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        task_publish_retry=settings.CELERY_TASK_PUBLISH_RETRY,
    )
    monkeypatch.setattr("wic.mail.actions.current_app", away)
    hello("warm up")
    begin_to_look()
    began = time.monotonic()

    letter = hello()

    assert time.monotonic() - began < 1
    assert letter.state == Letter.State.QUEUED
    assert [record.getMessage() for record in caplog.records if record.name == "wic.mail.actions"] == [
        "broker away, letters wait for the sweep: ConnectionError"
    ] * 2
