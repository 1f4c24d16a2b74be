"""The season at the size of the first rollout: 300 applicants, 60 mentors, every letter into a real SMTP server."""

import pytest

from tests.mail.conftest import Peer, peer, start_peer  # noqa: F401 - fixtures
from tests.rehearsal.season import every_letter_came_once, play_season
from wic.rehearsal.report import figures


@pytest.mark.django_db
def test_three_hundred_applicants(peer: Peer) -> None:  # noqa: F811
    edition = play_season(applicants=300, mentors=60, seats=180)
    every_letter_came_once(peer)
    counted = figures(edition)
    assert (counted["mentees"], counted["mentors"]) == (180, 60)
    assert counted["mentees in circles"] >= 175
    assert counted["certificates"] >= 150
