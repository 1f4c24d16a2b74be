"""A small season from the first application to the last certificate, through the verbs alone."""

import json
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from certificates.models import Certificate
from circles.models import Circle
from registration.models import Decision, Offer, Participant
from tests.mail.conftest import Peer
from tests.rehearsal.season import every_letter_came_once, play_season
from wic.audit.models import AuditRow
from wic.mail.models import Letter
from wic.rehearsal import demo
from wic.rehearsal.people import answers, person
from wic.rehearsal.report import figures

pytestmark = pytest.mark.django_db


def test_a_season_ends_with_certificates_and_every_letter_came_once(peer: Peer) -> None:
    edition = play_season(applicants=40, mentors=5, seats=16)
    every_letter_came_once(peer)
    counted = figures(edition)
    # Who is drawn depends on the keys of the rows; the last to be offered a place may not answer before the end.
    assert 14 <= counted["mentees"] <= 16
    assert 12 <= counted["mentees in circles"] <= counted["mentees"]
    assert 0 < counted["certificates"] == Certificate.objects.valid().count()
    for circle in Circle.objects.with_seats():
        assert 3 <= circle.taken <= 5
        assert circle.sessions.count() == edition.sessions_planned


def test_decisions_offers_and_letters_never_part(peer: Peer) -> None:
    edition = play_season(applicants=24, mentors=4, seats=8, until="offers")
    assert Decision.objects.filter(announced_at=None).count() == 0
    told = Letter.objects.filter(kind__in=["registration/waiting_list", "registration/not_selected"]).count()
    assert told == Decision.objects.exclude(outcome="selected").count()
    assert Letter.objects.filter(kind="registration/offer").count() == Offer.objects.count()
    assert Letter.objects.filter(kind="registration/welcome").count() == Participant.objects.count()
    assert Participant.objects.for_edition(edition).mentees().count() <= edition.seats
    moves = AuditRow.objects.filter(action="registration.offer.accepted").count()
    assert moves == Offer.objects.filter(state="accepted").count() == Participant.objects.count()


def test_a_seed_gives_the_same_people_and_answers_again() -> None:
    def cast(seed: int) -> list[object]:
        random = Random(seed)
        people = [person(random, number, lives_elsewhere=False, domain="example.org") for number in range(40)]
        return [(who, answers(random, who, topics=["a", "b", "c"], is_mentor=False)) for who in people]

    assert cast(7) == cast(7)
    assert cast(7) != cast(8)


def test_the_command_prints_the_funnel_for_programs(peer: Peer) -> None:
    out = StringIO()
    call_command("rehearse", applicants=6, mentors=2, seed=1, until="application", json=True, stdout=out)
    counted = json.loads(out.getvalue())
    assert counted["applications of mentees"] + counted["drafts never sent"] == 6
    assert counted["applications of mentors"] == 2


def test_the_demo_has_somebody_for_every_role(peer: Peer, settings: object) -> None:
    settings.DEV_MAILBOX = True  # type: ignore[attr-defined]
    out = StringIO()
    call_command("demo", stdout=out)
    roles = [line.split("  ")[1] for line in out.getvalue().splitlines()]
    assert len(roles) == len(demo.guests()) == 11
    before = Participant.objects.count()
    call_command("demo", stdout=StringIO())
    assert Participant.objects.count() == before
