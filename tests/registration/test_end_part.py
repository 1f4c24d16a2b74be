"""Staff end somebody's part: she asked for it, does not answer, or broke the code of conduct."""

from collections.abc import Callable

import pytest
from django.test import Client

from registration.actions.offers import fill_next_place
from registration.actions.participants import end_part
from registration.models import Participant
from registration.models.participants import EndReason
from tests.factories import NOW, application, edition, participant, person, staff, waiting_list
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


def page_of(her: Participant) -> str:
    return f"/admin/registration/participant/{her.pk}/"


def last_letter(her: Participant) -> Letter:
    return Letter.objects.filter(to=her.user.email).latest("pk")


@pytest.mark.parametrize(
    ("kind", "because", "letter", "said"),
    [
        ("mentee", EndReason.ASKED, "registration/goodbye", "Thank you for the time you gave it"),
        ("mentee", EndReason.SILENT, "registration/ended", "your place is free again"),
        ("mentor", EndReason.SILENT, "registration/ended", "we look for another mentor for your mentees"),
        ("mentor", EndReason.CONDUCT, "registration/ended", "the code of conduct that you agreed to was not kept"),
    ],
)
def test_her_part_ends_and_her_letter_says_why(kind: str, because: EndReason, letter: str, said: str) -> None:
    her, by = participant(edition(), kind=kind), staff()

    end_part(her, because=because, by=by, now=NOW)

    her.refresh_from_db()
    assert (her.state, her.withdrawn_at) == ("withdrawn", NOW)
    row = AuditRow.objects.about(her).latest("pk")
    assert (row.action, row.actor_pk) == ("registration.participant.withdrawn", str(by.pk))
    assert row.facts == {"was": "active", "because": because.value}
    told = last_letter(her)
    assert told.kind == letter
    assert said in told.text
    assert said in told.html


def test_her_place_goes_to_the_waiting_list() -> None:
    call = edition(seats=1)
    her = participant(call)
    waiting = application(call)
    waiting_list(call, [waiting])
    end_part(her, because=EndReason.SILENT, by=staff(), now=NOW)

    made = fill_next_place(call, now=NOW)

    assert made is not None
    assert made.application == waiting


def test_it_ends_once() -> None:
    her = participant(edition())
    end_part(her, because=EndReason.ASKED, by=staff(), now=NOW)

    with pytest.raises(Illegal):
        end_part(her, because=EndReason.CONDUCT, by=staff(), now=NOW)

    assert Letter.objects.filter(to=her.user.email, kind="registration/ended").count() == 0


def test_the_desk_ends_it_on_her_page(as_user: AsUser) -> None:
    her, regional = participant(edition(), country="KE"), staff(Role.REGIONAL, region="AFR")
    desk = as_user(regional)
    address = f"{page_of(her)}end/"
    assert address in desk.get(f"{page_of(her)}change/").content.decode()
    assert "This cannot be undone." in desk.get(address).content.decode()

    assert desk.post(address, {"because": "silent"}).url == f"{page_of(her)}change/"  # type: ignore[attr-defined]

    her.refresh_from_db()
    assert her.state == "withdrawn"
    assert address not in desk.get(f"{page_of(her)}change/").content.decode()
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("given", [{}, {"because": ""}, {"because": "x"}])
def test_without_a_reason_nothing_ends(as_user: AsUser, given: dict[str, str]) -> None:
    her = participant(edition())

    answer = as_user(staff()).post(f"{page_of(her)}end/", given)

    assert answer.status_code == 200
    her.refresh_from_db()
    assert her.state == "active"


def test_nobody_ends_the_part_of_another_region_or_her_own(as_user: AsUser) -> None:
    call = edition()
    arab, own = participant(call, country="EG"), participant(call, staff(), country="KE")
    assert (
        as_user(staff(Role.REGIONAL, region="AFR")).post(f"{page_of(arab)}end/", {"because": "asked"}).status_code
        == 404
    )
    assert as_user(own.user).post(f"{page_of(own)}end/", {"because": "asked"}).status_code == 404
    assert as_user(person()).post(f"{page_of(own)}end/", {"because": "asked"}).status_code == 302
    assert Participant.objects.active().count() == 2
