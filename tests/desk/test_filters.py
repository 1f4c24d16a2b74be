"""Filters at the desk ask what people ask."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import NOW, staff
from wic.accounts.actions import end_role
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("query", "said"), [({}, ["All", "Not yet", "Yes"]), ({"_facets": "True"}, ["All", "Not yet (1)", "Yes (1)"])]
)
def test_whether_a_role_has_ended(as_user: Callable[[User], Client], query: dict[str, str], said: list[str]) -> None:
    boss, left = staff(), staff()
    end_role(left.grants.get(), by=boss, now=NOW)
    changelist = as_user(boss).get("/admin/accounts/rolegrant/", query).context["cl"]
    ended = changelist.filter_specs[-1]
    assert [choice["display"] for choice in ended.choices(changelist)] == said
