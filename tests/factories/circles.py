"""Circles, what happens in them, and certificates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from certificates.actions import issue
from certificates.models import Certificate
from circles.actions.concerns import name_handler, raise_concern
from circles.actions.room import add_step, set_goal
from circles.actions.sessions import schedule_session
from circles.actions.workbench import make_rule
from circles.models import (
    Alert,
    Circle,
    CirclePlace,
    Concern,
    ConcernHandler,
    GuidePage,
    PairRule,
    Repair,
    RoomFile,
    Session,
)
from circles.rules.matching import WEIGHTS
from programme.models import (
    Edition,
)
from registration.models import Participant
from tests.factories.moment import NOW
from tests.factories.people import staff


def circle(mentor: Participant, mentees: Sequence[Participant], *, number: int = 1, language: str = "en") -> Circle:
    """Open; `circles.actions.runs.publish` is tested on its own."""
    row = Circle.objects.create(edition=mentor.edition, number=number, mentor=mentor, language=language, opened_at=NOW)
    for mentee in mentees:
        CirclePlace.objects.create(circle=row, participant=mentee, since=NOW)
    return row


NOBODY: dict[str, Any] = {
    "format": "circles-instance/1",
    "mentees": [],
    "mentors": [],
    "affinity": {"kind": "attributes", "weights": WEIGHTS},
}
NOTHING_FOUND: dict[str, Any] = {
    "format": "circles-result/1",
    "circles": [],
    "unmatched": [],
    "count": 0,
    "count_bound": 0,
    "affinity": 0,
    "affinity_bound": 0,
    "gap": 0.0,
    "seconds": 0.1,
}


def pair_rule(mentee: Participant, other: Participant) -> PairRule:
    return make_rule("never", mentee=mentee, other=other, by=staff(), now=NOW)


def repair(edition: Edition) -> Repair:
    """Asked for, and not worked out yet."""
    return Repair.objects.create(edition=edition, instance=NOBODY, current=[], created_at=NOW)


def alert(circle: Circle) -> Alert:
    """As the watch raises it."""
    return Alert.objects.create(circle=circle, kind="no_session", participant=circle.mentor, since=NOW, raised_at=NOW)


def concern(circle: Circle, *, tell_region: bool = False) -> Concern:
    """Raised by the first of the mentees."""
    her = circle.places.order_by("pk")[0].participant.user
    return raise_concern(circle, text="Something happened", tell_region=tell_region, by=her, now=NOW)


def concern_handler(edition: Edition) -> ConcernHandler:
    return name_handler(edition, staff(), by=staff(), now=NOW)


def guide_page(edition: Edition, *, number: int = 1) -> GuidePage:
    return GuidePage.objects.create(edition=edition, number=number, title_en="A page", body_en="Do it so.")


def room_parts(circle: Circle, member: Participant) -> dict[str, object]:
    """A goal, a step and a file of hers in the circle's room, as their addresses name them."""
    her = {"by": member.user, "now": NOW}
    goal = set_goal(circle, text="A goal", is_shared=False, **her)
    step = add_step(circle, text="A step", who=member, due_on=None, **her)
    stored = RoomFile.objects.create(
        circle=circle, name="A file", content_type="image/png", size=1, shared_by=member, shared_at=NOW
    )
    return {"goal": goal.pk, "step": step.pk, "file": stored.public_id}


def session(circle: Circle, *, starts_at: datetime = NOW, minutes: int = 60, now: datetime = NOW) -> Session:
    return schedule_session(
        circle,
        on=starts_at.date(),
        at=starts_at.time(),
        zone="UTC",
        minutes=minutes,
        meeting_url="https://converse.example.org/secret",
        by=circle.mentor.user,
        now=now,
    )


def certificate(participant: Participant, *, now: datetime = NOW) -> Certificate:
    """For an edition that asks for no session, so that the facts stand beside no story."""
    Edition.objects.filter(pk=participant.edition_id).update(sessions_required=0)
    participant.edition.refresh_from_db()
    return issue(participant, by=None, now=now)
