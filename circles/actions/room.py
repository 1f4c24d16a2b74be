"""What members do in their room. Each verb asks first whether she is one of them today."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from circles.actions.places import members
from circles.mails import room as mails
from circles.models import Circle, Goal, Introduction, Message, NextStep, NoteRevision, RoomFile
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MOST_FILES = 40
MESSAGES_A_DAY = 10
VERSIONS_A_DAY = 40  # of the notes, by one member
MOST_GOALS = MOST_STEPS = 30  # that are still ahead


class NotAMember(Refused):
    """She is not in this circle, or no longer, or it is closed."""


class WrittenMeanwhile(Refused):
    """Somebody else has saved the notes since she opened them."""


class DayIsOver(Refused):
    """By then nobody can do it any more."""


class TooMany(Refused):
    """The room is full, or a day's messages are."""


def member_of(circle: Circle, user: User) -> Participant:
    """The circle's member behind an account."""
    if circle.is_open:
        for member in members(circle):
            if member.user_id == user.pk:
                return member
    raise NotAMember(_("This is for the members of the circle."))


def locked_room(circle: Circle) -> Circle:
    """For what looks at the rows that are there before it adds one."""
    return Circle.objects.select_for_update(of=("self",)).select_related("mentor", "edition").get(pk=circle.pk)


@transaction.atomic
def write_notes(circle: Circle, *, text: str, revision: int, by: User, now: datetime) -> NoteRevision:
    """What stands from now on. `revision` is the one she began from; what she did not see is never overwritten.

    What stands already, as when a button is pressed twice, is not written again.
    """
    circle = locked_room(circle)
    member = member_of(circle, by)
    latest = NoteRevision.objects.of_circle(circle).first()
    if latest is not None and latest.text == text:
        return latest
    if (latest.number if latest else 0) != revision:
        raise WrittenMeanwhile(_("Somebody else has saved the notes meanwhile. Please look at both and save again."))
    if circle.notes.filter(written_by=member, written_at__gt=now - DAY).count() >= VERSIONS_A_DAY:
        raise TooMany(_("You have saved the notes very often today. Please go on tomorrow."))
    written = NoteRevision.objects.create(
        circle=circle, number=revision + 1, text=text, written_by=member, written_at=now
    )
    record("circles.notes.written", written, by=by, now=now, facts={"number": written.number})
    return written


@transaction.atomic
def set_goal(circle: Circle, *, text: str, is_shared: bool, by: User, now: datetime) -> Goal:
    """Her own, or the whole circle's. One that is ahead already is not set again."""
    circle = locked_room(circle)
    member = member_of(circle, by)
    whose = None if is_shared else member
    ahead = list(Goal.objects.of_circle(circle).ahead())
    if same := next((goal for goal in ahead if (goal.participant, goal.text) == (whose, text)), None):
        return same
    if len(ahead) >= MOST_GOALS:
        raise TooMany(_("There are very many goals. Please mark some of them as reached first."))
    goal = Goal.objects.create(circle=circle, participant=whose, text=text, set_at=now)
    record("circles.goal.set", goal, by=by, now=now, facts={"is_shared": is_shared})
    return goal


@transaction.atomic
def mark_goal(goal: Goal, *, is_reached: bool, by: User, now: datetime) -> Goal:
    """Reached, or not yet after all; what is marked so already stays. Her own is hers to mark, or her mentor's."""
    member = member_of(goal.circle, by)
    if not goal.is_to_be_marked_by(member):
        raise NotAMember(_("This goal belongs to somebody else."))
    others = Goal.objects.ahead() if is_reached else Goal.objects.reached()
    if others.filter(pk=goal.pk).update(reached_at=now if is_reached else None):
        record("circles.goal.marked", goal, by=by, now=now, facts={"is_reached": is_reached})
    goal.refresh_from_db(fields=["reached_at"])
    return goal


