"""The desk's pages of people and roles."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.factories import NOW, edition, grant, person, staff
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PEOPLE, ROLES = "/admin/accounts/user/", "/admin/accounts/rolegrant/"


def give(browser, user, role=Role.REVIEWER, region="", edition=""):
    fields = {"user": user.pk, "role": role, "region": region, "edition": edition}
    return browser.post(f"{ROLES}add/", fields, follow=True)


def end(browser, *grants):
    chosen = {"action": "end_roles", "_selected_action": [grant.pk for grant in grants]}
    return browser.post(ROLES, chosen, follow=True)


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_headquarters_find_a_person_by_her_address(as_user):
    amina = person("amina@example.org", name="Amina")
    person("zineb@example.org")

    page = as_user(staff()).get(PEOPLE, {"q": "amina@"})

    assert [user.pk for user in page.context["cl"].result_list] == [amina.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_long(as_user, django_assert_max_num_queries, rows):
    browser = as_user(staff())
    for _ in range(rows):
        grant(person(), Role.REVIEWER, by=person())

    for url in (PEOPLE, ROLES):
        with django_assert_max_num_queries(7):
            browser.get(url)


def test_a_role_is_given_for_one_edition(as_user):
    edition("2026", name="Women in Cyber 2026")
    omar, browser = person(), as_user(staff())
    choices = browser.get(f"{ROLES}add/").context["adminform"].form.fields["edition"].choices

    give(browser, omar, Role.REGIONAL, "ARB", "2026")

    assert choices == [("", "Every edition"), ("2026", "Women in Cyber 2026")]
    assert list(omar.grants.values_list("role", "region", "edition")) == [("regional", "ARB", "2026")]
    assert browser.get(f"{ROLES}{omar.grants.get().pk}/change/").status_code == 200


def test_not_for_an_edition_that_is_not_there(as_user):
    omar = person()

    response = give(as_user(staff()), omar, Role.REVIEWER, edition="2031")

    assert list(response.context["adminform"].form.errors) == ["edition"]
    assert not omar.grants.exists()


@pytest.mark.parametrize("role", [Role.REGIONAL, Role.REVIEWER])
def test_other_staff_have_neither_page(as_user, role):
    browser = as_user(staff(role, region="ARB"))

    assert [browser.get(url).status_code for url in (PEOPLE, ROLES, f"{ROLES}add/")] == [403, 403, 403]


def test_a_person_is_looked_at_and_not_changed(as_user):
    amina, browser = person("amina@example.org"), as_user(staff())

    shown = browser.get(f"{PEOPLE}{amina.pk}/change/")
    posted = browser.post(f"{PEOPLE}{amina.pk}/change/", {"email": "boss@example.org"})

    assert (shown.status_code, posted.status_code) == (200, 403)
    assert [browser.get(f"{PEOPLE}{step}").status_code for step in ("add/", f"{amina.pk}/delete/")] == [403, 403]
    assert User.objects.get(pk=amina.pk).email == "amina@example.org"


def test_a_role_is_given(as_user):
    boss, omar = staff(), person()

    give(as_user(boss), omar, Role.REGIONAL, "ARB")

    given = omar.grants.get()
    assert (given.role, given.region, given.granted_by, given.granted_at) == ("regional", "ARB", boss, NOW)
    assert [(row.action, row.actor_pk) for row in AuditRow.objects.all()] == [
        ("accounts.rolegrant.given", str(boss.pk))
    ]
    assert not LogEntry.objects.exists()


def test_a_role_that_is_refused_is_told(as_user):
    omar = person()
    omar_is_closed = person(is_active=False)
    browser = as_user(staff())

    for answer, told in (
        (give(browser, omar_is_closed), "This account is closed: it cannot be given a role."),
        (
            give(browser, omar, Role.HEADQUARTERS, "AFR"),
            "A regional office needs its region, and headquarters have none.",
        ),
    ):
        assert answer.context["adminform"].form.non_field_errors() == [told]
    assert RoleGrant.objects.count() == 1


def test_a_role_is_looked_at_and_not_rewritten(as_user):
    held, browser = grant(person(), Role.REVIEWER), as_user(staff())

    shown = browser.get(f"{ROLES}{held.pk}/change/")
    posted = browser.post(f"{ROLES}{held.pk}/change/", {"role": "headquarters"})

    assert (shown.status_code, posted.status_code) == (200, 403)
    assert RoleGrant.objects.get(pk=held.pk).role == "reviewer"


def test_roles_are_ended_and_refusals_told(as_user):
    boss = staff()
    held, over = grant(person(), Role.REVIEWER), grant(person("omar@example.org"), Role.REVIEWER, ended_at=NOW)

    response = end(as_user(boss), held, over, boss.grants.get())

    assert set(messages(response)) == {
        "omar@example.org · Partner’s reviewer: This role has been ended already.",
        f"{boss} · Headquarters: Please ask a colleague at headquarters to end your own role.",
        "1 role has been ended.",
    }
    assert list(RoleGrant.objects.in_force()) == [boss.grants.get()]
