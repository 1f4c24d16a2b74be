"""An edition that is being prepared: its pages for those who prepare it, with a band, and for nobody else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from programme.models import Edition
from tests.factories import NOW, edition, participant, staff
from wic.accounts.models import User
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
PAGES = ("home:edition", "home:eligibility", "home:mentors", "home:timeline", "events:calendar")
BAND = "Only the people who prepare it see its pages."


@pytest.fixture
def prepared() -> Edition:
    mine = make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))
    Edition.objects.filter(pk=mine.pk).update(published_at=None)
    return mine


@pytest.mark.parametrize("page", PAGES)
def test_headquarters_see_it_with_a_band_and_nothing_keeps_it(prepared: Edition, as_user: SignIn, page: str) -> None:
    response = as_user(staff()).get(reverse(page, args=[prepared.slug]))
    assert response.status_code == 200
    assert BAND in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_for_everybody_else_it_is_not_there(prepared: Edition, as_user: SignIn, page: str) -> None:
    address = reverse(page, args=[prepared.slug])
    mentee = participant(edition("2025", code="WIC25")).user
    assert [browser.get(address).status_code for browser in (Client(), as_user(mentee))] == [404, 404]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_published_has_no_band(prepared: Edition, as_user: SignIn, page: str) -> None:
    Edition.objects.filter(pk=prepared.pk).update(published_at=NOW)
    assert BAND not in as_user(staff()).get(reverse(page, args=[prepared.slug])).content.decode()


def test_the_desk_leads_to_the_preview_and_lists_what_a_published_edition_lacks(
    prepared: Edition, as_user: SignIn
) -> None:
    browser, page = as_user(staff()), reverse("admin:programme_edition_change", args=[prepared.pk])
    public = reverse("home:edition", args=[prepared.slug])
    html = browser.get(page).content.decode()
    assert f'<a href="{public}">Preview</a>' in html
    Edition.objects.filter(pk=prepared.pk).update(published_at=NOW, summary_ar="", summary_fr="")
    html = browser.get(page).content.decode()
    assert f'<a href="{public}">Preview</a>' not in html
    assert "2 texts are not yet translated." in html
    assert "“in two sentences” is missing in French." in html


def test_a_partner_that_is_not_translated_holds_the_first_publication_back(prepared: Edition, as_user: SignIn) -> None:
    prepared.partners.filter(name_en__startswith="EQUALS").update(name_fr="")
    html = as_user(staff()).get(reverse("admin:programme_edition_publish", args=[prepared.pk])).content.decode()
    assert "“name” is missing in French." in html
    assert "Publish now" not in html
