import pytest

from network.models import Member
from tests.factories import edition, participant, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_what_the_season_knows_is_suggested_and_shared_with_nobody(as_user) -> None:
    mentee = participant(edition())
    page = as_user(mentee.user).get("/en/network/profile/")
    shown = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert shown == {
        "name": "Amina Wanjiku",
        "name_shared": "nobody",
        "country": "KE",
        "country_shared": "nobody",
        "position": "Analyst",
        "position_shared": "nobody",
        "organisation": "Ministry of Posts",
        "organisation_shared": "nobody",
        "about": "",
        "about_shared": "nobody",
    }
    assert Member.objects.count() == 0


def test_a_stranger_is_told_whom_the_network_invites(as_user) -> None:
    page = as_user(person(name="Ines")).post(
        "/en/network/profile/",
        {
            "name": "Ines",
            **{f"{field}_shared": "nobody" for field in ("name", "country", "position", "organisation", "about")},
        },
    )
    assert page.context["form"].non_field_errors() == [
        "The network invites mentors and former mentees of the programme."
    ]
    assert Member.objects.count() == 0


def test_what_may_stay_empty_says_so(as_user) -> None:
    fields = as_user(person()).get("/en/network/profile/").context["form"].fields
    told = {name: str(field.help_text) for name, field in fields.items() if not name.endswith("_shared")}
    assert told == {"name": ""} | dict.fromkeys(("country", "position", "organisation", "about"), "If you wish.")
    assert fields["country"].choices[0] == ("", "I would rather not say")
