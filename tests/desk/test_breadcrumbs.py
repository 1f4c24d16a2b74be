"""Where a page of the desk stands: the list above it, and the row that it is about."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import application, edition, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
LINK = re.compile(r'<a href="([^"]+)">')


def way_to(browser: Client, address: str) -> list[str]:
    """The addresses above a page; each can be opened by who reads it."""
    page = browser.get(address).content.decode()
    (crumbs,) = re.findall(r'<div class="breadcrumbs">(.*?)</div>', page, re.DOTALL)
    above = LINK.findall(crumbs)
    assert [browser.get(each).status_code for each in above] == [200] * len(above)
    return above


@pytest.mark.parametrize("page", ["funnel", "dates", "mentors", "clone", "rules", "extend"])
def test_a_page_about_an_edition(as_user: AsUser, page: str) -> None:
    call = edition()
    listed = "/admin/programme/edition/"
    assert way_to(as_user(staff()), f"{listed}{call.pk}/{page}/") == ["/admin/", listed, f"{listed}{call.pk}/change/"]


def test_an_office_can_go_back_too(as_user: AsUser) -> None:
    listed, call = "/admin/programme/edition/", edition()
    office = as_user(staff(Role.REGIONAL, region="AFR"))
    assert way_to(office, f"{listed}{call.pk}/funnel/") == ["/admin/", listed, f"{listed}{call.pk}/change/"]


def test_a_page_that_is_the_row_and_a_step_from_it(as_user: AsUser) -> None:
    row, browser, listed = application(edition()), as_user(staff()), "/admin/registration/application/"
    change = f"{listed}{row.pk}/change/"
    assert way_to(browser, change) == ["/admin/", listed]
    assert way_to(browser, f"/admin/registration/inquiry/ask/{row.pk}/") == ["/admin/", listed, change]
    assert way_to(browser, f"{listed}more-time/") == ["/admin/", listed]


def test_the_way_is_drawn_in_one_place() -> None:
    templates = Path(settings.BASE_DIR, "templates", "admin")
    drawn = [path.name for path in templates.rglob("*.html") if "breadcrumbs" in path.read_text()]
    assert drawn == ["base_site.html"]
