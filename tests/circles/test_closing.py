"""A circle that does not go on though its mentor takes part: she is told, and staff read that before."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.actions.repairs import apply_repair
from circles.models import Circle, Repair
from registration.models import Participant
from tests.circles.test_repairs import LATER, drafted, goes, season
from tests.factories import staff
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
CLOSED = "circles/circle_closed"


@pytest.fixture
def dissolving() -> Repair:
    """Her one mentee goes to the other circle."""
    call = season(2, 3)
    goes("Mentee 10")
    repair = drafted(call)
    her = Participant.objects.get(certificate_name="Mentee 11")
    one, other = (str(circle.mentor.public_id) for circle in Circle.objects.order_by("number"))
    moves = [{"mentee": str(her.public_id), "before": [one, "en"], "after": [other, "en"]}]
    Repair.objects.filter(pk=repair.pk).update(proposal={**repair.proposal, "moves": moves})  # type: ignore[dict-item]
    return Repair.objects.get(pk=repair.pk)


def test_its_mentor_is_written_to(as_user: AsUser, dissolving: Repair) -> None:
    mentor, by = Circle.objects.get(number=1).mentor, staff()
    told = as_user(by).get(f"/admin/circles/repair/{dissolving.pk}/change/").context["letters"]
    assert ("Mentor 1", "her circle does not go on") in told
    apply_repair(dissolving, by=by, now=LATER)
    letter = Letter.objects.get(kind=CLOSED)
    assert (letter.to, letter.subject) == (mentor.user.email, "Your circle does not go on")
    assert "its mentees have left the programme or go on in another circle" in letter.text


def test_a_mentor_who_has_left_is_not() -> None:
    call = season(2, 3)
    goes("Mentor 1")
    apply_repair(drafted(call), by=staff(), now=LATER)
    assert (Circle.objects.get(number=1).state, Letter.objects.filter(kind=CLOSED).count()) == ("closed", 0)


def test_names_keep_their_direction_among_arabic_words(as_user: AsUser, dissolving: Repair) -> None:
    browser, address = as_user(staff()), f"/admin/circles/repair/{dissolving.pk}/change/"
    assert [name for name, _told in browser.get(address).context["letters"]] == ["Mentee 11", "Mentor 2", "Mentor 1"]
    browser.cookies["django_language"] = "ar"
    names = [name for name, _told in browser.get(address).context["letters"]]
    assert names == ["\u2068Mentee 11\u2069", "\u2068Mentor 2\u2069", "\u2068Mentor 1\u2069"]
