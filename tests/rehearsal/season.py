"""A season of any size, played to its end with every letter delivered."""

from datetime import UTC, datetime, timedelta

from programme.models import Edition
from tests.factories import NOW
from tests.mail.conftest import Peer
from wic.mail.models import Letter
from wic.mail.sending import send_some
from wic.rehearsal.editions import make_edition
from wic.rehearsal.season import STAGES, Season, play, staff

LONG_AGO = NOW - timedelta(days=300)


def play_season(*, applicants: int, mentors: int, seats: int, seed: int = 7, until: str = STAGES[-1]) -> Edition:
    desk = staff(now=LONG_AGO)
    edition = make_edition(
        year=2025, begins=datetime(2025, 8, 4, tzinfo=UTC).date(), by=desk["headquarters"], now=LONG_AGO, seats=seats
    )
    season = Season(
        edition=edition,
        headquarters=(desk["headquarters"], desk["deputy"]),
        applicants=applicants,
        mentors=mentors,
        seed=seed,
        plays_until=NOW,
    )
    play(season, until=until)
    while send_some(worker="the last letters", clock=lambda: NOW):
        pass
    return edition


def every_letter_came_once(peer: Peer) -> None:
    letters = Letter.objects.all()
    assert set(letters.values_list("state", flat=True)) == {"sent"}
    assert sorted(str(message["Message-ID"]) for message in peer.messages) == sorted(
        letters.values_list("message_id", flat=True)
    )
    assert sorted(peer.addresses) == sorted(letters.values_list("to", flat=True))
