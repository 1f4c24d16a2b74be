"""A reviewer at the desk: her list, one application with the criteria, the next one; and who invites her."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from registration.actions.review import begin_reading, end_reviewer
from registration.models import Criterion, Review, Reviewer, Rubric
from tests.factories import NOW, application, edition, person, staff
from tests.registration.reviewing import done, reviewer, rubric
from wic.accounts.models import User
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
RUBRICS, REVIEWERS, REVIEWS = (f"/admin/registration/{name}/" for name in ("rubric", "reviewer", "review"))


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def being_read(*, people: int = 1, readings: int = 1, **columns: object) -> list[Review]:
    call = edition()
    for _ in range(readings):
        reviewer(call)
    for number in range(people):
        application(call, full_name=f"Amina Number{number}", employer="Secret Ministry", motivation="I am Amina.")
    row = rubric(call, readings=readings, **columns)
    begin_reading(row, seed=1, by=None, now=NOW)
    return list(Review.objects.order_by("pk"))


def points(*given: int) -> dict[str, object]:
    keys = Criterion.objects.order_by("position").values_list("pk", flat=True)
    return {f"points_{key}": number for key, number in zip(keys, given, strict=True)} | {"note": "Clear."}


def test_she_reads_gives_points_and_goes_to_the_next(as_user: AsUser) -> None:
    first, second = being_read(people=2)
    browser = as_user(first.reviewer.user)
    assert browser.get(f"{REVIEWS}next/").url == f"{REVIEWS}{first.pk}/change/"
    page = browser.get(f"{REVIEWS}{first.pk}/change/").content.decode()
    assert ("I am Amina." in page, "Motivation" in page, "1 more waits for you" in page) == (True, True, True)

    answer = browser.post(f"{REVIEWS}{first.pk}/change/", points(5, 2))

    first.refresh_from_db()
    assert (answer.url, str(first.total), first.note) == (f"{REVIEWS}next/", "4.000", "Clear.")
    assert browser.get(f"{REVIEWS}next/").url == f"{REVIEWS}{second.pk}/change/"
    browser.post(f"{REVIEWS}{second.pk}/change/", points(1, 1))
    last = browser.get(f"{REVIEWS}next/")
    assert (last.url, said(last)[-1]) == (REVIEWS, "You have read everything that waited for you. Thank you.")


def test_a_criterion_without_points_is_asked_for_again(as_user: AsUser) -> None:
    review = being_read()[0]
    page = as_user(review.reviewer.user).post(f"{REVIEWS}{review.pk}/change/", {"note": "Clear."})
    assert (page.status_code, len(page.context["form"].errors)) == (200, 2)
    assert "Clear." in page.content.decode()
    review.refresh_from_db()
    assert review.state == "open"


def test_what_others_found_is_shown_once_hers_is_in(as_user: AsUser) -> None:
    mine, other = being_read(readings=2)
    done(other, 1, 1)
    browser, address = as_user(mine.reviewer.user), f"{REVIEWS}{mine.pk}/change/"
    assert browser.get(address).context["found"] == []
    browser.post(address, points(5, 5))
    assert [review for review, _points in browser.get(address).context["found"]] == [mine]  # a partner’s reviewer
    headquarters = as_user(staff()).get(address)
    assert [review for review, _points in headquarters.context["found"]] == [mine, other]
    assert as_user(staff()).post(address, points(1, 1)).status_code == 403


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_names_are_kept_from_her_until_hers_is_in(as_user: AsUser, is_anonymous: bool) -> None:
    review = being_read(is_anonymous=is_anonymous)[0]
    email = review.application.user.email
    browser, address = as_user(review.reviewer.user), f"{REVIEWS}{review.pk}/change/"
    page = browser.get(address).content.decode()
    assert [word in page for word in ("Amina", "Number0", "Secret Ministry")] == [not is_anonymous] * 3
    assert email not in page
    for names_nobody in (REVIEWS, "/admin/", f"{REVIEWS}?q=Amina"):
        assert "Number0" not in browser.get(names_nobody).content.decode()
    browser.post(address, points(5, 5))
    assert "Amina Number0" in browser.get(address).content.decode()


def test_her_list_is_hers_and_found_by_reference(as_user: AsUser) -> None:
    mine, other = being_read(readings=2)
    browser = as_user(mine.reviewer.user)
    assert list(browser.get(REVIEWS).context["cl"].result_list) == [mine]
    found = browser.get(REVIEWS, {"q": mine.application.reference}).context["cl"].result_list
    assert list(found) == [mine]
    assert list(browser.get(REVIEWS, {"q": "Amina"}).context["cl"].result_list) == []
    assert browser.get(f"{REVIEWS}{other.pk}/change/").status_code == 404


def test_she_gives_back_what_is_too_near(as_user: AsUser) -> None:
    review = being_read()[0]
    browser, address = as_user(review.reviewer.user), f"{REVIEWS}{review.pk}/give-back/"
    assert browser.post(address).url == f"{REVIEWS}next/"
    review.refresh_from_db()
    assert review.state == "conflict"
    assert said(browser.post(address))[-1] == "This is no longer possible: it has already moved on."


def test_headquarters_write_the_criteria_and_begin(as_user: AsUser) -> None:
    call = edition()
    application(call)
    browser = as_user(staff())
    data = {
        "edition": call.pk, "readings": 1, "near_cut": 20, "spread": "1.5",
        "criteria-TOTAL_FORMS": 1, "criteria-INITIAL_FORMS": 0,
        "criteria-0-position": 0, "criteria-0-weight": 2,
        **{f"criteria-0-title_{code}": "Motivation" for code in ("en", "fr", "ar")},
    }  # fmt: skip
    assert browser.post(f"{RUBRICS}add/", data).url == RUBRICS
    row = Rubric.objects.get()
    answer = browser.post(f"{RUBRICS}{row.pk}/begin/")
    assert said(answer)[-1] == "The applications are given out to the reviewers."
    page = browser.get(f"{RUBRICS}{row.pk}/change/").content.decode()
    assert "1 review has nobody to do it, for nobody reviews: please invite reviewers." in page
    assert row.criteria.get().title_fr == "Motivation"


def test_beginning_without_criteria_is_refused_in_words(as_user: AsUser) -> None:
    row = rubric(edition(), weights=())
    answer = as_user(staff()).post(f"{RUBRICS}{row.pk}/begin/")
    assert said(answer) == ["Please write the criteria first, with their weights."]


def test_the_pool_shows_who_is_severe(as_user: AsUser) -> None:
    mild, severe = being_read(readings=2)
    done(mild, 5, 5)
    done(severe, 2, 2)
    page = as_user(staff()).get(f"{RUBRICS}{Rubric.objects.get().pk}/change/").content.decode()
    assert page.count("(compared in 1 review)") == 2
    assert ("<td>3.0 " in page, "<td>-3.0 " in page) == (True, True)


def test_headquarters_invite_and_end(as_user: AsUser) -> None:
    call, guest, browser = edition(), person("guest@partner.example.org"), as_user(staff())
    data = {"user": guest.pk, "edition": call.pk, "languages": ["en", "fr"], "country": "CH", "employer": "FIRST"}
    assert browser.post(f"{REVIEWERS}add/", data).url == REVIEWERS
    row = Reviewer.objects.get()
    assert (row.user, row.languages, row.employer, row.ended_at) == (guest, ["en", "fr"], "FIRST", None)
    browser.post(REVIEWERS, {"action": "end_reviewers", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.ended_at == NOW
    told = browser.post(REVIEWERS, {"action": "end_reviewers", "_selected_action": [row.pk]}, follow=True)
    *_before, last = [str(message) for message in told.context["messages"]]
    assert last == "Somebody else has just changed this. Please look at it again."
    assert AuditRow.objects.about(row).filter(action="registration.reviewer.ended").count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_lists_and_pages_cost_the_same(
    as_user: AsUser, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    review = being_read(people=people)[0]
    hers, headquarters = as_user(review.reviewer.user), as_user(staff())
    rubric_page = f"{RUBRICS}{Rubric.objects.get().pk}/change/"
    headquarters.get(rubric_page)  # Django remembers its content types from the first page on
    with django_assert_num_queries(6):
        hers.get(REVIEWS)
    with django_assert_num_queries(13):
        hers.get(f"{REVIEWS}{review.pk}/change/")
    with django_assert_num_queries(10):
        headquarters.get(rubric_page)


def test_out_of_the_pool_she_reads_nothing_more(as_user: AsUser) -> None:
    review = being_read()[0]
    done(review, 3, 4)
    browser, address = as_user(review.reviewer.user), f"{REVIEWS}{review.pk}/change/"
    assert browser.get(address).status_code == 200
    end_reviewer(review.reviewer, by=None, now=NOW)
    assert browser.get(address).status_code == 404


def test_what_she_gives_back_stays_without_a_name(as_user: AsUser) -> None:
    review = being_read(is_anonymous=True)[0]
    browser = as_user(review.reviewer.user)
    browser.post(f"{REVIEWS}{review.pk}/give-back/")
    assert "Amina" not in browser.get(f"{REVIEWS}{review.pk}/change/").content.decode()
