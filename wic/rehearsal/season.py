"""A whole season played through the verbs that people use, on a clock that is passed in.

Each stage takes the season to the next named moment. Nothing here reads the clock or writes a row of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from certificates.actions import issue_all
from circles.actions.runs import publish, run_matcher, start_run
from circles.actions.sessions import call_roll, schedule_session
from circles.models import Circle, Session
from events.actions import join, register, remind
from events.models import Event
from network.actions import join_network
from network.models import Shared
from programme.models import Edition, Window
from programme.rules import window_for
from registration.actions import applications, offers, seats
from registration.models import Batch, Offer, Participant
from registration.models.applications import Kind
from registration.rules.offers import can_be_answered
from wic import places
from wic.accounts.actions import change_profile, grant_role, open_account
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.sending import send_some
from wic.rehearsal.extra import tell_more
from wic.rehearsal.people import Person, answers, person

Progress = Callable[[str, int, int], None]
STAGES = ("application", "review", "offers", "matching", "sessions", "certificates")


@dataclass
class Season:
    """One edition, its cast, and how far in time it is played."""

    edition: Edition
    headquarters: tuple[User, User]  # one prepares, another approves
    applicants: int
    mentors: int
    seed: int
    plays_until: datetime
    progress: Progress = lambda _stage, _done, _all: None
    domain: str = "people.example.org"
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        prefetch_related_objects([self.edition], "windows", "topics")  # which nobody changes while it is played


def play(season: Season, *, until: str) -> None:
    """Stage after stage, up to and with `until`, and never past `season.plays_until`."""
    stages = (apply, review, answer_offers, match, hold_sessions, certify)
    for name, stage in zip(STAGES, stages, strict=True):
        stage(season)
        if name == until:
            return


def apply(season: Season) -> None:
    """Mentors first; three of five mentees come in the last week, as they do."""
    edition = season.edition
    cast = [(number, Kind.MENTOR) for number in range(season.mentors)]
    cast += [(season.mentors + number, Kind.MENTEE) for number in range(season.applicants)]
    for done, (number, kind) in enumerate(cast, start=1):
        window = window_for(edition, kind)
        moment = _moment_of_application(season, window) if window else None
        who = person(
            season.random,
            number,
            lives_elsewhere=season.random.random() < 0.03,
            domain=f"{edition.code.lower()}.{season.domain}",
        )
        replies = answers(season.random, who, topics=_topics(edition), is_mentor=kind == Kind.MENTOR)
        replies |= tell_more(number)
        is_unsent = kind == Kind.MENTEE and number % 12 == 5
        if moment is not None and moment <= season.plays_until:
            _send_application(edition, who, kind, replies, is_unsent=is_unsent, now=moment)
        season.progress("application", done, len(cast))
    _visitors(season)


def _moment_of_application(season: Season, window: Window) -> datetime:
    length = (window.closes_at - window.opens_at).total_seconds()
    last_week = min(length, timedelta(days=7).total_seconds())
    if season.random.random() < 0.6:
        return window.closes_at - timedelta(seconds=season.random.uniform(0, last_week))
    return window.opens_at + timedelta(seconds=season.random.uniform(0, length - last_week))


def _topics(edition: Edition) -> list[str]:
    return [topic.code for topic in sorted(edition.topics.all(), key=attrgetter("position"))]


def _send_application(
    edition: Edition, who: Person, kind: str, replies: dict[str, Any], *, is_unsent: bool, now: datetime
) -> None:
    user = open_account(who.email, language=who.language, time_zone=who.time_zone, by=None, now=now)
    change_profile(
        user, name=who.name, language=who.language, time_zone=who.time_zone, country=who.country, by=user, now=now
    )
    application = applications.start(edition, user=user, kind=kind, by=user, now=now)
    applications.save(application, answers=replies, revision=application.revision, by=user, now=now)
    if not is_unsent:
        applications.submit(application, by=user, now=now)


def _visitors(season: Season) -> None:
    """Some register for the public dates without an account."""
    opens = min(window.opens_at for window in season.edition.windows.all())
    for event in Event.objects.for_edition(season.edition).filter(audience=Event.Audience.PUBLIC).in_order():
        moment = max(opens, event.starts_at - timedelta(days=5))
        if moment > season.plays_until:
            continue
        for number in range(max(2, season.applicants // 20)):
            who = person(season.random, number, lives_elsewhere=False, domain=f"{event.pk}.visitors.example.org")
            register(
                event, email=who.email, name=who.name, country=who.country, language=who.language,
                time_zone=who.time_zone, by=None, now=moment,
            )  # fmt: skip


def review(season: Season) -> None:
    """Decisions are prepared by one person and approved by another; mentors first, for they bring the circles."""
    first, second = season.headquarters
    for kind in (Kind.MENTOR, Kind.MENTEE):
        moment = _decided_at(season.edition)
        if moment > season.plays_until:
            return
        batch = seats.prepare_batch(season.edition, kind=kind, seed=season.seed, by=first, now=moment)
        seats.approve_batch(batch, by=second, now=moment + timedelta(hours=1))
        season.progress("review", 1 if kind == Kind.MENTOR else 2, 2)


def _decided_at(edition: Edition) -> datetime:
    """Before the results, and in any case after the last application."""
    last = max(window.closes_at for window in edition.windows.all())
    return max(edition.results_at - timedelta(days=1), last + timedelta(hours=9))


def answer_offers(season: Season) -> None:
    """Results are announced; most accept, some decline, some never answer, and the waiting list moves up."""
    released = max(season.edition.results_at, _decided_at(season.edition) + timedelta(hours=3))
    if released > season.plays_until:
        return
    for batch in Batch.objects.approved().filter(edition=season.edition):
        seats.release_batch(batch, by=season.headquarters[0], now=released)
    seats.announce_all(now=released)
    days = 3 * (season.edition.offer_days + 1)
    held = None
    for day in range(days + 1):
        now = released + timedelta(days=day)
        if now > season.plays_until:
            break
        _deliver(now)
        offers.start_clocks(now=now)
        _answers_of_the_day(season, now)
        offers.expire_all(now=now)
        if held != (held := offers.seats_held(season.edition)):  # only then may there be somebody next
            while offers.fill_next_place(season.edition, now=now):
                held += 1
        season.progress("offers", day, days)
        if not Offer.objects.for_edition(season.edition).open().exists():
            break
    season.progress("offers", days, days)
    _deliver(now)


def _answers_of_the_day(season: Season, now: datetime) -> None:
    waiting = Offer.objects.for_edition(season.edition).open()
    for offer in waiting.select_related("application__edition", "application__user").order_by("pk"):
        lot = Random(f"{season.seed}:{offer.application.user.email}").random()
        is_mentor = not offer.application.is_mentee
        answers_today = season.random.random() < 0.5
        if not can_be_answered(offer, now=now) or not (answers_today or is_mentor):
            continue
        user = offer.application.user
        if is_mentor or lot < 0.88:
            name = offer.application.full_name
            offers.accept(offer, agrees_to_conduct=True, certificate_name=name, by=user, now=now)
        elif lot < 0.95:
            offers.decline(offer, reason="", by=user, now=now)


def match(season: Season) -> None:
    now = _matched_at(season.edition)
    if now > season.plays_until:
        return
    run = run_matcher(start_run(season.edition, seed=season.seed, by=season.headquarters[0], now=now), now=now)
    publish(run, number=run.draft_number, by=season.headquarters[0], now=now + timedelta(hours=2))
    season.progress("matching", 1, 1)
    _deliver(now + timedelta(hours=2))


def _matched_at(edition: Edition) -> datetime:
    return _decided_at(edition) + timedelta(days=3 * (edition.offer_days + 1) + 2)


def hold_sessions(season: Season) -> None:
    """The edition's number of sessions in each circle, evenly until its last weeks; each with its roll call."""
    edition = season.edition
    begin = _matched_at(edition).date() + timedelta(days=7)
    step = max(7, (edition.ends_on - timedelta(days=7) - begin).days // max(1, edition.sessions_planned - 1))
    for number in range(edition.sessions_planned):
        _hold_session(season, begin + timedelta(days=step * number))
        season.progress("sessions", number + 1, edition.sessions_planned)


def _hold_session(season: Season, on: date) -> None:
    """Planned ten days before; what lies ahead of the season's time stays planned."""
    for circle in Circle.objects.for_edition(season.edition).open().select_related("mentor__user").order_by("number"):
        zone = circle.mentor.user.time_zone
        hour = datetime.combine(on + timedelta(days=circle.number % 5), time(18), tzinfo=ZoneInfo(zone))
        planned = hour - timedelta(days=10)
        if planned > season.plays_until:
            continue
        session = schedule_session(
            circle, on=hour.date(), at=time(18), zone=zone, minutes=60,
            meeting_url=f"https://converse.example.org/{circle.public_id}", by=circle.mentor.user, now=planned,
        )  # fmt: skip
        if hour + timedelta(hours=2) <= season.plays_until:
            _meet(season, session, hour)


def _meet(season: Season, session: Session, hour: datetime) -> None:
    for row in session.event.sign_ups.to_remind().select_related("event__edition", "participant__user"):
        remind(row, now=hour - timedelta(hours=20))
    rows = list(session.event.sign_ups.registered().select_related("event").order_by("pk"))
    lead = session.circle.mentor_id
    present = [row for row in rows if row.participant_id == lead or season.random.random() < 0.85]
    for row in present[::3]:
        join(row, now=hour - timedelta(minutes=5))
    call_roll(session, present=[row.pk for row in present], by=None, now=hour + timedelta(minutes=65))


def certify(season: Season) -> None:
    """On the day after the last: certificates, and some of the women join the network."""
    edition = season.edition
    now = datetime.combine(edition.ends_on + timedelta(days=1), time(10), tzinfo=edition.tz)
    if now > season.plays_until:
        return
    issue_all(edition, by=season.headquarters[0], now=now)
    everybody = Participant.objects.for_edition(edition).active().select_related("user", "application").order_by("pk")
    for participant in everybody:
        if season.random.random() < 0.7:
            _join_network(participant, now)
    season.progress("certificates", 1, 1)
    _deliver(now)


def _join_network(participant: Participant, now: datetime) -> None:
    application = participant.application
    profile = {
        "name": participant.certificate_name,
        "name_shared": Shared.PUBLIC if participant.role == Kind.MENTOR else Shared.MEMBERS,
        "country": participant.country,
        "country_shared": Shared.PUBLIC,
        "position": application.post,
        "position_shared": Shared.MEMBERS,
        "organisation": application.employer,
        "organisation_shared": Shared.NOBODY,
    }
    join_network(participant.user, profile=profile, by=participant.user, now=now)


def _deliver(now: datetime) -> None:
    """Let the letters leave, at this moment of the season."""
    while send_some(worker=f"rehearsal {now.isoformat()}", clock=lambda: now):
        pass


def staff(*, now: datetime, domain: str = "staff.example.org") -> dict[str, User]:
    """The desk: two at headquarters and one in each regional office."""
    cast = {
        "headquarters": ("Ines Ferreira", Role.HEADQUARTERS, "", "PT"),
        "deputy": ("Anneke de Wit", Role.HEADQUARTERS, "", "NL"),
        "africa": ("Selam Bekele", Role.REGIONAL, places.Region.AFR, "ET"),
        "arab-states": ("Dalia Fahmy", Role.REGIONAL, places.Region.ARB, "EG"),
    }
    people = {}
    for key, (name, role, region, country) in cast.items():
        zone = places.zone_of(country)
        user = open_account(f"{key}@{domain}", language="en", time_zone=zone, by=None, now=now)
        change_profile(user, name=name, language="en", time_zone=zone, country=country, by=user, now=now)
        if not user.grants.in_force().exists():
            grant_role(user, role=role, region=region, by=None, now=now)
        people[key] = user
    return people
