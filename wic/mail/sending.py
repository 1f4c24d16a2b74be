"""The worker's part: claim a letter, carry it to the relay, settle what a crash left behind.

A letter is leased to one run. The state `data` is committed when the relay waits for the text and before it
gets it, so whatever happens, the row says whether the letter can have arrived.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from wic.mail.actions import wiping
from wic.mail.models import Letter, LetterState
from wic.mail.relay import AwayError, Drawer, LaterError, NeverError, Relay, UnclearError, compose

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=35)  # with the sweep's 20 seconds a held letter is shown within the minute
RUN = timedelta(seconds=5)  # then the task ends and calls the next one: a stopping worker never waits long
BACK_OFF = [30, 60, 120, *[240] * 16]  # seconds; short at first: an outage of minutes must drain in minutes
LATER_BACK_OFF = 1800
MOST_ATTEMPTS = 160  # about three days
Clock = Callable[[], datetime]


def send_some(*, worker: str, clock: Clock) -> bool:
    """Send the next due letter until none is left or the run's time is over; True when there may be more."""
    stop_at = clock() + RUN
    with Drawer() if settings.DEV_MAILBOX else Relay() as relay:
        while clock() < stop_at:
            letter = claim_next(now=clock(), worker=worker)
            if letter is None:
                return False
            try:
                deliver(letter, relay=relay, clock=clock)
            except AwayError as error:
                log.warning("mail relay away: %s", error.code)
                return False
            if not Letter.objects.due(clock()).exists():  # to claim none takes a lock, and three times as long
                return False
    return True


@transaction.atomic
def claim_next(*, now: datetime, worker: str) -> Letter | None:
    """Lease the letter whose turn it is. `worker` names this run: nobody else may use the same word."""
    due = Letter.objects.due(now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)  # SQLite needs no lock: its transactions begin with the only one
    letter = due.first()
    if letter is None:
        return None
    lease = {"worker": worker, "lease_until": now + LEASE, "attempts": letter.attempts + 1}
    return letter if _step(letter, LetterState.SENDING, **lease) else None


def deliver(letter: Letter, *, relay: Relay, clock: Clock) -> None:
    """Carry a claimed letter to the relay and note how it went. Raises AwayError when no letter can leave."""
    message = compose(letter, clock())
    try:
        relay.offer(letter.to)
        with transaction.atomic(durable=True):  # on disk before the text leaves
            is_ours = _step(letter, LetterState.DATA, lease_until=clock() + LEASE)
        if is_ours:
            relay.hand_over(message)
            _note_sent(letter, clock())
        else:
            relay.drop()
    except LaterError as error:
        _put_off(letter, clock(), error.code, attempts=letter.attempts)
    except NeverError as error:
        _refuse(letter, error.code)
    except UnclearError as error:
        _hold_or_repeat(letter, clock(), error.code, attempts=letter.attempts)
    except AwayError as error:
        _step(letter, LetterState.QUEUED, attempts=letter.attempts - 1, next_attempt_at=clock(), **_failed(error.code))
        raise


def settle(*, now: datetime) -> int:
    """Decide about the letters of workers that died. Returns how many there were."""
    abandoned = list(Letter.objects.abandoned(now))
    for letter in abandoned:
        decide = _hold_or_repeat if letter.state == LetterState.DATA else _put_off
        # Again at once, unless it is the letter itself that kills its workers.
        decide(letter, now, "died", attempts=letter.attempts - 3)
    return len(abandoned)


def _note_sent(letter: Letter, now: datetime) -> None:
    # The relay has it, even if the lease ran out while it thought about it.
    Letter.objects.handed_over_by(letter).update(
        state=LetterState.SENT, sent_at=now, lease_until=None, last_error="", **wiping(letter, now)
    )


def _hold_or_repeat(letter: Letter, now: datetime, code: str, *, attempts: int) -> None:
    if letter.repeat_safe:
        _put_off(letter, now, code, attempts=attempts)
    else:
        _step(letter, LetterState.HELD, **_failed(code))
        log.warning("letter %s is held: %s", letter.public_id, code)


def _put_off(letter: Letter, now: datetime, code: str, *, attempts: int) -> None:
    """Wait as long as so many attempts deserve."""
    if letter.attempts >= MOST_ATTEMPTS:
        _refuse(letter, code)
    else:
        _step(letter, LetterState.QUEUED, next_attempt_at=now + _back_off(attempts), **_failed(code))


def _refuse(letter: Letter, code: str) -> None:
    _step(letter, LetterState.REFUSED, **_failed(code))
    log.warning("letter %s is refused: %s", letter.public_id, code)


def _failed(code: str) -> dict[str, Any]:
    return {"lease_until": None, "last_error": code}


def _back_off(attempts: int) -> timedelta:
    if attempts < 1:
        return timedelta(0)
    return timedelta(seconds=BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else LATER_BACK_OFF)


def _step(letter: Letter, to: LetterState, **fields: Any) -> bool:
    """Take the letter on if nobody else has meanwhile; a run whose lease was taken over stands back."""
    if to not in Letter.NEXT[letter.state]:
        raise ValueError(f"A letter does not go from {letter.state} to {to}.")
    if Letter.objects.still(letter).update(state=to, **fields) != 1:
        return False
    for name, value in {"state": to, **fields}.items():
        setattr(letter, name, value)
    return True
