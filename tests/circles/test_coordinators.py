"""Who works at the desk and leads a circle herself does not coordinate her own: she would read what is said of her."""

import pytest

from circles.actions.places import InTheCircle, name_coordinator
from circles.actions.repairs import apply_repair
from circles.actions.runs import publish
from circles.models import Circle
from registration.models import Participant
from tests.circles.test_repairs import LATER, drafted, goes
from tests.circles.test_repairs import season as met
from tests.circles.test_workbench import season, solved
from tests.factories import NOW, grant, staff
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def desk_of(mentor: Participant) -> Participant:
    """She works at headquarters too."""
    grant(mentor.user, Role.HEADQUARTERS, now=NOW)
    return mentor


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_who_publishes_coordinates_every_circle_but_her_own(role: str) -> None:
    run = solved(season())
    own = run.plan[0]
    her = desk_of(Participant.objects.get(public_id=own["mentor"] if role == "mentor" else own["mentees"][0]))
    opened = publish(run, number=run.draft_number, by=her.user, now=NOW)
    assert [circle.coordinator for circle in opened] == [None, her.user]


def test_who_applies_a_proposal_that_opens_her_own_circle_does_not_coordinate_it() -> None:
    call = met(4, 3, spare=1)
    goes("Mentor 2")
    her = desk_of(Participant.objects.get(certificate_name="Spare 0"))
    apply_repair(drafted(call), by=her.user, now=LATER)
    assert Circle.objects.get(number=3).coordinator is None


@pytest.mark.parametrize("name", ["Mentor 1", "Mentee 10"])
def test_who_is_in_a_circle_is_not_named(name: str) -> None:
    met(2)
    circle, her = Circle.objects.get(), desk_of(Participant.objects.get(certificate_name=name))
    with pytest.raises(InTheCircle):
        name_coordinator(circle, her.user, by=staff(), now=NOW)
    circle.refresh_from_db()
    assert circle.coordinator is None


def test_a_coordinator_who_is_moved_into_the_circle_coordinates_it_no_more() -> None:
    call, colleague = met(2, 2), staff()
    her = desk_of(Participant.objects.get(certificate_name="Mentee 10"))
    for circle, user in zip(Circle.objects.order_by("number"), (colleague, her.user), strict=True):
        name_coordinator(circle, user, by=colleague, now=NOW)
    goes("Mentor 1")
    apply_repair(drafted(call), by=colleague, now=LATER)
    assert her.circle_places.get(left_at=None).circle == Circle.objects.open().get()
    assert Circle.objects.open().get().coordinator is None