@transaction.atomic
def add_step(circle: Circle, *, text: str, who: Participant, due_on: date | None, by: User, now: datetime) -> NextStep:
    """By a day that is not over on her own clock. One that is ahead already is not added again."""
    circle = locked_room(circle)
    member_of(circle, by)
    ahead = list(NextStep.objects.of_circle(circle).ahead())
    if same := next((s for s in ahead if (s.participant, s.text, s.due_on) == (who, text, due_on)), None):
        return same
    if due_on is not None and due_on < now.astimezone(ZoneInfo(by.time_zone)).date():
        raise DayIsOver(_("The day by which it is to be done is over already. Please choose today or a later day."))
    if len(ahead) >= MOST_STEPS:
        raise TooMany(_("There are very many steps. Please tick off what is done first."))
    if who not in members(circle):
        raise NotAMember(_("This is for the members of the circle."))
    step = NextStep.objects.create(circle=circle, participant=who, text=text, due_on=due_on, added_at=now)
    record("circles.step.added", step, by=by, now=now)
    return step


@transaction.atomic
def mark_step(step: NextStep, *, is_done: bool, by: User, now: datetime) -> NextStep:
    """Done, or not yet after all; what is marked so already stays. Anybody in the circle may."""
    member_of(step.circle, by)
    others = NextStep.objects.ahead() if is_done else NextStep.objects.done()
    if others.filter(pk=step.pk).update(done_at=now if is_done else None):
        record("circles.step.marked", step, by=by, now=now, facts={"is_done": is_done})
    step.refresh_from_db(fields=["done_at"])
    return step


@transaction.atomic
def share_file(
    circle: Circle, *, name: str, file: UploadedFile, content_type: str, by: User, now: datetime
) -> RoomFile:
    """`content_type` is what `wic.files.document_type` found the content to be. A button pressed twice shares once."""
    circle = locked_room(circle)
    member = member_of(circle, by)
    told = {"name": name, "content_type": content_type, "size": file.size or 0, "shared_by": member}
    if same := circle.files.filter(**told, shared_at__gt=now - MINUTE).first():
        return same
    if circle.files.count() >= MOST_FILES:
        raise TooMany(_("The room is full. Please remove a file first."))
    shared = RoomFile(circle=circle, **told, shared_at=now)
    file.name = str(shared.public_id)  # on the disk there is no name that somebody chose
    shared.content = file
    shared.save(force_insert=True)
    record("circles.file.shared", shared, by=by, now=now, facts={"type": content_type, "size": shared.size})
    return shared


def must_be_removable(shared: RoomFile, *, by: User) -> None:
    """By who shared it, or by the mentor. The page asks it first, before it asks her whether she is sure."""
    if not shared.is_to_be_removed_by(member_of(shared.circle, by)):
        raise NotAMember(_("Only who shared a file, or the mentor, can remove it."))


@transaction.atomic
def remove_file(shared: RoomFile, *, by: User, now: datetime) -> None:
    must_be_removable(shared, by=by)
    record("circles.file.removed", shared, by=by, now=now)
    storage, name = shared.content.storage, shared.content.name
    shared.delete()
    transaction.on_commit(lambda: storage.delete(name or ""))


@transaction.atomic
def write_to_circle(circle: Circle, *, text: str, by: User, now: datetime) -> Message:
    """One letter to each of the others, from the programme's address. A button that is pressed twice writes once."""
    circle = locked_room(circle)
    author = member_of(circle, by)
    if same := circle.messages.filter(written_by=author, text=text, written_at__gt=now - MINUTE).first():
        return same
    # By the hour and not by the calendar: what day it is depends on the reader's clock, which she sets herself.
    lately = circle.messages.filter(written_by=author, written_at__gt=now - DAY).count()
    if lately >= MESSAGES_A_DAY:
        raise TooMany(_("You have written often today. Please go on tomorrow, or in the notes."))
    message = Message.objects.create(circle=circle, written_by=author, text=text, written_at=now)
    row = record("circles.message.written", message, by=by, now=now)
    others: Sequence[Participant] = [member for member in members(circle) if member != author]
    mails.message(message, others, key=f"message-{row.pk}", now=now)
    return message


@transaction.atomic
def introduce(circle: Circle, *, text: str, by: User, now: datetime) -> Introduction:
    """What the others read about her; empty takes it back."""
    member = member_of(circle, by)
    told, _created = Introduction.objects.update_or_create(
        participant=member, defaults={"text": text, "written_at": now}
    )
    record("circles.introduction.written", told, by=by, now=now)
    return told
