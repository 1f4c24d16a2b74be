"""Check-ins: asked for at two moments, answered in a minute; and the watch over circles that may need somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from circles.actions.places import members, mentees
from circles.actions.room import locked_room, member_of
from circles.mails import checkins as mails
from circles.models import Alert, CheckIn, Circle, Session
from circles.models.checkins import Moment
from circles.rules.checkins import Sign, Situation, is_too_late, moment_due, signs
from events.models import Attendance
from programme.models import Edition
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale, move


class NotDue(Refused):
    """It is neither the middle nor the end, or long past."""


class NobodyToAsk(Refused):
    """The circle is closed, everybody has answered, or was asked again today."""


def moment_of(circle: Circle, *, now: datetime) -> Moment | None:
    return moments_of([circle], now=now)[circle]


def moments_of(circles: Iterable[Circle], *, now: datetime) -> dict[Circle, Moment | None]:
    """One query, however many they are."""
    circles = list(circles)
    held = Counter(Session.objects.filter(circle__in=circles).held(now).values_list("circle", flat=True))
    return {circle: _moment(circle.edition, held=held[circle.pk], now=now) for circle in circles}


def _moment(edition: Edition, *, held: int, now: datetime) -> Moment | None:
    return moment_due(
        held=held,
        planned=edition.sessions_planned,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        today=edition.local(now).date(),
    )


@transaction.atomic
def check_in(circle: Circle, *, going: int, text: str, wants_contact: bool, by: User, now: datetime) -> CheckIn:
    """Her word for this moment; until the next one she may change it."""
    member, moment = member_of(circle, by), moment_of(circle, now=now)
    if moment is None:
        raise _not_due(circle, now)
    answer, _created = CheckIn.objects.update_or_create(
        circle=circle,
        participant=member,
        moment=moment,
        defaults={"going": going, "text": text, "wants_contact": wants_contact, "answered_at": now},
    )
    record("circles.checkin.answered", answer, by=by, now=now, facts={"moment": moment})
    return answer


def ask_everybody(*, now: datetime) -> int:
    """One letter for each member and moment; who has answered already is not asked."""
    asked = 0
    for circle in Circle.objects.open().running(now).with_mentor():
        moment = moment_of(circle, now=now)
        if moment is None:
            continue
        people = without_answer(circle, moment)
        asked += len(mails.how_does_it_go(circle, moment, people, key=f"check-in-{circle.pk}-{moment}", now=now))
    return asked


@transaction.atomic
def ask_again(circle: Circle, *, by: User, now: datetime) -> int:
    """Whose letter is lost gets it once more, with all who have not answered; once a day."""
    circle = locked_room(circle)
    if not circle.is_open:
        raise NobodyToAsk(_("This circle is closed."))
    moment = moment_of(circle, now=now)
    if moment is None:
        raise _not_due(circle, now)
    key = f"check-in-{circle.pk}-{moment}-again-{circle.edition.local(now).date()}"
    letters = mails.how_does_it_go(circle, moment, without_answer(circle, moment), key=key, now=now)
    if not letters:
        raise NobodyToAsk(_("Everybody has answered, or was asked again today."))
    record("circles.circle.asked_again", circle, by=by, now=now, facts={"moment": moment, "letters": len(letters)})
    return len(letters)


def without_answer(circle: Circle, moment: Moment) -> list[Participant]:
    answered = set(circle.check_ins.filter(moment=moment).values_list("participant", flat=True))
    return [person for person in members(circle) if person.pk not in answered]


def waiting_for(user: User, moments: Mapping[Circle, Moment | None]) -> set[Circle]:
    """In which of these circles it is the middle or the end, and this member has not said yet."""
    asked = {circle: moment for circle, moment in moments.items() if circle.is_open and moment is not None}
    answers = CheckIn.objects.filter(participant__user=user, circle__in=asked)
    said = set(answers.values_list("circle", "moment"))
    return {circle for circle, moment in asked.items() if (circle.pk, moment) not in said}


def _not_due(circle: Circle, now: datetime) -> NotDue:
    if is_too_late(ends_on=circle.edition.ends_on, today=circle.edition.local(now).date()):
        return NotDue(_("The programme ended some time ago: how it went is no longer asked."))
    return NotDue(_("It is too early to ask how it goes. We will write to you."))


def watch(*, now: datetime) -> int:
    """Of editions that run or ended lately, look at every circle; new signs become warnings, those gone are settled."""
    for alert in Alert.objects.outlived().order_by("pk"):
        with suppress(Stale):  # somebody has settled it at this moment
            move(alert, Alert.State.SETTLED, by=None, now=now, settled_at=now)
    return sum(_watch(circle, now) for circle in Circle.objects.open().heard(now).with_mentor())


@transaction.atomic
def _watch(circle: Circle, now: datetime) -> int:
    shown = signs(_situation(circle, now), now=now)
    known = {Sign(Alert.Kind(alert.kind), alert.since, alert.participant_id): alert for alert in circle.alerts.all()}
    for sign, alert in known.items():
        if sign not in shown and alert.state != Alert.State.SETTLED:
            move(alert, Alert.State.SETTLED, by=None, now=now, settled_at=now)
    new = [sign for sign in shown if sign not in known]
    return sum(_raise(circle, sign, now) for sign in sorted(new, key=lambda sign: (sign.kind, sign.participant)))


def _raise(circle: Circle, sign: Sign, now: datetime) -> bool:
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                circle=circle, kind=sign.kind, participant_id=sign.participant, since=sign.since, raised_at=now
            )
    except IntegrityError:  # another worker has seen it too
        return False
    record("circles.alert.raised", alert, by=None, now=now, facts={"kind": alert.kind})
    if circle.coordinator is not None:
        mails.needs_somebody(alert, circle.coordinator, now=now)
    return True


def _situation(circle: Circle, now: datetime) -> Situation:
    present = mentees(circle)
    left = circle.places.aggregate(moved=Max("left_at"), withdrawn=Max("participant__withdrawn_at"))
    return Situation(
        mentor=circle.mentor_id,
        is_led=circle.is_led,
        is_over=circle.edition.local(now).date() > circle.edition.ends_on,
        opened_at=circle.opened_at,
        minimum=circle.edition.circle_min,
        mentees=len(present),
        changed_at=max(filter(None, left.values()), default=None),
        met_at=Session.objects.filter(circle=circle).held(now).aggregate(at=Max("event__ends_at"))["at"],
        is_planned=Session.objects.filter(circle=circle).coming(now).exists(),
        mentor_heard_at=_heard_at(circle),
        absences=_absences(circle, present),
        check_ins=tuple(circle.check_ins.values_list("participant", "answered_at", "going", "wants_contact")),
    )


def _heard_at(circle: Circle) -> datetime | None:
    """The last time that the mentor called a roll, wrote notes or a message."""
    called = Attendance.objects.filter(
        sign_up__event__session__circle=circle, source=Attendance.Source.ROLL_CALL, noted_by=circle.mentor.user
    )
    times = (
        called.aggregate(at=Max("noted_at"))["at"],
        circle.notes.filter(written_by=circle.mentor).aggregate(at=Max("written_at"))["at"],
        circle.messages.filter(written_by=circle.mentor).aggregate(at=Max("written_at"))["at"],
    )
    return max(filter(None, times), default=None)


def _absences(circle: Circle, mentees: Sequence[Participant]) -> dict[int, tuple[tuple[datetime, bool], ...]]:
    noted: dict[int, list[tuple[datetime, bool]]] = {}
    rows = Attendance.objects.filter(sign_up__event__session__circle=circle, sign_up__participant__in=mentees).order_by(
        "-sign_up__event__starts_at", "-pk"
    )
    for participant, at, was_there in rows.values_list(
        "sign_up__participant", "sign_up__event__starts_at", "is_present"
    ):
        noted.setdefault(participant, []).append((at, was_there))
    return {participant: tuple(rows) for participant, rows in noted.items()}


@transaction.atomic
def take_alert(alert: Alert, *, by: User, now: datetime) -> Alert:
    move(alert, Alert.State.TAKEN, by=by, now=now, owner=by)
    return alert


@transaction.atomic
def settle_alert(alert: Alert, *, by: User, now: datetime) -> Alert:
    """The same fact warns no more; a new one does."""
    move(alert, Alert.State.SETTLED, by=by, now=now, settled_at=now, owner=alert.owner or by)
    return alert
