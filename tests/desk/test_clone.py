"""The next edition from one that has been: dates, forms, templates and events come along, nobody does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from circles.models import GuidePage
from programme.actions.clones import Taken
from programme.models import Edition
from registration.models import Criterion, Rubric
from tests import factories
from tests.factories import NOW, edition, person, staff
from tests.rows import OURS
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.desk.actions import clone_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
# Every model that belongs to an edition either comes along or stays. A new one fails until it is in one of them.
COMES_ALONG = {
    *("programme.EditionRegion", "programme.Window", "programme.Milestone", "programme.Contact", "programme.Passage"),
    *("programme.Topic", "programme.Signatory", "programme.Partner", "programme.Question"),
    "programme.ExtraQuestion",
    *("events.Event", "registration.Rubric", "circles.GuidePage"),
}
STAYS = {
    *(
        "programme.Update",
        "programme.SignedCircular",
        "registration.Application",
        "registration.Invitation",
        "registration.Batch",
    ),
    *(
        "registration.Participant",
        "registration.RuleChange",
        "registration.Reviewer",
        "circles.MatchRun",
        "circles.Circle",
    ),
    *("circles.ConcernHandler", "circles.PairRule", "circles.Repair"),
}


@pytest.fixture
def source() -> Edition:
    """With something of everything that is copied, and people."""
    mine = edition(
        name="Women in Cyber 2026",
        starts_on=date(2026, 3, 9),
        results_at=datetime(2026, 3, 24, 9, tzinfo=UTC),  # 10:00 in Geneva, in winter
        closes_at=datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC),
    )
    mine.milestones.create(on=date(2026, 3, 9), until=date(2026, 3, 12), title_en="Launch", is_invented=True)
    mine.contacts.create(office_en="Office", name="Ms Contact", email="contact@example.org")
    mine.passages.create(slot="conduct", title_en="Conduct", body_ar="قواعد")
    mine.signatories.create(name="Ms Director", title_en="Director")
    mine.partners.create(kind="partner", name_en="EQUALS", url="https://www.equals.org/")
    factories.question(mine)
    factories.extra_question(mine)
    factories.update(mine)
    factories.event(mine, starts_at=datetime(2026, 5, 6, 14, tzinfo=UTC), zone="Europe/Zurich", speaker="Dr Speaker")
    rubric = Rubric.objects.create(edition=mine, readings=2, begun_at=NOW, seed=7)
    Criterion.objects.create(rubric=rubric, title_en="Motivation", weight=3)
    GuidePage.objects.create(edition=mine, number=1, title_en="First", body_en="Begin with names.")
    factories.circle(factories.participant(mine, kind="mentor"), [factories.participant(mine)])
    return mine


def clone(source: Edition, **changed: object) -> Edition:
    values = {"slug": "2027", "code": "WIC27", "year": 2027, "weeks": 52, "by": staff(), "now": NOW} | changed
    return clone_edition(source, **values)


def belonging() -> dict[str, type[models.Model]]:
    return {
        model._meta.label: model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if any(field.related_model is Edition for field in model._meta.concrete_fields)
    }


def test_every_model_of_an_edition_comes_along_or_stays() -> None:
    assert set(belonging()) - COMES_ALONG - STAYS == set()


def test_what_comes_along_is_complete_and_what_is_personal_stays(source: Edition) -> None:
    new = clone(source)
    counts = {
        label: (
            model._default_manager.filter(edition=source).count(),
            model._default_manager.filter(edition=new).count(),
        )
        for label, model in belonging().items()
    }
    assert {label: copied for label, (_was, copied) in counts.items() if label in STAYS and copied} == {}
    different = {
        label: pair for label, pair in counts.items() if label in COMES_ALONG and (len(set(pair)) > 1 or not pair[0])
    }
    assert different == {}


def test_it_is_new_and_unpublished_and_named_after_its_year(source: Edition) -> None:
    boss = staff()
    new = clone(source, by=boss)
    new.refresh_from_db()
    assert (new.slug, new.code, new.published_at, new.seats) == ("2027", "WIC27", None, source.seats)
    assert (new.name_en, new.name_ar) == ("Women in Cyber 2027", "Women in Cyber 2027")
    told = AuditRow.objects.about(new).newest_first().get(action="programme.edition.copied")
    assert (told.actor_pk, told.facts) == (str(boss.pk), {"from": "2026", "weeks": 52})


def test_every_date_is_as_many_weeks_later_on_its_day_of_the_week(source: Edition) -> None:
    new = clone(source)
    assert new.starts_on == date(2027, 3, 8)
    assert new.starts_on.weekday() == source.starts_on.weekday()
    milestone = new.milestones.get()
    assert (milestone.on, milestone.until, milestone.is_invented) == (date(2027, 3, 8), date(2027, 3, 11), False)


@pytest.mark.parametrize(
    ("weeks", "results", "closes"),
    [
        (52, "2027-03-23T09:00:00+00:00", "2027-03-11T22:59:59+00:00"),
        (1, "2026-03-31T08:00:00+00:00", "2026-03-19T22:59:59+00:00"),  # the clocks have been changed in between
        (3, "2026-04-14T08:00:00+00:00", "2026-04-02T21:59:59+00:00"),
    ],
)
def test_the_clock_on_the_wall_shows_the_same_hour(source: Edition, weeks: int, results: str, closes: str) -> None:
    new = clone(source, weeks=weeks)
    new.refresh_from_db()
    assert new.results_at.isoformat() == results
    assert new.local(new.results_at).time() == time(10)
    assert new.windows.get(audience="mentee").closes_at.isoformat() == closes


def test_events_become_drafts_at_the_same_hour_without_speaker_and_link(source: Edition) -> None:
    clone(source, weeks=26)
    event = Edition.objects.get(slug="2027").events.get()
    assert (event.state, event.title_fr, event.speaker, event.meeting_url) == ("draft", "Un webinaire", "", "")
    assert (event.local_date, event.local_time, event.zone) == (date(2026, 11, 4), time(14), "Europe/Zurich")
    assert event.starts_at.isoformat() == "2026-11-04T13:00:00+00:00"  # in May it was 12:00 UTC


def test_what_was_called_off_stays(source: Edition) -> None:
    source.events.exclude(audience="circle").update(state="cancelled")
    assert not clone(source).events.exists()


def test_the_way_of_reviewing_begins_anew(source: Edition) -> None:
    rubric = clone(source).rubric
    assert (rubric.readings, rubric.begun_at, rubric.seed) == (2, None, 0)
    assert [(criterion.title_en, criterion.weight) for criterion in rubric.criteria.all()] == [("Motivation", 3)]


def test_the_source_is_as_it_was(source: Edition) -> None:
    before = Edition.objects.filter(pk=source.pk).values().get()
    passages = list(source.passages.values())
    clone(source)
    assert Edition.objects.filter(pk=source.pk).values().get() == before
    assert list(source.passages.values()) == passages


@pytest.mark.parametrize("taken", [{"slug": "2026"}, {"code": "WIC26"}])
def test_an_address_or_code_that_is_taken_is_refused(source: Edition, taken: dict[str, str]) -> None:
    with pytest.raises(Taken, match="already"):
        clone(source, **taken)
    assert Edition.objects.count() == 1


# --- the page --------------------------------------------------------------------------------------------------------
TYPED = {"slug": "2027-europe", "code": "WIC27", "year": "2027", "weeks": "52"}


def page_of(call: Edition) -> str:
    return reverse("admin:edition-clone", args=[call.pk])


def test_the_calendar_is_shown_before_anything_is_made(source: Edition, as_user: SignIn) -> None:
    response = as_user(staff()).post(page_of(source), TYPED)
    lines = [
        (was.on, line.on) for was, line in response.context["outlook"]["lines"] if was.what == "The programme begins"
    ]
    assert lines == [(date(2026, 3, 9), date(2027, 3, 8))]
    html = response.content.decode()
    assert "Monday 8 March 2027" in html
    assert 'data-code="begins_before_selection"' in html
    assert "Make this edition" in html
    assert Edition.objects.count() == 1


def test_then_it_is_made(source: Edition, as_user: SignIn) -> None:
    response = as_user(staff()).post(page_of(source), TYPED | {"make": "1"})
    new = Edition.objects.get(slug="2027-europe")
    assert response["Location"] == reverse("admin:programme_edition_change", args=[new.pk])
    assert new.events.count() == 1


def test_the_form_proposes_the_next_year(source: Edition, as_user: SignIn) -> None:
    response = as_user(staff()).get(page_of(source))
    assert (response.context["form"].initial, response.context["outlook"]) == ({"year": 2027, "weeks": 52}, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"slug": "europe"}, "The address begins with a year"),
        ({"weeks": "0"}, "greater than or equal to 1"),
        ({"slug": "2026", "make": "1"}, "Another edition has this address"),
    ],
)
def test_what_is_wrong_is_said(source: Edition, as_user: SignIn, typed: dict[str, str], said: str) -> None:
    assert said in as_user(staff()).post(page_of(source), TYPED | typed, follow=True).content.decode()
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("role", [Role.REGIONAL, Role.REVIEWER])
def test_others_at_the_desk_may_not(source: Edition, as_user: SignIn, role: Role) -> None:
    browser = as_user(staff(role, region="AFR" if role == Role.REGIONAL else ""))
    assert browser.post(page_of(source), TYPED | {"make": "1"}).status_code == 403
    assert as_user(person()).get(page_of(source)).status_code == 302
    assert Edition.objects.count() == 1
