"""Joining the network, what each reader sees of a profile, the map's counts, leaving."""

from collections.abc import Callable

import pytest
from django.test import Client

from network.actions import NotInvited, join_network, leave_network, share
from network.models import Member, Shared
from network.rules import FIELDS, kind_for, seen_by
from tests.factories import NOW, application, edition, participant, person
from tests.racing import at_once, outcomes
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal

AsUser = Callable[[User], Client]
PEOPLE, MAP, PROFILE, LEAVE = (f"/en/network/{page}" for page in ("people/", "map/", "profile/", "profile/leave/"))
WORDS = {
    "name": "Amina Wanjiku",
    "country": "KE",
    "position": "Head of incident response",
    "organisation": "Ministry of Posts",
    "about": "I mentor.",
}


def shared(with_whom: str) -> dict[str, str]:
    return WORDS | {f"{field}_shared": with_whom for field in FIELDS}


def member(profile: dict[str, str] | None = None, *, kind: str = "mentor") -> Member:
    number = Member.objects.count()
    her = participant(edition(slug=f"{2027 + number}", code=f"E{number}"), kind=kind).user
    return join_network(her, profile=profile or WORDS, by=her, now=NOW)


# --- who -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("roles", "kind"),
    [(["mentor"], "member"), (["mentee"], "alumna"), (["mentee", "mentor"], "member"), ([], None), (["guest"], None)],
)
def test_mentors_are_members_and_mentees_alumnae(roles: list[str], kind: str | None) -> None:
    assert kind_for(roles) == kind


@pytest.mark.django_db
def test_she_joins_and_shows_nothing_until_she_says_so() -> None:
    row = member()
    assert (row.kind, row.state, row.joined_at) == ("member", "active", NOW)
    assert {getattr(row, f"{field}_shared") for field in FIELDS} == {"nobody"}
    told = AuditRow.objects.about(row).get()
    assert (told.action, told.facts) == ("network.member.joined", {"kind": "member"})


@pytest.mark.django_db
@pytest.mark.parametrize("is_applicant", [False, True])
def test_others_are_not_invited(is_applicant: bool) -> None:
    her = application(edition()).user if is_applicant else person()
    with pytest.raises(NotInvited):
        join_network(her, profile=WORDS, by=her, now=NOW)
    assert Member.objects.count() == 0


@pytest.mark.django_db
def test_what_is_shared_is_told_by_names_of_fields_only() -> None:
    row = member()
    share(row, profile={"about": "Something else", "about_shared": "public", "country": "KE"}, by=row.user, now=NOW)
    told = AuditRow.objects.about(row).newest_first().first()
    assert (told.action, told.facts) == ("network.member.shared", {"changed": ["about", "about_shared"]})
    share(row, profile={"about": "Something else"}, by=row.user, now=NOW)
    assert AuditRow.objects.about(row).newest_first().first() == told


@pytest.mark.django_db
def test_leaving_and_coming_back() -> None:
    row = member(shared("public"))
    leave_network(row, by=row.user, now=NOW)
    assert (row.state, row.left_at) == ("left", NOW)
    with pytest.raises(Illegal):
        leave_network(row, by=row.user, now=NOW)
    back = join_network(row.user, profile={"about": "Back again"}, by=row.user, now=NOW)
    assert (back, back.state, back.left_at, back.about) == (row, "active", None, "Back again")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_double_click_joins_once() -> None:
    her = participant(edition(), kind="mentor").user
    results = at_once([lambda: join_network(her, profile=WORDS, by=her, now=NOW)] * 4)
    assert outcomes(results) == {"done": 4}
    assert Member.objects.count() == 1


