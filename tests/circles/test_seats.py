import pytest

from circles.models import Circle
from tests.factories import circle, edition, participant, staff
from wic.accounts.permissions import Role

pytestmark = pytest.mark.django_db


def test_whoever_looks_counts_every_seat() -> None:
    call = edition()
    mentees = [participant(call) for _number in range(3)]
    row = circle(participant(call, kind="mentor"), mentees)
    row.places.filter(participant=mentees[2]).update(left_at=row.opened_at)

    def counted(circles: object) -> list[int]:
        return [found.taken for found in circles.with_seats()]

    assert counted(Circle.objects.of_member(mentees[0].user)) == [2]
    assert counted(Circle.objects.of_member(row.mentor.user)) == [2]
    assert counted(Circle.objects.visible_to(staff(Role.REGIONAL, region="AFR"))) == [2]
    assert counted(Circle.objects.visible_to(staff())) == [2]


def test_an_empty_circle_counts_none() -> None:
    circle(participant(edition(), kind="mentor"), [])
    assert Circle.objects.with_seats().get().taken == 0
