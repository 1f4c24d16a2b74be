"""Over a real SMTP conversation."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from tests.factories import NOW, letter
from tests.mail.conftest import Peer
from tests.mail.steps import Clock, facts, send, wait_of
from wic.mail.models import Letter
from wic.mail.sending import send_some

State = Letter.State
pytestmark = pytest.mark.django_db(transaction=True)


def test_the_peer_gets_text_and_page(peer: Peer, clock: Clock) -> None:
    written = letter(
        "amina@example.org",
        subject="قبول في برنامج الإرشاد: عرض مكان لكِ وتأكيده قبل نهاية الأسبوع " * 2,
        text="عزيزتي أمينة\n.\n..Fin\n",
    )

    send(clock)

    [message] = peer.messages
    assert peer.recipients == [["amina@example.org"]]
    assert {name: message[name] for name in ("From", "To", "Message-ID", "Auto-Submitted", "Content-Language")} == {
        "From": "Women in Cyber <noreply@localhost>",
        "To": "amina@example.org",
        "Message-ID": written.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert message["Subject"] == written.subject
    assert message["Date"].datetime == NOW
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().splitlines() == ["عزيزتي أمينة", ".", "..Fin"]
    assert page.get_content_type() == "text/html"
    assert page.get_content().splitlines() == ["<p>عزيزتي أمينة", ".", "..Fin", "</p>"]
    assert facts(written) == (State.SENT, "", 1)
    assert (written.sent_at, written.lease_until, written.text) == (NOW, None, "عزيزتي أمينة\n.\n..Fin\n")


def test_a_run_sends_all_that_is_due_over_one_connection(peer: Peer, clock: Clock) -> None:
    first, second = letter(), letter()
    later = letter(now=NOW + timedelta(minutes=1))

    send(clock)

    assert peer.addresses == [first.to, second.to]
    assert peer.connections == 1
    assert facts(later) == (State.QUEUED, "", 0)


def test_a_run_ends_after_its_seconds_and_says_that_there_is_more(peer: Peer, clock: Clock) -> None:
    letters = [letter() for _ in range(3)]
    peer.when_text_comes = lambda: clock.move(seconds=3)

    assert send_some(worker="one", clock=clock) is True
    assert peer.addresses == [letters[0].to, letters[1].to]

    assert send_some(worker="two", clock=clock) is False
    assert peer.addresses == [one.to for one in letters]


def test_no_letter_no_connection(peer: Peer, clock: Clock) -> None:
    send(clock)

    assert peer.connections == 0


def test_the_row_says_data_before_the_peer_has_the_text(peer: Peer, clock: Clock) -> None:
    written = letter()
    seen = []
    peer.when_text_comes = lambda: seen.append(facts(written)[0])

    send(clock)

    assert seen == [State.DATA]


def test_a_secret_letter_is_wiped_once_sent(peer: Peer, clock: Clock) -> None:
    written = letter(secret=True, text="Your code is 482913.\n")

    send(clock)

    written.refresh_from_db()
    assert peer.messages[0].get_body(["plain"]).get_content() == "Your code is 482913.\n"
    assert (written.state, written.text, written.html, written.wiped_at) == (State.SENT, "", "", NOW)


def test_in_development_letters_go_nowhere_and_stay_readable(peer: Peer, clock: Clock, settings: Settings) -> None:
    settings.DEV_MAILBOX = True
    written = letter(secret=True, text="Your code is 482913.\n")

    send(clock)

    written.refresh_from_db()
    assert (written.state, written.text, written.wiped_at) == (State.SENT, "Your code is 482913.\n", None)
    assert peer.connections == 0


@pytest.mark.parametrize("where", ["MAIL", "full@example.org", "DATA"])
def test_later_means_later_and_longer_each_time(peer: Peer, clock: Clock, where: str) -> None:
    peer.answers[where] = "451 try again"
    written, other = letter("full@example.org", repeat_safe=False), letter("other@example.org")

    send(clock)
    assert facts(written) == (State.QUEUED, "451", 1)
    assert wait_of(written) == 30
    clock.move(seconds=30)
    send(clock)
    assert facts(written) == (State.QUEUED, "451", 2)
    assert wait_of(written) == 30 + 60

    peer.answers.clear()
    clock.move(seconds=60)
    send(clock)
    assert facts(written) == (State.SENT, "", 3)
    assert sorted(peer.addresses) == ["full@example.org", "other@example.org"]
    assert facts(other)[0] == State.SENT


@pytest.mark.parametrize("where", ["gone@example.org", "DATA"])
def test_never_means_never(peer: Peer, clock: Clock, where: str) -> None:
    peer.answers[where] = "550 no such mailbox here"
    written = letter("gone@example.org")

    send(clock)
    clock.move(days=3)
    send(clock)

    assert facts(written) == (State.REFUSED, "550", 1)
    assert list(Letter.objects.to_be_settled_by_staff()) == [written]
    assert peer.messages == []


def test_one_refusal_does_not_stop_the_others(peer: Peer, clock: Clock) -> None:
    peer.answers["gone@example.org"] = "550 no such mailbox here"
    letter("gone@example.org")
    other = letter()

    send(clock)

    assert peer.addresses == [other.to]
    assert peer.connections == 1


def test_a_relay_that_does_not_want_us_refuses_no_letter(peer: Peer, clock: Clock) -> None:
    peer.answers["MAIL"] = "550 sender unknown"
    written, other = letter(), letter()

    send(clock)

    assert (facts(written), facts(other)) == ((State.QUEUED, "550", 0), (State.QUEUED, "", 0))


def test_the_last_attempt(peer: Peer, clock: Clock) -> None:
    peer.answers["full@example.org"] = "452 mailbox full"
    written = letter("full@example.org")
    Letter.objects.update(attempts=158)

    send(clock)
    assert facts(written) == (State.QUEUED, "452", 159)
    assert wait_of(written) == 1800
    clock.move(minutes=30)
    send(clock)

    assert facts(written) == (State.REFUSED, "452", 160)
