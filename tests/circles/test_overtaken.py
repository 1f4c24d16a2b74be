"""Between a proposal to mend circles and the decision on it: what makes it worthless is told, and nothing is done."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.actions.repairs import apply_repair
from circles.actions.runs import OutOfDate
from circles.actions.workbench import make_rule
from circles.models import Repair
from registration.models import Participant
from tests.circles.test_repairs import DAY, LATER, drafted, goes, season, who
from tests.factories import staff
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


def refusal(repair: Repair) -> str:
    with pytest.raises(OutOfDate) as refused:
        apply_repair(Repair.objects.get(pk=repair.pk), by=staff(), now=LATER)
    return str(refused.value)


def test_a_mentor_who_is_counted_on_leaves_before_the_decision() -> None:
    """Else the mentees of her circle would lose their places, and those who move would come to nobody."""
    call = season(2, 3, 3)
    goes("Mentor 1")
    repair = drafted(call)
    goes("Mentor 2")
    assert refusal(repair) == "Mentor 2 has left since this was asked for. Please ask for a new proposal."
    assert (who(1), who(2)) == (["Mentee 10", "Mentee 11"], ["Mentee 20", "Mentee 21", "Mentee 22"])
    apply_repair(drafted(call), by=staff(), now=LATER)
    assert (len(who(3)), Letter.objects.filter(kind="circles/without_circle").count()) == (4, 4)


def test_a_mentor_who_was_to_open_a_circle_leaves_before_the_decision() -> None:
    call = season(4, 3, spare=1)
    goes("Mentor 2")
    repair = drafted(call)
    goes("Spare 0")
    assert refusal(repair) == "Spare 0 has left since this was asked for. Please ask for a new proposal."


def test_a_rule_for_who_would_move_is_made_before_the_decision(as_user: AsUser) -> None:
    call, browser = season(2, 2), as_user(staff())
    goes("Mentor 1")
    repair = drafted(call)
    address = f"/admin/circles/repair/{repair.pk}/"
    page = browser.get(f"{address}change/")
    assert (page.context["changed"], page.context["can_apply"]) == ([], True)
    her, mentor = (Participant.objects.get(certificate_name=name) for name in ("Mentee 10", "Mentor 2"))
    make_rule("never", mentee=her, other=mentor, by=staff(), now=LATER + DAY)
    page = browser.get(f"{address}change/")
    said = "For somebody who would move a rule was made since this was asked for."
    assert (page.context["changed"], page.context["can_apply"]) == ([said], False)
    assert refusal(repair) == f"{said} Please ask for a new proposal."
    browser.post("/admin/circles/repair/add/", {"edition": call.pk})  # the button that the page has instead
    assert list(call.repairs.order_by("pk").values_list("state", flat=True)) == ["discarded", "queued"]


def statements(browser: Client, repair: Repair) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/admin/circles/repair/{repair.pk}/change/")
    return len(asked)


@pytest.mark.parametrize("sizes", [(2, 3), (2, 3, 3, 3, 3, 3)], ids=["two", "six"])
def test_what_its_page_costs(as_user: AsUser, sizes: tuple[int, ...]) -> None:
    repair, browser = drafted(season(*sizes)), as_user(staff())
    statements(browser, repair)
    assert statements(browser, repair) == 13


def test_an_arabic_name_keeps_its_direction_among_other_words() -> None:
    call = season(2, 3, 3)
    repair = drafted(call)
    Participant.objects.filter(certificate_name="Mentor 2").update(certificate_name="سلمى حداد")
    goes("سلمى حداد")
    assert refusal(repair).startswith("\u2068سلمى حداد\u2069 has left since this was asked for.")
