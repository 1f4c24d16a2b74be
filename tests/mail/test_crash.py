"""The relay breaks off, or the worker dies: what is lost, what comes twice."""

import pytest

from tests.factories import NOW, letter
from tests.mail.conftest import Peer
from tests.mail.steps import Clock, facts, send
from wic.mail.models import Letter
from wic.mail.sending import LEASE, claim_next, settle

State = Letter.State
pytestmark = pytest.mark.django_db(transaction=True)


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
