"""The staff's list and page of applications: whose they see, how they find one, how many queries it costs."""

from collections.abc import Callable

import pytest
from django.test import Client

from registration.actions.applications import withdraw
from registration.models import Application
from tests.factories import NOW, application, draft, edition, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/admin/registration/application/"


def page_of(row: Application) -> str:
    return f"{LIST}{row.pk}/change/"


def found(browser: Client, **query: str) -> list[str]:
    changelist = browser.get(LIST, query).context["cl"]
    return sorted(row.full_name for row in changelist.result_list)


def test_a_regional_office_sees_what_its_region_sent(as_user: Callable[[User], Client]) -> None:
    call = edition()
    application(call, full_name="Amina", country="KE")
    application(call, full_name="Noura", country="EG")
    application(call, full_name="Salma", kind="mentor", country="KE")
    draft(call, full_name="Not sent", country="KE")

    assert found(as_user(staff(Role.REGIONAL, region="AFR"))) == ["Amina"]
    assert found(as_user(staff(Role.REGIONAL, region="ARB"))) == ["Noura"]
    assert found(as_user(staff())) == ["Amina", "Noura", "Salma"]


def test_nobody_works_on_her_own_application(as_user: Callable[[User], Client]) -> None:
    officer = staff(Role.REGIONAL, region="AFR")
    own = application(edition(), officer, country="KE")

    assert found(as_user(officer)) == []
    assert as_user(officer).get(page_of(own)).status_code == 404


@pytest.mark.parametrize("typed", ["aicha", "Kone AÏCHA", "عايشة", "aicha.k@example.org", "{reference}"])
def test_she_is_found_however_she_is_typed(as_user: Callable[[User], Client], typed: str) -> None:
    call = edition()
    row = application(call, person("aicha.k@example.org"), full_name="Aïcha Koné", arabic_name="عايشة")
    application(call, full_name="Somebody else")

    assert found(as_user(staff()), q=typed.format(reference=row.reference)) == ["Aïcha Koné"]


def test_the_list_is_narrowed_by_the_newest_outcome(as_user: Callable[[User], Client]) -> None:
    call = edition()
    application(call, full_name="Eligible")
    application(call, full_name="Elsewhere", country="DE")
    application(call, full_name="Unclear", gender="other")
    browser = as_user(staff())

    assert found(browser, outcome="eligible") == ["Eligible"]
    assert found(browser, outcome="not_eligible") == ["Elsewhere"]
    assert found(browser, outcome="unclear") == ["Unclear"]
    assert found(browser, outcome="anything") == ["Eligible", "Elsewhere", "Unclear"]


def test_the_page_shows_what_was_sent_not_what_is_being_edited(as_user: Callable[[User], Client]) -> None:
    row = application(edition(), employer="As sent")
    Application.objects.filter(pk=row.pk).update(employer="Edited since")

    page = as_user(staff()).get(page_of(row))

    assert page.context["title"] == f"{row.reference} Amina Wanjiku"
    assert "As sent" in page.content.decode()
    assert "Edited since" not in page.content.decode()


def test_the_page_tells_the_history_with_who_did_it(as_user: Callable[[User], Client]) -> None:
    her = person(name="Amina")
    row = withdraw(application(edition(), her), by=her, now=NOW)

    history = as_user(staff()).get(page_of(row)).context["history"]

    assert [(str(what), who) for _row, what, who in history] == [
        ("Application withdrawn", her),
        ("Checked against the criteria", None),
        ("Application sent", her),
        ("Application begun", her),
    ]


@pytest.mark.parametrize("address", [f"{LIST}999/change/", f"{LIST}abc/change/", f"{LIST}%D9%A3%00/change/"])
def test_an_unknown_one_is_not_there(as_user: Callable[[User], Client], address: str) -> None:
    assert as_user(staff()).get(address).status_code == 404


def test_another_region_is_as_unknown(as_user: Callable[[User], Client]) -> None:
    row = application(edition(), country="EG")

    assert as_user(staff(Role.REGIONAL, region="AFR")).get(page_of(row)).status_code == 404


@pytest.mark.parametrize("address", [f"{LIST}add/", f"{LIST}1/delete/"])
def test_nothing_is_added_or_deleted_here(as_user: Callable[[User], Client], address: str) -> None:
    assert as_user(staff()).get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 300])
def test_the_list_costs_the_same(
    as_user: Callable[[User], Client], count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    call = edition()
    first = application(call)
    for n in range(count - 1):
        copy_of(first, n)
    browser = as_user(staff())

    with django_assert_num_queries(7):
        browser.get(LIST)
    with django_assert_num_queries(19):
        browser.get(page_of(first))


def copy_of(row: Application, n: int) -> None:
    """Another person's, written without the verbs: three hundred of them would take the test most of its time."""
    submission = row.submissions.get()
    screening = submission.screenings.get()
    columns = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in {"id", "public_id"}
    }
    twin = Application.objects.create(**columns | {"user_id": person().pk, "reference": f"WIC26-{n}"})
    sent = twin.submissions.create(number=1, answers=submission.answers, consent_version="1", at=NOW)
    twin.screenings.create(
        submission=sent, outcome=screening.outcome, results=screening.results, rules_version=1, at=NOW
    )
