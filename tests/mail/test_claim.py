from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import NOW, letter
from wic.mail.models import Letter
from wic.mail.sending import LEASE, claim_next


def test_a_claim_is_a_lease(db: None) -> None:
    written = letter()

    assert claim_next(now=NOW, worker="one") == written

    written.refresh_from_db()
    assert (written.state, written.worker, written.lease_until, written.attempts) == (
        Letter.State.SENDING,
        "one",
        NOW + LEASE,
        1,
    )
    assert claim_next(now=NOW, worker="two") is None


def test_whose_turn_comes_first(db: None) -> None:
    late = letter(now=NOW)
    early = letter(now=NOW - timedelta(minutes=1))
    letter(now=NOW + timedelta(seconds=1))

    assert [claim_next(now=NOW, worker="one") for _ in range(3)] == [early, late, None]


@contextmanager
def closing_connection() -> Iterator[None]:
    try:
        yield
    finally:
        connection.close()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_letter() -> None:
    written = [letter() for _ in range(40)]
    together = Barrier(2)
    claimed: dict[str, list[int]] = {"one": [], "two": []}

    def claim_half(worker: str) -> None:
        with closing_connection():
            for _ in range(20):
                together.wait()
                claimed[worker].append(claim_next(now=NOW, worker=worker).pk)

    threads = [Thread(target=claim_half, args=[worker]) for worker in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed["one"] + claimed["two"]) == [one.pk for one in written]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "sending"},  # without a lease
        {"lease_until": NOW},  # a lease on a letter that waits
        {"state": "sent"},  # without its time
        {"sent_at": NOW},
        {"wiped_at": NOW},  # the text is still there
        {"to": ""},
        {"subject": ""},
    ],
)
def test_the_database_keeps_the_promises(db: None, wrong: dict[str, object]) -> None:
    written = letter()

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=written.pk).update(**wrong)
