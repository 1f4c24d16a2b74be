"""How registration goes: counts by where people come from, as far as a role reaches, beside the last edition."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from programme.models import Edition
from registration.actions.nominations import take_up
from tests.factories import NOW, application, draft, edition, invitation, nomination, participant, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.desk.funnel import Funnel, Line, funnel_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def seen_by(call: Edition, user: User | None = None) -> Funnel:
    return funnel_of(call, user or staff(), now=NOW)


def counts(lines: list[Line]) -> dict[str, list[int]]:
    return {line.label: line.counts for line in lines}


def test_from_begun_to_taking_part() -> None:
    call = edition()
    participant(call, country="KE")
    application(call, country="EG", english=1)
    draft(call, country="EG")
    draft(call, country="")
    application(call, kind="mentor")
    found = seen_by(call)
    assert counts(found.countries) == {
        "Kenya": [1, 0, 1, 1, 1, 0],
        "Egypt": [2, 1, 1, 0, 0, 0],
        "Not said yet": [1, 1, 0, 0, 0, 0],
    }
    assert counts(found.regions) == {
        "Africa": [1, 0, 1, 1, 1, 0],
        "Arab States": [2, 1, 1, 0, 0, 0],
        "No region yet": [1, 1, 0, 0, 0, 0],
    }
    assert found.total.counts == [4, 2, 2, 1, 1, 0]


def test_by_language_of_the_letters() -> None:
    call = edition()
    for language in ("fr", "fr", "ar"):
        application(call, person(language=language))
    assert [line.counts[2] for line in seen_by(call).languages] == [2, 1]


def test_countries_are_marked_and_those_without_anybody_named() -> None:
    call = edition(regions=["AFR"])
    application(call, country="ML")
    found = seen_by(call)
    assert [(line.label, line.marks) for line in found.countries] == [("Mali", ["LDC", "LLDC"])]
    without = dict(found.without_any)
    assert (without["Mauritius"], without["Kenya"]) == (["SIDS"], [])
    assert not {"Mali", "Egypt"} & set(without)


def test_a_regional_office_counts_its_own() -> None:
    call = edition()
    application(call, country="KE")
    application(call, country="EG")
    draft(call, country="EG")
    invitation(call, name="Ministry of Kenya", country="KE")
    found = seen_by(call, staff(Role.REGIONAL, region="ARB"))
    assert counts(found.countries) == {"Egypt": [2, 1, 1, 1, 0, 0]}
    assert found.total.counts == [2, 1, 1, 1, 0, 0]
    assert ("Kenya" in dict(found.without_any), found.silent) == (False, [])


def test_organisations_that_nominated_and_those_that_did_not() -> None:
    call = edition()
    busy, _silent = invitation(call, name="Busy"), invitation(call, name="Silent")
    her = person("amina@example.org")
    named = nomination(busy, email=her.email)
    nomination(busy)
    take_up(named, user=her, may_tell_result=False, now=NOW)
    application(call, her)
    found = seen_by(call)
    assert counts(found.organisations) == {"Busy": [2, 1, 1]}
    assert found.silent == ["Silent"]


def test_beside_the_last_edition_at_the_same_day() -> None:
    opened = NOW - timedelta(days=375)
    last = edition(
        "2025", code="WIC25", opens_at=opened, closes_at=opened + timedelta(days=20), starts_on=date(2025, 3, 1)
    )
    for days in (1, 10, 11):  # registration has been open for ten days now
        application(last, country="KE", now=opened + timedelta(days=days))
    call = edition()
    application(call, country="KE")
    found = seen_by(call)
    assert found.last_time == last
    assert counts(found.countries) == {"Kenya": [1, 0, 1, 1, 0, 2]}


@pytest.mark.parametrize("people", [1, 4])
def test_the_page_costs_the_same(
    as_user: Callable[[User], Client], people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    call = edition()
    for _ in range(people):
        nomination(invitation(call))
        application(call)
    browser, address = as_user(staff()), f"/admin/programme/edition/{call.pk}/funnel/"
    assert "How registration goes" in browser.get(address).content.decode()
    with django_assert_num_queries(12):
        browser.get(address)
