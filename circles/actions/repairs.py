"""Mending circles in the middle of a season: a proposal with the fewest moves, applied in one act or discarded."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from circles.actions.places import close_circle, coordinator_for, mentees, name_coordinator
from circles.actions.runs import OutOfDate, without_circle
from circles.mails import circles as circle_mails
from circles.mails import repairs as mails
from circles.matching import InstanceRefused, Seating, parse_instance
from circles.models import Circle, CirclePlace, PairRule, Repair, Session
from circles.rules.matching import instance_of
from circles.rules.repairs import changed_since
from events.actions import cancel_event, cancel_registration, seat
from events.models import SignUp
from programme.models import Edition
from registration.models import Participant
from registration.models.applications import MOST_MENTEES
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale, move
from wic.look.words import name_in_sentence

TIME_LIMIT = 60.0


class NothingToMend(Refused):
    """There is no open circle in the edition."""


class WrongNumber(Refused):
    """No circle takes so few or so many."""


@transaction.atomic
def change_capacity(circle: Circle, *, most: int | None, by: User, now: datetime) -> Repair | None:
    """How many mentees its mentor can take from now on; None: as she said when applying.

    Where that is fewer than she has, a proposal is asked for.
    """
    if most is not None and not 1 <= most <= MOST_MENTEES:
        raise WrongNumber(_("A circle takes one to twelve mentees."))
    circle.most = most
    circle.save(update_fields=["most"])
    record("circles.circle.capacity_changed", circle, by=by, now=now, facts={"most": most})
    if most is None or len(mentees(circle)) <= most:
        return None
    return ask_for_repair(circle.edition, by=by, now=now)


@transaction.atomic
def ask_for_repair(edition: Edition, *, by: User | None, now: datetime) -> Repair:
    """Store who takes part from now on, with or without a circle, and the circles as they stand.

    A proposal on which nobody has decided yet is overtaken by this one.
    """
    people = Participant.objects.for_edition(edition).active().order_by("pk")
    people = people.select_related("application__mentee", "application__mentor")
    circles = list(Circle.objects.for_edition(edition).open().select_related("mentor").order_by("number"))
    if not circles:
        raise NothingToMend(_("This edition has no open circle."))
    for overtaken in edition.repairs.undecided().order_by("pk"):
        discard_repair(overtaken, by=by, now=now)
    instance = instance_of(
        people.mentees(),
        people.mentors(),
        lower=edition.circle_min,
        upper=edition.circle_max,
        now=now,
        rules=PairRule.objects.for_edition(edition),
    )
    most = {str(circle.mentor.public_id): circle.most for circle in circles if circle.most}  # where staff changed it
    for mentor in instance["mentors"]:
        mentor["upper"] = most.get(mentor["id"], mentor["upper"])
        mentor["lower"] = min(mentor["lower"], mentor["upper"])
    current = as_they_stand(circles)
    repair = Repair.objects.create(edition=edition, instance=instance, current=current, created_at=now, created_by=by)
    record("circles.repair.queued", repair, by=by, now=now, facts={"circles": len(circles)})
    return repair


def as_they_stand(circles: Iterable[Circle]) -> list[dict[str, Any]]:
    """Also with those who have left: where a seat is free is part of the question, and so is what staff allow."""
    circles = list(circles)
    seated: dict[int, list[str]] = {circle.pk: [] for circle in circles}
    places = CirclePlace.objects.filter(circle__in=circles, left_at=None).order_by("pk")
    for circle, mentee in places.values_list("circle", "participant__public_id"):
        seated[circle].append(str(mentee))
    return [
        {
            "mentor": str(circle.mentor.public_id),
            "language": circle.language,
            "mentees": seated[circle.pk],
            "most": circle.most,
        }
        for circle in circles
    ]


def work_out(repair: Repair, *, now: datetime) -> Repair:
    """Outside of any transaction; who dies here leaves it waiting for the next worker."""
    from circles.matching.repair import repair as solve  # noqa: PLC0415 - imports NumPy and SciPy: workers only

    seatings = [Seating(c["mentor"], c["language"], tuple(c["mentees"])) for c in repair.current]
    try:
        found = solve(parse_instance(repair.instance), seatings, seed=repair.pk, time_limit=TIME_LIMIT)
    except InstanceRefused as refused:
        move(repair, Repair.State.FAILED, by=None, now=now, error=str(refused)[:300])
        return repair
    proposal = {
        "moves": [{"mentee": m.mentee, "before": m.before, "after": m.after} for m in found.moves],
        "unmatched": [{"mentee": left.mentee, "reason": left.reason.value} for left in found.unmatched],
        "affinity": found.affinity,
        "affinity_before": found.affinity_before,
        "is_fewest": found.is_fewest,
    }
    move(repair, Repair.State.DRAFTED, by=None, now=now, proposal=proposal)
    return repair


@transaction.atomic
def discard_repair(repair: Repair, *, by: User | None, now: datetime) -> Repair:
    move(repair, Repair.State.DISCARDED, by=by, now=now, decided_at=now)
    return repair


@transaction.atomic
def apply_repair(repair: Repair, *, by: User, now: datetime) -> Repair:
    """Every move in one act, with its letters. What was is kept: places end, attendance stays where it was noted."""
    edition = Edition.objects.locked().get(pk=repair.edition_id)
    # Before the proposal and their sessions, as who changes a capacity and who moves a session does.
    held = Circle.objects.for_edition(edition).open().select_for_update(of=("self",), no_key=True)
    circles = list(held.select_related("mentor__user", "edition").order_by("number"))
    row = move(repair, Repair.State.APPLIED, by=by, now=now, decided_at=now)
    if changed := overtaken_by(repair):
        raise OutOfDate(" ".join([*changed, _("Please ask for a new proposal.")]))
    people = {str(p.public_id): p for p in Participant.objects.for_edition(edition).active().select_related("user")}
    by_mentor = {str(circle.mentor.public_id): circle for circle in circles}
    touched: dict[int, Circle] = {}
    for step in (repair.proposal or {})["moves"]:
        home = by_mentor[step["before"][0]] if step["before"] else None
        target = _target(edition, step["after"], by_mentor, people, by=by, now=now)
        _resettle(people[step["mentee"]], home, target, key=f"repair-{row.pk}", by=by, now=now)
        touched |= {circle.pk: circle for circle in (home, target) if circle is not None}
    _tidy(by_mentor.values(), touched, key=f"repair-{row.pk}", by=by, now=now)
    return repair


def overtaken_by(repair: Repair) -> list[str]:
    """What has happened since it was asked for, so that it cannot be applied any more; in sentences."""
    people = Participant.objects.for_edition(repair.edition)
    open_circles = Circle.objects.for_edition(repair.edition).open().select_related("mentor").order_by("number")
    return changed_since(
        repair,
        standing=as_they_stand(open_circles),
        present={str(public_id) for public_id in people.active().values_list("public_id", flat=True)},
        rules=PairRule.objects.for_edition(repair.edition),
        names={str(key): name_in_sentence(name) for key, name in people.values_list("public_id", "certificate_name")},
    )


def _target(
    edition: Edition,
    after: Sequence[str] | None,
    by_mentor: dict[str, Circle],
    people: dict[str, Participant],
    *,
    by: User,
    now: datetime,
) -> Circle | None:
    """The circle to go to; of a mentor who had none it is opened."""
    if after is None:
        return None
    mentor, language = after
    if mentor not in by_mentor:
        number = 1 + max(Circle.objects.for_edition(edition).values_list("number", flat=True), default=0)
        opened = Circle.objects.create(
            edition=edition,
            number=number,
            mentor=people[mentor],
            language=language,
            coordinator=coordinator_for([people[mentor]], by),
            opened_at=now,
        )
        record("circles.circle.opened", opened, by=by, now=now)
        by_mentor[mentor] = opened
    return by_mentor[mentor]


def _resettle(
    her: Participant, home: Circle | None, target: Circle | None, *, key: str, by: User, now: datetime
) -> None:
    """Her place ends and another begins; she leaves the sessions ahead of the one and joins those of the other."""
    if home is not None:
        CirclePlace.objects.filter(circle=home, participant=her, left_at=None).update(left_at=now)
        record("circles.place.left", home, by=by, now=now)
        ahead = SignUp.objects.registered().filter(participant=her, event__session__circle=home)
        for sign_up in ahead.filter(event__starts_at__gt=now):
            cancel_registration(sign_up, now=now)
    if target is None:
        mails.without_circle(her, key=f"{key}-{her.pk}", now=now)
        return
    place = CirclePlace.objects.create(circle=target, participant=her, since=now)
    record("circles.place.given", place, by=by, now=now)
    if target.coordinator_id == her.user_id:  # and in this circle now
        name_coordinator(target, None, by=by, now=now)
    sessions = Session.objects.of_circle(target).coming(now).select_related("circle__edition", "circle__mentor")
    dates = [(session, seat(session.event, her, by=by, now=now)) for session in sessions]
    mails.moved(her, target, dates, key=f"{key}-{her.pk}", now=now)


def _tidy(circles: Any, touched: dict[int, Circle], *, key: str, by: User, now: datetime) -> None:
    """Circles without a mentor or mentees are closed and their sessions called off.

    Told is each mentor whose circle is closed, or was left or joined by somebody.
    """
    for circle in circles:
        staying = mentees(circle)
        if not staying or not circle.is_led:
            CirclePlace.objects.filter(circle=circle, left_at=None).update(left_at=now)
            for session in Session.objects.of_circle(circle).coming(now):
                cancel_event(session.event, by=by, now=now)
            close_circle(circle, by=by, now=now)
            if circle.is_led:
                mails.closed(circle.mentor, key=f"{key}-closed-{circle.pk}", now=now)
            continue
        gone = CirclePlace.objects.filter(circle=circle, left_at=None)
        gone.exclude(participant__state=Participant.State.ACTIVE).update(left_at=now)
        if circle.pk in touched:
            circle_mails.roster_changed(circle, staying, key=f"{key}-circle-{circle.pk}", now=now)


def ask_where_needed(*, now: datetime) -> int:
    """A proposal for each edition in which somebody has left or come since the last one was asked for."""
    asked = 0
    running = Circle.objects.open().running(now).values("edition")
    for edition in Edition.objects.filter(pk__in=running).order_by("pk"):
        changed_at = max(filter(None, (_last_departure(edition), _last_arrival(edition))), default=None)
        if changed_at is None or edition.repairs.queued().exists() or edition.repairs.since(changed_at).exists():
            continue
        with suppress(NothingToMend, Stale):  # at this moment the last circle closes, or the last proposal is decided
            ask_for_repair(edition, by=None, now=now)
            asked += 1
    return asked


def _last_departure(edition: Edition) -> datetime | None:
    """When somebody last left a circle that is now without its mentor or under its minimum."""
    circles = [
        circle
        for circle in Circle.objects.for_edition(edition).open().with_seats()
        if not circle.is_led or circle.taken < edition.circle_min  # type: ignore[attr-defined]
    ]
    left = CirclePlace.objects.filter(circle__in=circles).aggregate(at=Max("participant__withdrawn_at"))["at"]
    moments = (left, *(circle.mentor.withdrawn_at for circle in circles))
    return max(filter(None, moments), default=None)


def _last_arrival(edition: Edition) -> datetime | None:
    """When a mentee last joined, from the waiting list perhaps, for whom the matching came too early."""
    matched_at = Circle.objects.for_edition(edition).aggregate(at=Min("opened_at"))["at"]
    late = without_circle(edition).mentees().filter(joined_at__gt=matched_at)
    return late.aggregate(at=Max("joined_at"))["at"]


def work_out_all(*, now: datetime) -> int:
    done = 0
    for repair in Repair.objects.queued().select_related("edition").order_by("pk"):
        with suppress(Stale):
            work_out(repair, now=now)
            done += 1
    return done
