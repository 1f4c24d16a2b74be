"""The edition's own questions at the desk: on the page of an application, in its file, before a reviewer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from programme.models import Edition
from registration.actions.review import begin_reading
from registration.forms.inquiries import InquiryForm
from registration.models import Application, Review
from tests.factories import NOW, application, edition, extra_question, staff
from tests.registration.reviewing import done, reviewer, rubric
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/admin/registration/application/"
AsUser = Callable[[User], Client]


@pytest.fixture
def call() -> Edition:
    row = edition()
    extra_question(row, "laptop", identifies=False)
    extra_question(row, "team", kind="line")
    return row


@pytest.fixture
def sent(call: Edition) -> Application:
    return application(call, **{"extra-laptop": "yes", "extra-team": "=CERT()"})


def table(browser: Client) -> list[list[str]]:
    lines = browser.get(f"{LIST}export/").content.decode("utf-8-sig").splitlines()
    return [line.split(",") for line in lines]


def test_the_page_of_an_application_shows_what_she_sent(sent: Application, as_user: AsUser) -> None:
    page = as_user(staff()).get(f"{LIST}{sent.pk}/change/")

    shown = [answers for section, answers in page.context["sections"] if section.key == "more"]
    assert shown == [[("Laptop?", "Yes"), ("Team?", "=CERT()")]]


def test_the_file_has_a_column_for_each(sent: Application, as_user: AsUser) -> None:
    past = edition("2025", code="WIC25")
    extra_question(past, "laptop")
    extra_question(past, "unasked", audience="mentor")
    application(past, **{"extra-laptop": "no"})

    heads, *rows = table(as_user(staff()))

    assert heads[9:] == ["Laptop? (2025)", "Laptop? (2026)", "Team? (2026)"]
    assert sorted(row[9:] for row in rows) == [["", "Yes", "'=CERT()"], ["No", "", ""]]


def test_without_any_the_file_is_as_ever(as_user: AsUser) -> None:
    application(edition())

    assert [len(row) for row in table(as_user(staff()))] == [9, 9]


def test_a_reviewer_reads_without_names_only_what_does_not_tell(sent: Application, as_user: AsUser) -> None:
    reads = reviewer(sent.edition)
    begin_reading(rubric(sent.edition, is_anonymous=True), seed=1, by=None, now=NOW)
    review = Review.objects.get()
    browser, address = as_user(reads.user), f"/admin/registration/review/{review.pk}/change/"

    def shown() -> list[list[tuple[str, str]]]:
        return [told for section, told in browser.get(address).context["sections"] if section.key == "more"]

    assert shown() == [[("Laptop?", "Yes")]]
    done(review, 3, 4)
    assert shown() == [[("Laptop?", "Yes"), ("Team?", "=CERT()")]]


def test_the_desk_can_ask_it_once_more(sent: Application, as_user: AsUser) -> None:
    due_on = (NOW + timedelta(days=7)).date().isoformat()
    form = InquiryForm({"questions": ["extra-team", "extra-nonsense"], "due_on": due_on}, application=sent)
    assert list(form.errors) == ["questions"]

    asked = as_user(staff()).post(
        f"/admin/registration/inquiry/ask/{sent.pk}/", {"questions": ["extra-team"], "note": "", "due_on": due_on}
    )
    browser = as_user(sent.user)
    page = browser.get("/en/2026/apply/mentee/answer/")
    answer = browser.post("/en/2026/apply/mentee/answer/", {"extra-team": "CERT"})

    assert (asked.status_code, list(page.context["form"].fields), answer.status_code) == (302, ["extra-team"], 302)
    assert sent.submissions.latest("number").answers["extra-team"] == "CERT"
