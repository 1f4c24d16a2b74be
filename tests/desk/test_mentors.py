"""Before mentees are selected headquarters see which language lacks mentors."""

from collections.abc import Callable

import pytest
from django.test import Client

from registration.actions.seats import approve_batch, prepare_batch
from registration.models import Batch
from tests.factories import NOW, application, edition, grant, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
ENGLISH, FRENCH, BOTH = [["en", 3]], [["fr", 3]], [["en", 3], ["fr", 2]]


def address(call: object) -> str:
    return f"/admin/programme/edition/{call.pk}/mentors/"  # type: ignore[attr-defined]


def test_each_language_beside_its_applicants(as_user: AsUser) -> None:
    call = edition(seats=20, circle_min=1, circle_max=3)
    application(call, kind="mentor", capacity=3, languages=ENGLISH)
    approve_batch(prepare_batch(call, kind="mentor", seed=1, by=None, now=NOW), by=staff(), now=NOW)
    application(call, kind="mentor", languages=FRENCH)
    for languages in (ENGLISH, ENGLISH, FRENCH, FRENCH, FRENCH, FRENCH, BOTH):
        application(call, languages=languages)
    application(call, country="DE", languages=ENGLISH)  # of no region of this edition

    page = as_user(staff()).get(address(call))

    found = {
        row.code: (row.mentors, row.mentors_waiting, row.applicants, row.circles, row.places, row.taken, row.left_out)
        for row in page.context["languages"]
    }
    assert found["en"] == (1, 0, 3, 1, 3, 3, 0)
    assert found["fr"] == (0, 1, 5, 0, 0, 0, 4)
    assert {row.code: row.mentors_missing for row in page.context["languages"]} == {"en": 0, "fr": 2, "ar": 0}
    assert "2 more mentors who speak this language would be enough: French." in page.content.decode()
    assert (page.context["waiting"], page.context["eligible"], page.context["selected"]) == (1, 7, 3)
    assert Batch.objects.count() == 1  # the mentors’


def test_the_link_leads_to_those_who_wait_to_be_approved(as_user: AsUser) -> None:
    call, hers = edition(), as_user(staff())
    waiting = application(call, kind="mentor")
    application(call)
    assert "1 mentor waits to be approved." in (page := hers.get(address(call))).content.decode()
    assert list(hers.get(page.context["queue_url"]).context["cl"].result_list) == [waiting]
    approve_batch(prepare_batch(call, kind="mentor", seed=1, by=None, now=NOW), by=staff(), now=NOW)
    page = hers.get(address(call))
    assert page.context["waiting"] == 0
    assert {row.code: row.mentors for row in page.context["languages"]} == {"en": 1, "fr": 0, "ar": 1}


def test_without_a_mentor_languages_set_no_limit_and_the_page_says_so(as_user: AsUser) -> None:
    call = edition()
    application(call)
    page = as_user(staff()).get(address(call)).content.decode()
    assert "No mentor is approved yet: languages set no limit." in page


def test_it_is_for_headquarters_of_that_edition(as_user: AsUser) -> None:
    call, of_another = edition(), person()
    edition("2025", code="WIC25")
    grant(of_another, edition="2025")
    assert as_user(of_another).get(address(call)).status_code == 404
    assert as_user(staff(Role.REGIONAL, region="AFR")).get(address(call)).status_code == 403
