"""One season, walked by everybody in it: in English, in Arabic on a telephone, in French without scripts.

The clock stands still and is moved from step to step: an edition's real dates are months apart. The server runs in
threads of this process, so that it reads the moved clock too, while the browsers live in real time: their cookies
last, and whoever comes back after weeks finds her session ended by the server and signs in anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
import time_machine

from certificates.models import Certificate
from certificates.tasks import issue_all_task
from circles.models import Circle, MatchRun, Session
from circles.tasks import run_matcher_task
from events.actions import join
from events.models import Event, SignUp
from network.models import Member
from programme.models import Edition
from registration.actions.offers import accept
from registration.models import Application, Batch, Offer
from registration.models.applications import Kind
from registration.tasks import announce_decisions
from tests.factories import NOW, application, staff
from tests.factories import person as account
from tests.stories.people import CASTS, MANNERS, Cast, answer_common, sign_in
from tests.stories.post import address_in, deliver
from tests.stories.reader import MEETING, Manner, Reader
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.rehearsal.editions import make_edition

APPLICANT, MENTOR, VISITOR = "applicant@example.org", "mentor@example.org", "visitor@example.org"
OFFICER, HEADQUARTERS, DEPUTY = "office@example.org", "headquarters@example.org", "deputy@example.org"
BEGINS = date(2026, 3, 9)
DECIDED, ANSWERED = datetime(2026, 4, 2, 9, tzinfo=UTC), datetime(2026, 4, 3, 9, tzinfo=UTC)
MATCHED, PLANNED = datetime(2026, 4, 12, 9, tzinfo=UTC), datetime(2026, 4, 13, 9, tzinfo=UTC)
MEETS_ON, CERTIFIED = "2026-05-20", datetime(2026, 9, 3, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    edition: Edition
    cast: Cast
    manner: Manner
    clock: time_machine.Traveller
    enter: Callable[..., Reader]  # opens a browser for somebody who comes in
    others: list[Application]
    """Two more of the region, without whom there is no circle, and one of another region."""

    def path(self, rest: str) -> str:
        return f"/{self.manner.language}/{rest}"


@pytest.fixture(params=MANNERS)
def stage(
    request: pytest.FixtureRequest, clock: time_machine.Traveller, reader: Callable[..., Reader], transactional_db: None
) -> Stage:
    language = request.param
    cast, manner = CASTS[language], MANNERS[language]
    edition = make_edition(
        year=2026, begins=BEGINS, by=None, now=NOW, seats=20, sessions_planned=1, sessions_required=1
    )
    staff(Role.REGIONAL, region=cast.region, email=OFFICER)
    for email in (HEADQUARTERS, DEPUTY):
        staff(email=email)
    others = [
        another(edition, cast, language, name="Grace Okafor", country=cast.country),
        another(edition, cast, language, name="Huda Saleh", country=cast.country),
        another(edition, cast, language, name="Rim Nasser", country=cast.elsewhere),
    ]
    return Stage(edition, cast, manner, clock, enter=lambda name: reader(name, manner), others=others)


def another(edition: Edition, cast: Cast, language: str, *, name: str, country: str) -> Application:
    """Somebody with whom she can share a circle."""
    return application(
        edition,
        account(language=language),
        full_name=name,
        country=country,
        time_zone=cast.time_zone,
        topics=["forensics"],
        goal="forensics",
        languages=[[language, 3]],
        availability=[18, 19, 42, 43],
    )


def test_from_call_to_certificate(stage: Stage) -> None:
    visitor, mentee, mentor = (stage.enter(who) for who in ("visitor", "mentee", "mentor"))
    office, headquarters, deputy = (stage.enter(who) for who in ("office", "headquarters", "deputy"))

    reads_about_it(visitor, stage)
    registers_for_a_keynote(visitor, stage)
    applies_as_a_mentee(mentee, stage)
    applies_as_a_mentor(mentor, stage)
    finds_the_applications_of_her_region(office, stage)

    stage.clock.move_to(DECIDED)
    prepares_decisions(headquarters, stage)
    approves_and_announces(deputy, stage)

    stage.clock.move_to(ANSWERED)
    accepts_the_offer(mentee, APPLICANT, stage.cast.name)
    accepts_the_offer(mentor, MENTOR, stage.cast.mentor)
    the_others_accept(stage)

    stage.clock.move_to(MATCHED)
    forms_circles(headquarters, stage)

    stage.clock.move_to(PLANNED)
    session = plans_a_session(mentor, stage)
    stage.clock.move_to(session.event.starts_at - timedelta(minutes=5))
    everybody_joins([mentee, mentor], session)
    stage.clock.move_to(session.event.ends_at + timedelta(minutes=5))
    calls_the_roll(mentor, session)

    stage.clock.move_to(CERTIFIED)
    issues_certificates(headquarters, stage)
    gets_her_certificate(mentee, stage)
    believes_the_certificate(visitor)
    joins_the_network(mentee, stage)
    finds_her_on_the_map(visitor, stage)

    for one in (visitor, mentee, mentor):
        one.check_links()


# --- March: the call is open -----------------------------------------------------------------------------------------
def reads_about_it(visitor: Reader, stage: Stage) -> None:
    slug = stage.edition.slug
    visitor.open("/")
    assert visitor.path == stage.path(f"{slug}/")
    for page in ("eligibility/", "mentors/", "timeline/", "eligibility/check/", "apply/"):
        visitor.open(stage.path(f"{slug}/{page}"))
    visitor.open(stage.path("privacy/"))


def registers_for_a_keynote(visitor: Reader, stage: Stage) -> None:
    keynote = Event.objects.filter(kind=Event.Kind.KEYNOTE).in_order().first()
    visitor.open(stage.path(f"{stage.edition.slug}/calendar/"))
    visitor.follow(f"a[href*='{keynote.public_id}']")
    visitor.fill(name=stage.cast.visitor, email=VISITOR)
    visitor.choose(country=stage.cast.country)
    visitor.press()
    place = SignUp.objects.get(event=keynote, email=VISITOR)
    assert place.confirmed_at is None
    visitor.open(address_in("events/registered", VISITOR, part="/confirm/"))
    visitor.press()
    place.refresh_from_db()
    assert place.confirmed_at == NOW


def applies_as_a_mentee(mentee: Reader, stage: Stage) -> None:
    mentee.open(stage.path(f"{stage.edition.slug}/apply/"))
    mentee.follow("a[href$='/apply/mentee/']")
    sign_in(mentee, APPLICANT)
    answer_common(mentee, stage.cast, name=stage.cast.name, post="Analyst")
    mentee.tick(pathway="cybersecurity", english="2", has_computer="yes", has_connection="yes")
    mentee.choose(goal="forensics")
    mentee.press("button[name=check]")  # the motivation and the years are still missing
    assert mentee.page.locator("#errors li").count() == 2
    mentee.fill(years="3", motivation="I want to lead a response team.")
    mentee.press("button[name=check]")
    mentee.press()
    assert mentee.path == stage.path(f"{stage.edition.slug}/apply/mentee/sent/")
    assert Application.objects.get(user__email=APPLICANT).reference in mentee.text
    mentee.open(stage.path("me/"))


def applies_as_a_mentor(mentor: Reader, stage: Stage) -> None:
    mentor.open(stage.path(f"{stage.edition.slug}/mentors/"))
    mentor.follow("a[href$='/apply/mentor/']")
    sign_in(mentor, MENTOR)
    answer_common(mentor, stage.cast, name=stage.cast.mentor, post="Head of unit")
    mentor.tick(seniority="manager")
    mentor.press("button[name=check]")
    mentor.press()
    assert Application.objects.get(user__email=MENTOR).state == Application.State.SUBMITTED


def finds_the_applications_of_her_region(office: Reader, stage: Stage) -> None:
    office.open("/admin/")
    sign_in(office, OFFICER)
    office.follow("a[href='/admin/registration/application/']")
    listed = office.text
    assert stage.cast.name in listed
    assert [other.reference in listed for other in stage.others] == [True, True, False]
    office.follow(f"a[href*='/{Application.objects.get(user__email=APPLICANT).pk}/']")
    assert "I want to lead a response team." in office.text


# --- April: decisions, answers, circles ------------------------------------------------------------------------------
def prepares_decisions(headquarters: Reader, stage: Stage) -> None:
    headquarters.open("/admin/registration/batch/add/")
    sign_in(headquarters, HEADQUARTERS)
    for kind in (Kind.MENTOR, Kind.MENTEE):
        headquarters.open("/admin/registration/batch/add/")
        headquarters.choose(edition=str(stage.edition.pk), kind=kind)
        headquarters.press("[name=_save]")
    assert [batch.decisions.selected().count() for batch in Batch.objects.order_by("pk")] == [1, 4]


def approves_and_announces(deputy: Reader, stage: Stage) -> None:
    deputy.open("/admin/registration/batch/")
    sign_in(deputy, DEPUTY)
    for batch in Batch.objects.order_by("pk"):
        deputy.open(f"/admin/registration/batch/{batch.pk}/change/")
        deputy.press("form[action$='/approve/'] button")
        deputy.follow("a[href$='/release/']")
        deputy.press("form button.default")
    announce_decisions()
    deliver()


def accepts_the_offer(reader: Reader, email: str, name: str) -> None:
    reader.open(address_in("registration/offer", email, part="/offers/"))
    sign_in(reader, email)  # two weeks without a visit end a session
    assert reader.page.locator("[name=certificate_name]").input_value() == name
    reader.tick("agrees_to_conduct")
    reader.press()
    assert reader.path.endswith("/me/")
    assert Offer.objects.get(application__user__email=email).state == Offer.State.ACCEPTED


def the_others_accept(stage: Stage) -> None:
    for one in stage.others:
        offer = Offer.objects.get(application=one)
        accept(offer, agrees_to_conduct=True, certificate_name=one.full_name, by=one.user, now=ANSWERED)


def forms_circles(headquarters: Reader, stage: Stage) -> None:
    headquarters.open("/admin/circles/matchrun/add/")
    headquarters.choose(edition=str(stage.edition.pk))
    headquarters.press("[name=_save]")
    run = MatchRun.objects.get()
    assert headquarters.path == f"/admin/circles/matchrun/{run.pk}/change/"
    run_matcher_task(run_id=run.pk)
    headquarters.open(f"/admin/circles/matchrun/{run.pk}/change/")
    headquarters.press("form[action$='/publish/'] button")
    assert Circle.objects.get().places.count() == 4
    deliver()


# --- The circle meets ------------------------------------------------------------------------------------------------
def plans_a_session(mentor: Reader, stage: Stage) -> Session:
    mentor.open(address_in("circles/circle_opened", MENTOR, part="/circles/"))
    assert stage.cast.name in mentor.text
    mentor.follow("a[href$='/times/']")
    mentor.follow("a[href$='/schedule/']")
    mentor.fill(on=MEETS_ON, at="18:00", minutes="60", meeting_url=f"{MEETING}room")
    mentor.press()
    deliver()
    return Session.objects.select_related("event").get()


def everybody_joins(readers: list[Reader], session: Session) -> None:
    for reader, email in zip(readers, (APPLICANT, MENTOR), strict=True):
        reader.open(address_in("circles/session_planned", email, part="/join/"))
        assert reader.press_and_leave() == f"{MEETING}room"
    for place in session.event.sign_ups.exclude(email__in=[APPLICANT, MENTOR]):
        join(place, now=session.event.starts_at)


def calls_the_roll(mentor: Reader, session: Session) -> None:
    mentor.open(address_in("circles/session_planned", MENTOR, part="/roll-call/"))
    for box in mentor.page.locator("input[name=present]").all():
        assert box.is_checked()  # by joining
    mentor.press()
    present = session.event.sign_ups.filter(attendance__source="roll_call", attendance__is_present=True)
    assert present.count() == 5


# --- September: certificates, and what remains -----------------------------------------------------------------------
def issues_certificates(headquarters: Reader, stage: Stage) -> None:
    headquarters.open("/admin/certificates/certificate/issue/")
    sign_in(headquarters, HEADQUARTERS)
    headquarters.choose(edition=str(stage.edition.pk))
    headquarters.press("form button.default")
    issue_all_task(edition_id=stage.edition.pk, by_id=User.objects.get(email=HEADQUARTERS).pk)
    assert Certificate.objects.count() == 5
    headquarters.open("/admin/certificates/certificate/")
    deliver()


def gets_her_certificate(mentee: Reader, stage: Stage) -> None:
    mentee.open(stage.path("me/"))
    sign_in(mentee, APPLICANT)
    with mentee.page.expect_download() as download:
        mentee.one("a[href$='/pdf/']").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    page = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert all(word in page for word in stage.cast.name.split())


def believes_the_certificate(visitor: Reader) -> None:
    visitor.open(address_in("certificates/issued", APPLICANT, part="/certificates/[^/]+/$"))
    assert visitor.page.locator("main .state.green").count() == 1
    assert Certificate.objects.get(participant__user__email=APPLICANT).name in visitor.text


def joins_the_network(mentee: Reader, stage: Stage) -> None:
    mentee.open(stage.path("network/"))
    mentee.follow("a[href$='/network/profile/']")
    assert mentee.page.locator("[name=name]").input_value() == stage.cast.name
    mentee.choose(name_shared="public", country_shared="public")
    mentee.press("form:has([name=country]) button[type=submit]")
    assert Member.objects.get().user.email == APPLICANT


def finds_her_on_the_map(visitor: Reader, stage: Stage) -> None:
    visitor.open(stage.path("network/map/"))
    assert visitor.page.locator("main tbody tr").count() == 1
    assert visitor.page.locator("main tbody td").inner_text() == "1"
    visitor.open(stage.path("network/people/"))
    assert stage.cast.name in visitor.text
