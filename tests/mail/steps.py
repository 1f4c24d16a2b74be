"""What the tests of sending do again and again."""

from datetime import datetime, timedelta

from tests.factories import NOW
from wic.mail.models import Letter
from wic.mail.sending import send_some


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


def send(clock: Clock, worker: str = "one") -> None:
    send_some(worker=worker, clock=clock)


def facts(letter: Letter) -> tuple[str, str, int]:
    letter.refresh_from_db()
    return (letter.state, letter.last_error, letter.attempts)


def wait_of(letter: Letter) -> float:
    letter.refresh_from_db()
    return (letter.next_attempt_at - NOW).total_seconds()
