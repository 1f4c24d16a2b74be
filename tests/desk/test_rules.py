"""The page on which headquarters change the criteria: it says first whose outcome would change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.models import Edition
from registration.actions.desk import overrule
from registration.actions.inquiries import ask
from registration.actions.seats import prepare_batch
from registration.models import RuleChange, Screening
from tests.factories import NOW, application, draft, edition, person, staff
from tests.registration.reviewing import reviewer, rubric
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
NOW_IN_FORCE = {
    "regions": ["AFR", "ARB"],
    "min_years": "2",
    "min_english": "2",
    "women_only": "on",
    "takes_ict_stem": "on",
    "asks_equipment": "on",
}
FOUR_YEARS = NOW_IN_FORCE | {"min_years": "4"}


@pytest.fixture
def call() -> Edition:
    return edition()


def page_of(call: Edition) -> str:
    return reverse("admin:edition-rules", args=[call.pk])


def seen(browser: Client, call: Edition, rules: dict[str, Any] = FOUR_YEARS) -> Any:
    return browser.get(page_of(call), rules).context


def post(browser: Client, call: Edition, *, fingerprint: str, **changed: Any) -> Any:
    return browser.post(page_of(call), FOUR_YEARS | {"because": "Few places", "seen": fingerprint} | changed)


def test_it_shows_the_rules_in_force(call: Edition, as_user: SignIn) -> None:
    context = as_user(staff()).get(page_of(call)).context
    assert (context["form"].initial, context["outlook"]) == (
        {
            "regions": ["AFR", "ARB"],
            "min_years": 2,
            "min_english": 2,
            "women_only": True,
            "takes_ict_stem": True,
            "asks_equipment": True,
        },
        None,
    )


def test_looking_lists_whose_outcome_would_change_and_writes_nothing(call: Edition, as_user: SignIn) -> None:
    three = application(call, years=3)
    application(call, years=4)
    draft(call, years=3)
    context = seen(as_user(staff()), call)
    assert [(line.application, line.of) for line in context["changed"]] == [(three, "Africa")]
    (one,) = context["outlook"].changed
    assert [result.sentence for result in one.reasons] == [
        "You wrote 3; this edition asks for at least 4 full years of work in cybersecurity."
    ]
    assert context["counts"] == [("Africa", "Meets every criterion", "Does not meet a criterion", 1)]
    call.refresh_from_db()
    assert (call.min_years, call.rules_version, Screening.objects.count()) == (2, 1, 2)


def test_the_page_names_her_and_leads_to_her_application(call: Edition, as_user: SignIn) -> None:
    three = application(call, years=3)
    html = as_user(staff()).get(page_of(call), FOUR_YEARS).content.decode()
    assert str(three) in html
    assert reverse("admin:registration_application_change", args=[three.pk]) in html


def test_whose_name_the_reader_may_not_see_is_counted_without_it(call: Edition, as_user: SignIn) -> None:
    boss = staff()
    hers = application(call, user=boss, years=3)
    context = seen(as_user(boss), call)
    assert [(line.application, line.of) for line in context["changed"]] == [(None, "Africa")]
    assert hers.reference not in as_user(boss).get(page_of(call), FOUR_YEARS).content.decode()


def test_who_is_read_without_a_name_stays_so(call: Edition, as_user: SignIn) -> None:
    rubric(call, is_anonymous=True)
    boss, blind = staff(), application(call, years=3)
    blind.reviews.create(reviewer=reviewer(call, user=boss), assigned_at=NOW)
    assert [line.application for line in seen(as_user(boss), call)["changed"]] == [None]


def test_decided_and_overruled_ones_are_listed_apart(call: Edition, as_user: SignIn) -> None:
    decided, overruled = application(call, years=3), application(call, years=1)
    prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    by_hand = application(call, years=3)
    overrule(by_hand.screenings.get(), outcome="eligible", because="Known to us", by=staff(), now=NOW)
    context = seen(as_user(staff()), call)
    assert [line.application for line in context["decided"]] == [decided]
    assert [line.application for line in context["overruled"]] == [by_hand]
    assert context["changed"] == []
    assert overruled.screenings.get().outcome == "not_eligible"


def test_confirming_changes_the_rules(call: Edition, as_user: SignIn) -> None:
    boss, three = staff(), application(call, years=3)
    browser = as_user(boss)
    response = post(browser, call, fingerprint=seen(browser, call)["outlook"].fingerprint)
    assert response["Location"] == page_of(call)
    assert [str(said) for said in get_messages(response.wsgi_request)] == [
        "The criteria are changed, and everybody without a decision is screened again by version 2."
    ]
    call.refresh_from_db()
    assert (call.min_years, three.screenings.latest("pk").outcome) == (4, "not_eligible")
    change = RuleChange.objects.get()
    assert (change.version, change.because, change.by, change.outcomes_changed) == (2, "Few places", boss, 1)
    assert "Few places" in browser.get(page_of(call)).content.decode()


def test_another_list_than_the_one_shown_is_shown_first(call: Edition, as_user: SignIn) -> None:
    first, browser = application(call, years=3), as_user(staff())
    fingerprint = seen(browser, call)["outlook"].fingerprint
    second = application(call, years=3)
    response = post(browser, call, fingerprint=fingerprint)
    assert [line.application for line in response.context["changed"]] == [first, second]
    html = response.content.decode()
    assert "Applications have changed since this list was shown." in html
    assert "Few places</textarea>" in html
    call.refresh_from_db()
    assert call.rules_version == 1
    assert post(browser, call, fingerprint=response.context["outlook"].fingerprint).status_code == 302


def test_without_a_reason_the_list_is_shown_again(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    response = post(browser, call, fingerprint=seen(browser, call)["outlook"].fingerprint, because=" ")
    assert response.context["reason"].errors == {"because": ["This field is required."]}
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"regions": []}, {"regions": ["XXX"]}, {"min_years": "-1"}, {"min_years": "\x00"}, {"min_english": "9"}]
)
def test_what_makes_no_rule_is_told_at_the_field(call: Edition, typed: dict[str, Any], as_user: SignIn) -> None:
    browser = as_user(staff())
    context = seen(browser, call, FOUR_YEARS | typed)
    assert (context["outlook"], list(context["form"].errors)) == (None, list(typed))
    assert post(browser, call, fingerprint="", **typed).status_code == 200
    assert not RuleChange.objects.exists()


def test_the_same_rules_change_nothing(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    assert "nothing would change" in browser.get(page_of(call), NOW_IN_FORCE).content.decode()


def test_open_questions_are_named(call: Edition, as_user: SignIn) -> None:
    row = application(call)
    ask(row, questions=["years"], note="", due_at=NOW + timedelta(days=7), by=None, now=NOW)
    browser = as_user(staff())
    assert seen(browser, call)["asked"] == 1
    assert "1 question that was asked stays open" in browser.get(page_of(call), FOUR_YEARS).content.decode()


def test_the_list_has_pages(call: Edition, as_user: SignIn) -> None:
    many(call, application(call, years=3), 149)
    browser = as_user(staff())
    assert len(seen(browser, call)["changed"]) == 100
    assert len(seen(browser, call, FOUR_YEARS | {"page": "2"})["changed"]) == 50


def test_two_thousand_are_looked_at_in_as_many_statements_as_one(call: Edition, as_user: SignIn) -> None:
    first, browser = application(call, years=3), as_user(staff())
    with CaptureQueriesContext(connection) as one:
        seen(browser, call)
    many(call, first, 1999)
    with CaptureQueriesContext(connection) as all_of_them:
        context = seen(browser, call)
    assert (len(context["outlook"].changed), len(all_of_them)) == (2000, len(one))


def many(call: Edition, row: Any, count: int) -> None:
    """Others with the same answers, written without the verbs: two thousand would take minutes."""
    sent, screening = row.submissions.get(), row.screenings.get()
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    del columns["id"], columns["public_id"]
    users = User.objects.bulk_create(User(email=f"many{n}@example.org", created_at=NOW) for n in range(count))
    rows = type(row).objects.bulk_create(
        type(row)(**columns | {"user_id": user.pk, "reference": f"MANY-{n}"}) for n, user in enumerate(users)
    )
    submissions = type(sent).objects.bulk_create(
        type(sent)(application=each, number=1, answers=sent.answers, consent_version="1", at=NOW) for each in rows
    )
    said = {"outcome": screening.outcome, "results": screening.results, "rules_version": 1, "at": NOW}
    Screening.objects.bulk_create(
        Screening(application=each.application, submission=each, **said) for each in submissions
    )


def test_of_an_edition_that_is_not_there(call: Edition, as_user: SignIn) -> None:
    assert as_user(staff()).get(reverse("admin:edition-rules", args=[call.pk + 1])).status_code == 404
    assert as_user(person()).get(page_of(call)).status_code in {302, 403}


def test_the_answers_of_a_mentor_count_too(call: Edition, as_user: SignIn) -> None:
    application(call, kind="mentor", gender="other", gender_words="as I am")
    rules = {name: value for name, value in NOW_IN_FORCE.items() if name != "women_only"}
    context = seen(as_user(staff()), call, rules)
    assert context["counts"] == [("Mentors", "Needs information", "Meets every criterion", 1)]
    (one,) = context["outlook"].changed
    assert [result.criterion for result in one.dropped] == ["gender"]
