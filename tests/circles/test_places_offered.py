"""What is offered to who is picked up is what can be published: by the rules of today, among who is still there."""

from typing import Any

import pytest

from circles.actions.runs import publish
from circles.actions.workbench import exchange_mentees, make_rule, move_mentee
from circles.admin.offers import Offer
from circles.admin.workbench import Bench
from circles.models import MatchRun
from registration.actions.participants import leave
from registration.models import Participant
from tests.circles.test_workbench import season, solved
from tests.factories import NOW, participant, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def run() -> MatchRun:
    """Eight mentees in two circles, which take two to five of them: everybody fits everywhere."""
    return solved(season())


def by_size(run: MatchRun) -> tuple[dict[str, Any], dict[str, Any]]:
    """The smaller circle has a free seat."""
    small, large = sorted(run.plan, key=lambda circle: len(circle["mentees"]))
    return small, large


def person(public_id: str) -> Participant:
    return Participant.objects.get(public_id=public_id)


def goes(public_id: str) -> str:
    her = person(public_id)
    leave(her, by=her.user, now=NOW)
    return f"{her.certificate_name} has left, or has a circle by now."


def never(mentee: str, other: str) -> None:
    make_rule("never", mentee=person(mentee), other=person(other), by=staff(), now=NOW)


def places(bench: Bench) -> list[Offer]:
    """The circle that is offered, and each mentee to exchange her with."""
    lines = [line for row in bench.circles for line in row.mentees] + bench.unseated
    offers = [*(row.offer for row in bench.circles), *(line.offer for line in lines)]
    return [offer for offer in offers if offer]


def test_the_best_stands_once_for_the_page(run: MatchRun) -> None:
    bench = Bench(run, picked=run.plan[0]["mentees"][0])
    assert bench.best
    for name in ("best", "blocking", "advice", "swaps"):
        assert getattr(bench, name) is getattr(bench, name)


def test_a_rule_with_a_mentor_that_is_made_after_the_run(run: MatchRun) -> None:
    """She would come to her by a move, and by an exchange with whoever sits there."""
    small, large = by_size(run)
    her, mentor = large["mentees"][0], small["mentor"]
    never(her, mentor)
    bench = Bench(run, picked=her)
    why = (
        f"{person(her).certificate_name} and {person(mentor).certificate_name} are to be kept apart: "
        "they work for the same organisation, or a rule says so."
    )
    assert {(offer.is_sound, offer.words[0]) for offer in places(bench)} == {(False, why)}
    assert (bench.best, bench.can_publish) == ([], True)


def test_a_rule_with_a_mentee_that_is_made_after_the_run(run: MatchRun) -> None:
    """Only an exchange of the two keeps them apart."""
    her, enemy = run.plan[0]["mentees"][0], run.plan[1]["mentees"][0]
    never(her, enemy)
    assert [offer.value for offer in Bench(run, picked=her).best] == [enemy]


def test_of_two_rules_for_the_same_two_the_later_one_counts() -> None:
    """They work for the same organisation, so the run keeps them apart; then staff say that they belong together."""
    call, by = season(), staff()
    colleague = participant(call, employer="Bank 1", full_name="Her colleague")
    run, mentor = solved(call), Participant.objects.get(certificate_name="Mentor 1")
    make_rule("must", mentee=colleague, other=mentor, by=by, now=NOW)
    her = str(colleague.public_id)
    bench = Bench(run, picked=her)
    assert [wrong.sentence for wrong in bench.blocking] == ["Her colleague belongs into the circle of Mentor 1."]
    seat = next(offer for offer in bench.best if offer.name == "other")
    run = exchange_mentees(run, mentee=her, other=seat.value, number=0, by=by, now=NOW)
    assert Bench(run).can_publish
    assert len(publish(run, number=1, by=by, now=NOW)) == 2


def test_a_mentor_who_has_left_takes_nobody(run: MatchRun) -> None:
    """Nobody moves to her, and nobody goes to her in exchange for one of hers."""
    home, left = by_size(run)
    told = goes(left["mentor"])
    bench = Bench(run, picked=home["mentees"][0])
    assert {(offer.is_sound, offer.words[0]) for offer in places(bench)} == {(False, told)}
    assert bench.best == []
    bench = Bench(run, picked=left["mentees"][0])
    sound = {offer.name: offer.is_sound for offer in places(bench)}
    assert sound == {"to": True, "other": False}  # one of hers is saved by a move; in exchange another would be lost


def test_a_mentee_who_has_left_is_put_nowhere(run: MatchRun) -> None:
    home, target = run.plan
    her = home["mentees"][0]
    told = goes(her)
    bench = Bench(run, picked=her)
    assert {(offer.is_sound, offer.words[0]) for offer in places(bench)} == {(False, told)}
    assert bench.place_outside
    assert bench.place_outside.is_sound
    other = Bench(run, picked=target["mentees"][0])
    assert her not in [offer.value for offer in other.best]


def test_who_has_no_circle_takes_the_seat_of_who_has_left(run: MatchRun) -> None:
    target, home = by_size(run)
    waits, left = home["mentees"][0], target["mentees"][0]
    run = move_mentee(run, mentee=waits, to="", number=0, by=staff(), now=NOW)
    goes(left)
    offers = {offer.value: offer.is_sound for offer in places(Bench(run, picked=waits))}
    assert (offers[left], offers[target["mentor"]]) == (True, True)
    told = goes(waits)  # she leaves as well, out of no circle
    found = places(Bench(run, picked=waits))
    assert {(offer.is_sound, offer.words[0]) for offer in found} == {(False, told)}
