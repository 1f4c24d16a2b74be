"""Over a real SMTP conversation."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import EmailMultiAlternatives
from django.test import RequestFactory
from django.utils import translation
from pytest_django.fixtures import Settings

from tests.factories import NOW, letter
from tests.mail.conftest import Peer
from wic.mail.models import Letter
from wic.mail.sending import LEASE, claim_next, send_some, settle

State = Letter.State
pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def send(clock: Clock, worker: str = "one") -> None:
    send_some(worker=worker, clock=clock)


def facts(letter: Letter) -> tuple[str, str, int]:
    letter.refresh_from_db()
    return (letter.state, letter.last_error, letter.attempts)


def wait_of(letter: Letter) -> float:
    letter.refresh_from_db()
    return (letter.next_attempt_at - NOW).total_seconds()


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


# --- the peer says later or never ------------------------------------------------------------------------------------
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


# --- the peer breaks off ---------------------------------------------------------------------------------------------
def test_broken_off_before_the_text_nothing_has_arrived(peer: Peer, clock: Clock) -> None:
    peer.breaks_off_after = "MAIL"
    written = letter(repeat_safe=False)

    send(clock)
    assert facts(written) == (State.QUEUED, "cut", 1)

    peer.breaks_off_after = ""
    clock.move(seconds=30)
    send(clock)
    assert facts(written) == (State.SENT, "", 2)
    assert len(peer.messages) == 1


@pytest.mark.parametrize("goodbye", ["421 too many letters, goodbye", "breaks off"])
def test_a_kept_connection_that_the_peer_has_ended_is_opened_anew(peer: Peer, clock: Clock, goodbye: str) -> None:
    first, second = letter(), letter()
    peer.after_one_letter = goodbye

    send(clock)

    assert peer.addresses == [first.to, second.to]
    assert peer.connections == 2
    assert facts(second) == (State.SENT, "", 1)


def test_an_answer_lost_holds_what_must_not_come_twice(peer: Peer, clock: Clock) -> None:
    peer.breaks_off_after = "DATA"
    decision = letter(repeat_safe=False)

    send(clock)
    peer.breaks_off_after = ""
    clock.move(days=1)
    settle(now=clock())
    send(clock)

    assert facts(decision) == (State.HELD, "cut", 1)
    assert list(Letter.objects.to_be_settled_by_staff()) == [decision]
    assert len(peer.messages) == 1


def test_an_answer_lost_sends_again_what_may_come_twice(peer: Peer, clock: Clock) -> None:
    peer.breaks_off_after = "DATA"
    code = letter(secret=True)

    send(clock)
    assert facts(code) == (State.QUEUED, "cut", 1)
    peer.breaks_off_after = ""
    clock.move(seconds=30)
    send(clock)

    assert facts(code) == (State.SENT, "", 2)
    assert [message["Message-ID"] for message in peer.messages] == [code.message_id] * 2


# --- the worker dies -------------------------------------------------------------------------------------------------
class Killed(BaseException):
    """As sudden as SIGKILL: nothing of ours catches it."""


def kill(*_args: object) -> None:
    raise Killed


@pytest.mark.parametrize("repeat_safe", [True, False])
def test_killed_before_the_text_every_letter_goes_again(
    peer: Peer, clock: Clock, monkeypatch: pytest.MonkeyPatch, repeat_safe: bool
) -> None:
    written = letter(repeat_safe=repeat_safe)
    with monkeypatch.context() as patch:
        patch.setattr("smtplib.SMTP.rcpt", kill)
        with pytest.raises(Killed):
            send(clock)
    assert facts(written) == (State.SENDING, "", 1)

    clock.move(seconds=LEASE.total_seconds() + 1)
    assert settle(now=clock()) == 1
    assert facts(written) == (State.QUEUED, "died", 1)
    send(clock, "two")

    assert facts(written) == (State.SENT, "", 2)
    assert len(peer.messages) == 1


@pytest.mark.parametrize("repeat_safe", [True, False])
def test_killed_while_giving_the_text(
    peer: Peer, clock: Clock, monkeypatch: pytest.MonkeyPatch, repeat_safe: bool
) -> None:
    written = letter(repeat_safe=repeat_safe)
    with monkeypatch.context() as patch:
        patch.setattr("wic.mail.sending._note_sent", kill)  # the peer has taken it, we never write that down
        with pytest.raises(Killed):
            send(clock)
    assert facts(written) == (State.DATA, "", 1)

    clock.move(seconds=LEASE.total_seconds() + 1)
    assert settle(now=clock()) == 1
    send(clock, "two")

    if repeat_safe:
        assert facts(written) == (State.SENT, "", 2)
        assert [message["Message-ID"] for message in peer.messages] == [written.message_id] * 2
    else:
        assert facts(written) == (State.HELD, "died", 1)
        assert len(peer.messages) == 1


def test_a_lease_that_lasts_is_left_alone(clock: Clock) -> None:
    written = letter()
    claim_next(now=NOW, worker="one")

    assert settle(now=NOW + LEASE) == 0
    assert facts(written) == (State.SENDING, "", 1)


def test_a_letter_that_kills_its_workers_queues_up_behind_the_others(clock: Clock) -> None:
    written = letter()
    waits = []
    for number in range(5):
        written.refresh_from_db()
        clock.now = written.next_attempt_at
        claim_next(now=clock(), worker=f"worker {number}")
        clock.move(minutes=5)
        settle(now=clock())
        written.refresh_from_db()
        waits.append((written.next_attempt_at - clock()).total_seconds())

    assert waits == [0, 0, 0, 30, 60]


def test_a_worker_that_was_given_up_gives_no_text_away(peer: Peer, clock: Clock) -> None:
    written = letter(repeat_safe=False)

    def take_a_minute() -> None:
        clock.move(minutes=1)
        settle(now=clock())

    peer.when_address_comes = take_a_minute
    send(clock)

    assert peer.messages == []
    assert facts(written) == (State.QUEUED, "died", 1)


@pytest.mark.parametrize("repeat_safe", [True, False])
def test_a_late_answer_still_counts(peer: Peer, clock: Clock, repeat_safe: bool) -> None:
    written = letter(repeat_safe=repeat_safe)

    def think() -> None:
        clock.move(minutes=1)
        settle(now=clock())

    peer.when_text_comes = think
    send(clock)

    assert facts(written)[0] == State.SENT
    assert len(peer.messages) == 1


# --- no way to the relay ---------------------------------------------------------------------------------------------
def test_with_the_relay_away_nothing_is_lost_and_no_attempt_counted(
    clock: Clock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
    written, other = letter(), letter()

    send(clock)

    assert (facts(written), facts(other)) == ((State.QUEUED, "away", 0), (State.QUEUED, "", 0))
    assert wait_of(written) == 0
    assert [record.getMessage() for record in caplog.records if record.name == "wic.mail.sending"] == [
        "mail relay away: away"
    ]


def test_without_encryption_no_letter_leaves(start_peer: Callable[..., Peer], clock: Clock, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True
    peer = start_peer()
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "encryption", 0), [])


def test_with_encryption_refused_no_letter_leaves(peer: Peer, clock: Clock, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True
    peer.offers_starttls = True  # and answers 454
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "454", 0), [])


def certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = x509.CertificateBuilder(
        name, name, key.public_key(), 1, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    ).sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "peer.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*plain))
    return path


def test_an_unknown_certificate_gets_no_letter(
    start_peer: Callable[..., Peer], clock: Clock, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_USE_TLS = True
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate(tmp_path))
    peer = start_peer(tls=tls)
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "encryption", 0), [])


def test_a_wrong_password_of_ours_refuses_no_letter(
    start_peer: Callable[..., Peer], clock: Clock, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    peer = start_peer(auth_require_tls=False, authenticator=lambda *_args: AuthResult(success=False, handled=False))
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "login", 0), [])


# --- what libraries send ---------------------------------------------------------------------------------------------
def test_djangos_mail_goes_through_the_outbox(peer: Peer, clock: Clock, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"  # the test runner puts its own

    message = EmailMultiAlternatives(
        "Code\r\nBcc: x", "The code is 1.", None, ["Amina <amina@example.org>", "b@example.org"]
    )
    message.attach_alternative("<p>1</p>", "text/html")
    message.send()

    assert peer.connections == 0
    written = [
        (one.to, one.subject, one.text, one.html, one.language, one.kind, one.repeat_safe, one.secret)
        for one in Letter.objects.order_by("pk")
    ]
    rest = ("Code Bcc: x", "The code is 1.", "<p>1</p>", "en", "library", True, True)
    assert written == [("amina@example.org", *rest), ("b@example.org", *rest)]

    clock.now = Letter.objects.latest("pk").created_at
    send(clock)
    assert sorted(peer.addresses) == ["amina@example.org", "b@example.org"]
    assert peer.messages[0].get_body(["plain"]).get_content() == "The code is 1."


def test_attachments_are_refused_aloud(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"
    message = EmailMultiAlternatives("Subject", "Text", None, ["a@example.org"])
    message.attach("cv.pdf", b"%PDF", "application/pdf")

    with pytest.raises(ValueError, match="no attachments"):
        message.send()

    assert list(Letter.objects.all()) == []


def test_what_allauth_sends_goes_through_the_outbox(peer: Peer, rf: RequestFactory, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"

    with request_context(rf.get("/")), translation.override("fr"):
        get_adapter().send_mail(
            "account/email/password_changed", "amina@example.org", {"ip": "::1", "user_agent": "", "timestamp": NOW}
        )

    written = Letter.objects.get()
    assert (written.to, written.language, written.secret, written.state) == (
        "amina@example.org",
        "fr",
        True,
        State.QUEUED,
    )
    assert peer.connections == 0