# --- who sees what ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("with_whom", "visitor", "fellow"), [("nobody", False, False), ("members", False, True), ("public", True, True)]
)
def test_each_field_has_its_own_readers(field: str, with_whom: str, visitor: bool, fellow: bool) -> None:
    row = Member(**WORDS, **{f"{field}_shared": with_whom})
    for is_member, sees in ((False, visitor), (True, fellow)):
        profile = seen_by(row, is_member=is_member)
        assert [getattr(profile, name) for name in FIELDS] == [
            WORDS[name] if name == field and sees else "" for name in FIELDS
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(("with_whom", "visitor", "fellow"), [("nobody", 0, 0), ("members", 0, 1), ("public", 1, 1)])
def test_the_page_of_people(as_user: AsUser, with_whom: str, visitor: int, fellow: int) -> None:
    member(shared(with_whom))
    reader = member(WORDS | {"name": "The reader"})
    stranger = participant(edition(), kind="mentor").user
    pages = {
        "visitor": Client().get(PEOPLE),
        "not a member": as_user(stranger).get(PEOPLE),
        "fellow": as_user(reader.user).get(PEOPLE),
    }
    seen = {who: len(page.context["profiles"]) for who, page in pages.items()}
    assert seen == {"visitor": visitor, "not a member": visitor, "fellow": fellow}
    for page in pages.values():
        assert ("Head of incident response" in page.content.decode()) is bool(page.context["profiles"])


@pytest.mark.django_db
def test_the_fifty_first_is_on_the_second_page() -> None:
    people = [person() for _ in range(51)]
    for number, her in enumerate(people):
        Member.objects.create(user=her, kind="member", name=f"{number:02}", name_shared="public", joined_at=NOW)
    first, second = Client().get(PEOPLE), Client().get(PEOPLE, {"page": 2})
    assert len(first.context["profiles"]) == 50
    assert [row["profile"].name for row in second.context["profiles"]] == ["50"]
    assert "?page=2" in first.content.decode()


@pytest.mark.django_db
def test_a_name_that_is_not_shown_hides_the_rest() -> None:
    member(shared("public") | {"name_shared": "nobody"})
    page = Client().get(PEOPLE)
    assert page.context["profiles"] == []
    assert "Ministry of Posts" not in page.content.decode()


# --- the map ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_map_counts_those_who_agreed() -> None:
    for country, with_whom in (("KE", "public"), ("KE", "public"), ("EG", "public"), ("SN", "members"), ("", "public")):
        member(shared(with_whom) | {"country": country})
    page = Client().get(MAP)
    assert [(bubble["name"], bubble["count"]) for bubble in page.context["bubbles"]] == [("Kenya", 2), ("Egypt", 1)]
    assert "Amina Wanjiku" not in page.content.decode()


@pytest.mark.django_db
def test_who_leaves_is_gone_from_map_and_people_at_once(as_user: AsUser, clock: object) -> None:
    row = member(shared("public"))
    assert len(Client().get(PEOPLE).context["profiles"]) == 1
    answer = as_user(row.user).post(LEAVE)
    assert (answer.status_code, answer.url) == (302, "/en/network/")
    assert Client().get(PEOPLE).context["profiles"] == []
    assert Client().get(MAP).context["bubbles"] == []
    assert as_user(row.user).post(LEAVE).status_code == 404


# --- her page --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_she_joins_and_changes_her_mind_on_her_page(as_user: AsUser, clock: object) -> None:
    browser = as_user(participant(edition(), kind="mentor").user)
    assert browser.get(PROFILE).status_code == 200
    assert Member.objects.count() == 0
    answer = browser.post(PROFILE, shared("public"))
    assert (answer.status_code, answer.url) == (302, PROFILE)
    assert len(Client().get(PEOPLE).context["profiles"]) == 1
    browser.post(PROFILE, shared("nobody"))
    assert Client().get(PEOPLE).context["profiles"] == []
    assert Member.objects.get().organisation == "Ministry of Posts"


@pytest.mark.django_db
def test_who_is_not_invited_is_told_why(as_user: AsUser, clock: object) -> None:
    page = as_user(person()).post(PROFILE, shared("public"))
    assert page.status_code == 200
    assert "The network invites mentors and former mentees of the programme." in page.content.decode()
    assert Member.objects.count() == 0


@pytest.mark.django_db
def test_a_strange_choice_is_refused(as_user: AsUser, clock: object) -> None:
    her = participant(edition(), kind="mentor").user
    page = as_user(her).post(PROFILE, shared("public") | {"name_shared": "enemies", "country": "XX"})
    assert sorted(page.context["form"].errors) == ["country", "name_shared"]
    assert Member.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(count: int, django_assert_num_queries: Callable[..., object]) -> None:
    for country in ["KE", "EG", "SN"][:count]:
        member(shared(Shared.PUBLIC) | {"country": country})
    visitor = Client()
    with django_assert_num_queries(2):  # how many there are, and a page of them
        visitor.get(PEOPLE)
    with django_assert_num_queries(1):
        visitor.get(MAP)
