"""Three editions with fictitious people: past, running, open. Their dates are shifted, the clock never."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from circles.models import Circle
from programme.models import Edition
from registration.actions.deputies import name_deputy
from registration.models import Application, FocalPoint, Participant
from wic.accounts.models import User
from wic.rehearsal.editions import make_edition
from wic.rehearsal.extra import ask_more
from wic.rehearsal.nominating import organisations_nominate, somebody_applies_twice
from wic.rehearsal.notices import post_updates, wait_for_a_call, write_closed_days, write_general_questions
from wic.rehearsal.reviews import read_applications
from wic.rehearsal.rooms import furnish
from wic.rehearsal.season import STAGES, Season, play, staff

DAYS_INTO_RUNNING = 110  # circles have met a few times
MIDST = timedelta(days=90)  # of a season, from its beginning
DAYS_BEFORE_OPEN = -10  # the programme began ten days ago; registration ends in about two weeks, as in 2021


class Guest(NamedTuple):
    """Somebody whom a visitor of the demo can sign in as."""

    role: str
    user: User


def build(*, now: datetime) -> None:
    """Fill an empty database; one that has editions is left as it is."""
    if Edition.objects.exists():
        return
    desk = staff(now=now - timedelta(days=300))
    running = (now - timedelta(days=DAYS_INTO_RUNNING)).date()
    opening = (now + timedelta(days=DAYS_BEFORE_OPEN)).date()
    cast = [
        (running.year + 1, opening, opening, 13, 3),
        (running.year, running, running, 25, 4),
        (2021, None, date(2021, 3, 8), 11, 2),
    ]
    for seed, (year, begins, first_day, applicants, mentors) in enumerate(cast, start=1):
        made = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC) - timedelta(days=40)
        edition = make_edition(
            year=year, begins=begins, by=desk["headquarters"], now=made, seats=mentors * 4, is_specimen=True
        )
        if begins == opening:
            ask_more(edition, by=desk["headquarters"], now=made)
        season = Season(
            edition=edition,
            headquarters=(desk["headquarters"], desk["deputy"]),
            applicants=applicants,
            mentors=mentors,
            seed=seed,
            plays_until=now,
        )
        play(season, until=STAGES[-1])
        post_updates(edition, by=desk["headquarters"], until=now)
    opened = Edition.objects.newest_first()[0]
    organisations_nominate(opened, by=desk["headquarters"], now=now)
    somebody_applies_twice(opened, now=now)
    furnish(Edition.objects.newest_first()[1], desk=desk["headquarters"], now=now)
    write_general_questions(by=desk["headquarters"], now=now)
    write_closed_days((opening + MIDST).year, by=desk["headquarters"], now=now)
    wait_for_a_call(now=now)
    name_deputy(desk["africa"], begins_at=now, ends_at=now + timedelta(days=14), by=desk["deputy"], now=now)
    read_applications(Edition.objects.newest_first()[0], headquarters=desk["headquarters"], now=now)


def guests() -> list[Guest]:
    """One for each role, found by what they are."""
    found: list[Guest] = []
    for role, key in (
        ("Headquarters", "headquarters"),
        ("Headquarters, who approves", "deputy"),
        ("Regional office for Africa", "africa"),
        ("Regional office for the Arab States", "arab-states"),
        ("Partner’s reviewer", "reviewer-first"),
    ):
        found += [Guest(role, user) for user in User.objects.filter(email__startswith=f"{key}@staff.")]
    nominating = FocalPoint.objects.living().select_related("user").order_by("pk").first()
    found += [Guest("Focal point of a Member State", nominating.user)] if nominating else []
    circle = Circle.objects.open().select_related("mentor__user").order_by("-opened_at", "number").first()
    if circle is not None:
        found.append(Guest("Mentor of a circle", circle.mentor.user))
        place = circle.places.living().select_related("participant__user").first()
        found += [Guest("Mentee in her circle", place.participant.user)] if place else []
    certified = Participant.objects.exclude(certificates=None).mentees().select_related("user").order_by("pk").first()
    found += [Guest("Mentee with a certificate", certified.user)] if certified else []
    draft = Application.objects.filter(state=Application.State.DRAFT).select_related("user").order_by("pk").first()
    found += [Guest("Applicant with an unsent draft", draft.user)] if draft else []
    sent = Application.objects.undecided().mentees().select_related("user").order_by("pk").first()
    found += [Guest("Applicant who has sent hers", sent.user)] if sent else []
    return found
