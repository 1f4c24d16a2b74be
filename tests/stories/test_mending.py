"""Staff mend circles in the middle of a season: what waits at the desk, what it says, and what a mentee then reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from playwright.sync_api import expect

from circles.models import Circle, Repair
from circles.rules.repairs import amiss, closings, moves
from circles.tasks import mend_task
from registration.actions.participants import leave
from registration.models import Participant
from tests.factories import NOW, circle, edition, participant, staff
from tests.stories.people import sign_in
from tests.stories.reader import Reader
from wic.look.words import name_in_sentence

pytestmark = pytest.mark.usefixtures("transactional_db", "clock")
ReaderOf = Callable[..., Reader]


@pytest.fixture
def people() -> dict[str, Participant]:
    """Three circles of two, three and three."""
    call = edition(circle_min=2, circle_max=4)
    found = {}
    for number, size in enumerate((2, 3, 3), start=1):
        mentor = participant(call, kind="mentor", employer=f"Bank {number}", full_name=f"Mentor {number}", capacity=4)
        mentees = [
            participant(call, employer=f"Office {number}{n}", full_name=f"Mentee {number}{n}") for n in range(size)
        ]
        circle(mentor, mentees, number=number)
        found |= {person.certificate_name: person for person in (mentor, *mentees)}
    return found


def where(name: str) -> int:
    return Circle.objects.get(places__participant__certificate_name=name, places__left_at=None).number


def at_the_desk(reader: ReaderOf, **how: Any) -> Reader:
    her = reader("mending", **how)
    her.page.goto(f"{her.site}/admin/")
    sign_in(her, staff().email)
    return her


def read_what_waits(her: Reader) -> str:
    """From the desk's first page to the proposal that waits."""
    mend_task()
    her.open("/admin/")
    her.follow("a[href*='/circles/repair/?']")
    her.follow("#result_list tbody a")
    return her.page.locator("#content").inner_text()


def apply(her: Reader) -> None:
    her.press("form[action$='/apply/'] button")
    with translation.override(her.manner.language):
        expect(her.page.locator(".messagelist")).to_contain_text(_("It is done, and everybody has been written to."))


def test_who_leaves_comes_late_or_takes_fewer(reader: ReaderOf, people: dict[str, Participant]) -> None:
    her = at_the_desk(reader)
    leave(people["Mentee 10"], by=people["Mentee 10"].user, now=NOW)
    said = read_what_waits(her)
    assert "Mentor 1 has 1 mentee; a circle takes 2 at least." in said
    assert "to the circle of Mentor 1." in said
    apply(her)

    late = participant(people["Mentor 1"].edition, employer="Late", full_name="Late")
    Participant.objects.filter(pk=late.pk).update(joined_at=NOW + timedelta(days=1))
    said = read_what_waits(her)
    assert "1 mentee has no circle." in said
    assert "Late joins the circle of" in said
    apply(her)
    assert where("Late") in {1, 2, 3}

    largest = max(Circle.objects.all(), key=lambda each: each.places.filter(left_at=None).count())
    her.open(f"/admin/circles/circle/{largest.pk}/change/")
    her.fill(most="2")
    her.press("[name=_save]")
    expect(her.page.locator(".messagelist")).to_contain_text("She has more mentees than that.")
    said = read_what_waits(her)
    assert f"{largest.mentor} has 3 mentees, and can take 2 at most." in said
    her.press("form[action$='/discard/'] button")
    expect(her.page.locator(".messagelist")).to_contain_text("nothing changed")


@pytest.mark.parametrize("how", [{"language": "en"}, {"language": "ar", "width": 360}], ids=["en", "ar"])
def test_a_mentor_leaves(reader: ReaderOf, people: dict[str, Participant], how: dict[str, Any]) -> None:
    """Her mentees read it in their room, and after staff have applied the proposal they are in another."""
    language = how["language"]
    mentee, hers = people["Mentee 11"], reader("mentee", language=language, width=360)
    leave(people["Mentor 1"], by=people["Mentor 1"].user, now=NOW)
    hers.page.goto(f"{hers.site}/{language}/circles/{Circle.objects.get(number=1).public_id}/")
    sign_in(hers, mentee.user.email)
    with translation.override(language):
        has_left = pgettext("feminine", "Your mentor has left the programme")
    expect(hers.page.locator("main .state h2")).to_have_text(has_left)

    desk = at_the_desk(reader, **how)
    text, repair = read_what_waits(desk), Repair.objects.get()
    assert repair.proposal
    with translation.override(language):
        names = {str(person.public_id): name_in_sentence(name) for name, person in people.items()}
        sentences = [*amiss(repair, names), *moves(repair.proposal, names), *closings(repair, repair.proposal, names)]
    assert len(sentences) == 4
    assert [sentence for sentence in sentences if sentence not in text] == []
    apply(desk)

    hers.open(f"/{language}/me/")
    hers.follow("a[href*='/circles/']")
    with translation.override(language):
        expect(hers.page.locator("main h1")).to_have_text(str(Circle.objects.get(number=where("Mentee 11"))))
    expect(hers.page.locator("main .state")).to_have_count(0)


def test_the_proposal_comes_by_itself(reader: ReaderOf, people: dict[str, Participant]) -> None:
    leave(people["Mentor 1"], by=people["Mentor 1"].user, now=NOW)
    desk = reader("waiting")
    desk.page.clock.install()
    desk.page.goto(f"{desk.site}/admin/circles/repair/add/")
    sign_in(desk, staff().email)
    desk.press("[name=_save]")
    expect(desk.page.locator("#workbench")).to_contain_text("The proposal will stand here.")
    mend_task()
    desk.page.clock.run_for(5000)
    expect(desk.page.locator("#told")).to_have_text("Ready to look at")
    apply(desk)
