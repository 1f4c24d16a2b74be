"""Who reads without names learns none at the desk: no list, search, page or letter says whose application it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from registration.actions.deputies import name_deputy
from registration.actions.inquiries import ask
from registration.actions.review import begin_reading
from registration.actions.seats import prepare_batch
from registration.models import Application, Batch, Decision, Duplicate, Inquiry, Offer, Review
from tests.factories import NOW, application, edition, grant, offer, person
from tests.registration.reviewing import done, reviewer, rubric
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
LISTS = ("application", "decision", "offer", "inquiry", "duplicate")
NAMES = ("Kanariaxname", "kanariax@example.org")


@pytest.fixture
def review() -> Review:
    """By an officer of her own region, with one row of hers in every list that could name her."""
    call, officer = edition(), person()
    grant(officer, Role.REGIONAL, region="AFR")
    reviewer(call, officer)
    hers = application(call, person("kanariax@example.org"), full_name="Kanariaxname Zarqa")
    begin_reading(rubric(call, is_anonymous=True), seed=1, by=None, now=NOW)
    ask(hers, questions=["post"], note="", due_at=NOW + timedelta(days=3), by=None, now=NOW)
    Duplicate.objects.create(first=hers, second=application(call), found_at=NOW)
    prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    offer(hers)
    return Review.objects.get(application=hers)


def of_the_desk(hers: Application) -> Iterator[str]:
    rows = {
        Application: [hers],
        Decision: [hers.decision],
        Offer: hers.offers.all(),
        Inquiry: [hers.inquiry],
        Duplicate: Duplicate.objects.all(),
        Letter: Letter.objects.filter(to=hers.user.email),
    }
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield from (reverse(f"{name}_changelist") + query for query in ("", "?q=kanaria", "?q=zarqa"))
        yield from (reverse(f"{name}_change", args=[row.pk]) for row in rows.get(model, ()))
    yield reverse("admin:registration_inquiry_ask", args=[hers.pk])
    yield reverse("admin:registration_application_export")


def naming(browser: Client, hers: Application) -> set[str]:
    pages = {address: browser.get(address).content.decode().replace("?q=kanaria", "") for address in of_the_desk(hers)}
    return {address for address, page in pages.items() if any(name in page for name in NAMES)}


def test_until_she_has_read_it_nothing_names_her(as_user: AsUser, review: Review) -> None:
    browser = as_user(review.reviewer.user)
    assert naming(browser, review.application) == set()

    done(review, 3, 4)

    hers = review.application
    letters = Letter.objects.filter(to=hers.user.email)
    assert naming(browser, hers) >= {
        *(f"/admin/mail/letter/{letter.pk}/change/" for letter in letters),
        *(
            f"/admin/registration/{name}/?q=zarqa"
            for name in ("application", "decision", "offer", "inquiry", "duplicate")
        ),
        "/admin/mail/letter/",
        "/admin/registration/application/export/",
    }


@pytest.mark.parametrize("is_deputy", [True, False])
def test_nor_does_a_batch_that_she_looks_through(as_user: AsUser, review: Review, is_deputy: bool) -> None:
    """As deputy of headquarters, or as headquarters herself."""
    reader, boss, batch = review.reviewer.user, person(), Batch.objects.get()
    grant(boss)
    if is_deputy:
        name_deputy(reader, begins_at=NOW, ends_at=NOW + timedelta(days=3), by=boss, now=NOW)
    else:
        grant(reader)
    address = f"/admin/registration/batch/{batch.pk}/"
    pages = [address + page for page in ("change/", "check/", "compare/?seats=0&seed=1")]

    def named(user: User) -> list[bool]:
        browser = as_user(user)
        shown = [browser.get(page) for page in pages]
        assert {page.status_code for page in shown} == {200}
        return [NAMES[0] in page.content.decode() for page in shown]

    assert (named(reader), named(boss)[0]) == ([False, False, False], True)
    done(review, 3, 4)
    assert named(User.objects.get(pk=reader.pk))[0]


def test_a_colleague_of_her_region_reads_on(as_user: AsUser, review: Review) -> None:
    colleague = person()
    grant(colleague, Role.REGIONAL, region="AFR")
    assert f"/admin/registration/application/{review.application.pk}/change/" in naming(
        as_user(colleague), review.application
    )


# --- look-ups --------------------------------------------------------------------------------------------------------
def look_ups() -> list[str]:
    """Every field at the desk that finds rows while one types."""
    return [
        f"/admin/autocomplete/?app_label={model._meta.app_label}&model_name={model._meta.model_name}"
        f"&field_name={name}&term=kanaria"
        for model, page in admin.site._registry.items()
        for name in page.autocomplete_fields
    ]


@pytest.mark.parametrize("role", ["headquarters of one edition", "other region", "her region", "reviewer", "nobody"])
def test_a_look_up_finds_nobody_for_who_may_not_look_people_up(as_user: AsUser, review: Review, role: str) -> None:
    reader = person()
    match role:
        case "headquarters of one edition":
            grant(reader, edition="2026")
        case "other region":
            grant(reader, Role.REGIONAL, region="ARB")
        case "her region":
            grant(reader, Role.REGIONAL, region="AFR")
        case "reviewer":
            grant(reader, Role.REVIEWER)
    answers = [as_user(reader).get(address) for address in look_ups()]
    assert len(answers) >= 4
    assert {answer.status_code for answer in answers} <= {302, 403}
    assert not any(name in answer.content.decode() for answer in answers for name in NAMES)


def test_headquarters_look_people_up(as_user: AsUser, review: Review) -> None:
    grant(boss := person())
    address = "/admin/autocomplete/?app_label=accounts&model_name=rolegrant&field_name=user&term=kanaria"
    assert [row["text"] for row in as_user(boss).get(address).json()["results"]] == ["kanariax@example.org"]
