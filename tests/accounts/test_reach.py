"""What a person's roles reach, asked of rows that tell a region, an edition, both or neither."""

import pytest
from django.db.models import Q

from registration.models import Application
from tests.factories import application, edition, person
from wic.accounts.permissions import Role
from wic.accounts.roles import EVERYTHING, NOTHING, Grant, Roles

HQ, REGIONAL, REVIEWER, FOCAL = Role.HEADQUARTERS, Role.REGIONAL, Role.REVIEWER, Role.FOCAL_POINT


def roles(*grants):
    return Roles(tuple(Grant(*parts) for parts in grants))


@pytest.mark.parametrize(
    ("grants", "both", "region_only", "edition_only", "neither"),
    [
        ([], NOTHING, NOTHING, NOTHING, NOTHING),
        ([(FOCAL,), (REVIEWER,)], NOTHING, NOTHING, NOTHING, NOTHING),
        ([(HQ,)], NOTHING | EVERYTHING, NOTHING | EVERYTHING, NOTHING | EVERYTHING, NOTHING | EVERYTHING),
        ([(HQ, "", "26")], NOTHING | Q(e="26"), NOTHING | NOTHING, NOTHING | Q(e="26"), NOTHING | NOTHING),
        ([(REGIONAL, "AFR")], NOTHING | Q(r="AFR"), NOTHING | Q(r="AFR"), NOTHING | NOTHING, NOTHING | NOTHING),
        (
            [(REGIONAL, "AFR", "26")],
            NOTHING | Q(r="AFR", e="26"),
            NOTHING | NOTHING,
            NOTHING | NOTHING,
            NOTHING | NOTHING,
        ),
        (
            [(REGIONAL, "AFR", "26"), (REGIONAL, "ARB")],
            NOTHING | Q(r="AFR", e="26") | Q(r="ARB"),
            NOTHING | NOTHING | Q(r="ARB"),
            NOTHING | NOTHING | NOTHING,
            NOTHING | NOTHING | NOTHING,
        ),
    ],
)
def test_reach(grants, both, region_only, edition_only, neither):
    hers = roles(*grants)

    assert hers.reach(region="r", edition="e") == both
    assert hers.reach(region="r") == region_only
    assert hers.reach(edition="e") == edition_only
    assert hers.reach() == neither


def test_the_editions_that_she_works_on():
    assert roles((FOCAL, "", "26")).reach_editions("e") == NOTHING
    assert roles((REGIONAL, "AFR", "26")).reach_editions("e") == NOTHING | Q(e="26")
    assert roles((REVIEWER, "", "26"), (REGIONAL, "AFR")).reach_editions("e") == NOTHING | Q(e="26") | EVERYTHING


def test_a_permission_is_carried_by_the_roles_that_give_it():
    hers = roles((HQ, "", "26"), (REGIONAL, "AFR"), (REVIEWER,))

    assert hers.carrying("registration.view_application") == roles((HQ, "", "26"), (REGIONAL, "AFR"))
    assert hers.carrying("registration.change_decision") == roles((HQ, "", "26"))
    assert hers.carrying("registration.no_such_thing") == roles()
    assert hers.only(REVIEWER) == roles((REVIEWER,))


@pytest.mark.parametrize(
    "perm",
    [
        "accounts.add_rolegrant",
        "accounts.view_user",
        "audit.view_auditrow",
        "network.view_member",
        "programme.add_edition",
    ],
)
def test_what_belongs_to_no_edition_takes_a_role_for_all_of_them(perm):
    assert roles((HQ,)).allow(perm)
    assert not roles((HQ, "", "26")).allow(perm)


def test_headquarters_are_those_of_every_edition():
    assert roles((HQ,)).is_headquarters
    assert not roles((HQ, "", "26")).is_headquarters
    assert roles((HQ, "", "26")).is_staff
    assert not roles((FOCAL,)).is_staff


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_everything_and_nothing_cost_nothing():
    """Neither leaves a trace in the statement, also beside another condition."""
    application(edition(), user := person())

    everything = Application.objects.filter(Q(user=user) | EVERYTHING)
    nothing = Application.objects.filter(Q(user=user) | NOTHING)

    assert "WHERE" not in str(everything.query)
    assert str(nothing.query) == str(Application.objects.filter(user=user).query)
    assert (everything.count(), nothing.count(), Application.objects.filter(NOTHING).count()) == (1, 1, 0)
