"""The pages on which staff review, decide and give places: in a browser, for everybody, and without a mouse."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page

from programme.models import Edition
from registration.actions.deputies import name_deputy
from registration.actions.desk import save_view
from registration.actions.review import begin_reading
from registration.actions.seats import approve_batch, change_decision, prepare_batch
from registration.models import Application, Batch, Decision, Deputy, Offer, Review, Rubric
from tests.factories import NOW, application, edition, offer, staff
from tests.registration import reviewing
from tests.stories.reader import Reader
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = pytest.mark.usefixtures("transactional_db", "clock")
ReaderOf = Callable[..., Reader]
AsUser = Callable[[User], Client]


@pytest.fixture
def boss() -> User:
    """Headquarters, who read and decide; with one row in every list of theirs."""
    her, call = staff(), edition(seats=2, reserve_length=1)
    for number in range(4):
        application(call, full_name=f"Amina Number{number}")
    application(call, kind="mentor")
    offer(Application.objects.mentees().order_by("-pk")[0])
    reviewing.reviewer(call, her)
    begin_reading(reviewing.rubric(call), seed=1, by=None, now=NOW)
    reviewing.done(Review.objects.order_by("pk")[0], 3, 4)
    batch = prepare_batch(call, kind="mentee", seed=1, by=staff(), now=NOW)
    change_decision(batch.decisions.ranked()[0], outcome="not_selected", note="Next year.", by=staff(), now=NOW)
    approve_batch(prepare_batch(call, kind="mentor", seed=1, by=staff(), now=NOW), by=her, now=NOW)
    officer = staff(Role.REGIONAL, region="AFR")
    name_deputy(officer, begins_at=NOW, ends_at=NOW + timedelta(days=7), by=her, now=NOW)
    save_view(her, name="Mentors", query="kind__exact=mentor", now=NOW)
    return her


def pages() -> list[str]:
    prepared, approved = Batch.objects.prepared().get().pk, Batch.objects.approved().get().pk
    edition_pk, first = Edition.objects.get().pk, Application.objects.order_by("pk")[0].pk
    read, to_read = Review.objects.done()[0].pk, Review.objects.open()[0].pk
    of_registration = [
        *("application/", f"application/{first}/change/", f"inquiry/ask/{first}/", "inquiry/"),
        *("review/", f"review/{to_read}/change/", f"review/{read}/change/", "reviewer/", "reviewer/add/"),
        *("rubric/", f"rubric/{Rubric.objects.get().pk}/change/"),
        *("batch/", "batch/add/", f"batch/{prepared}/change/", f"batch/{prepared}/check/"),
        *(f"batch/{prepared}/compare/?seats=1&seed=1", f"batch/{approved}/change/", f"batch/{approved}/release/"),
        *("decision/", f"decision/{Decision.objects.order_by('pk')[0].pk}/change/"),
        *("offer/", f"offer/{Offer.objects.get().pk}/change/", "participant/", "duplicate/"),
        *("deputy/", "deputy/add/", f"deputy/{Deputy.objects.get().pk}/change/"),
    ]
    of_the_edition = [f"programme/edition/{edition_pk}/{page}/" for page in ("funnel", "mentors")]
    return [
        "/admin/",
        *(f"/admin/registration/{page}" for page in of_registration),
        *map("/admin/{}".format, of_the_edition),
    ]


def signed_in(reader: ReaderOf, browser: Client, **how: object) -> Reader:
    """Without the way through the mailbox, which other stories take."""
    her = reader("desk", **how)
    cookie = {"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": her.site}
    her.context.add_cookies([cookie])
    return her


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_pages_of_the_desk(reader: ReaderOf, as_user: AsUser, boss: User, language: str, width: int) -> None:
    her = signed_in(reader, as_user(boss), language=language, width=width)
    for address in pages():
        her.open(address)


def press_to(page: Page, text: str, *, key: str = "Tab") -> None:
    """By keyboard alone, until a link or button that begins with these words has the focus, and is seen to have it."""
    for _press in range(120):
        here = page.evaluate("(document.activeElement.textContent || '').trim()")
        if here.startswith(text):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", text
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {text}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_officer_reviews_by_keyboard(reader: ReaderOf, as_user: AsUser, boss: User) -> None:
    """A saved view, an application, the next one; then her list to read: points by arrow keys, and the next one."""
    her = signed_in(reader, as_user(boss), language="en", width=1280)
    page = her.page
    her.open("/admin/registration/application/")
    press_to(page, "Mentors")
    enter(page)
    assert page.url.endswith("?kind__exact=mentor")
    her.open("/admin/registration/application/?kind__exact=mentee")
    newest = Application.objects.mentees().order_by("-submitted_at", "-pk")
    press_to(page, newest[0].reference)
    enter(page)
    press_to(page, "The next one")
    enter(page)
    assert her.path == f"/admin/registration/application/{newest[1].pk}/change/"
    assert "kind__exact%3Dmentee" in page.url

    her.open("/admin/registration/review/next/")
    first = her.path
    press_to(page, "To the points")
    page.keyboard.press("Enter")
    for presses in (3, 2):  # Tab into each row, then along it
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _press in range(presses):
            page.keyboard.press("ArrowRight")
    press_to(page, "Save and go to the next one")
    enter(page)
    assert her.path != first
    read = Review.objects.done().order_by("-pk").exclude(note="Well said.").get()
    assert sorted(read.scores.values_list("points", flat=True)) == [3, 4]
