"""What stands in the room of one circle of the demo, and what calls for somebody at the desk."""

from datetime import datetime, time, timedelta

from circles.actions.checkins import check_in, watch
from circles.actions.concerns import name_handler
from circles.actions.places import members
from circles.actions.room import add_step, introduce, mark_goal, set_goal, write_notes, write_to_circle
from circles.actions.sessions import schedule_session
from circles.models import Circle, Session
from programme.models import Edition
from wic.accounts.models import User

DAY = timedelta(days=1)


def furnish(edition: Edition, *, desk: User, now: datetime) -> None:
    """The first circle of a running edition; nothing where no circle is open."""
    name_handler(edition, desk, by=desk, now=now)
    circle = Circle.objects.for_edition(edition).open().with_mentor().first()
    if circle is None:
        return
    mentor, *mentees = members(circle)
    first, last = mentees[0], mentees[-1]
    notes = "What we agreed:\n- what is said here stays here\n- we begin on time\n- who cannot come writes a day before"
    write_notes(circle, text=notes, revision=0, by=mentor.user, now=now - 60 * DAY)
    notes += "\n\nFor next time: each brings one risk that she explains in two minutes."
    write_notes(circle, text=notes, revision=1, by=first.user, now=now - 20 * DAY)
    own = set_goal(circle, text="Speak at a conference", is_shared=False, by=first.user, now=now - 50 * DAY)
    mark_goal(own, is_reached=True, by=first.user, now=now - 5 * DAY)
    set_goal(circle, text="Run an exercise together", is_shared=True, by=mentor.user, now=now - 50 * DAY)
    due_on = (now + 9 * DAY).date()
    add_step(circle, text="Write the scenario of the exercise", who=last, due_on=due_on, by=mentor.user, now=now)
    introduce(circle, text="I defend hospitals, and run marathons slowly.", by=mentor.user, now=now - 60 * DAY)
    write_to_circle(circle, text="Thank you all for today. The slides are in the files.", by=mentor.user, now=now - DAY)
    if not Session.objects.of_circle(circle).coming(now).exists():
        _plan_the_next(circle, now=now)
    check_in(circle, going=2, text="Our hour is late in my evening.", wants_contact=True, by=last.user, now=now)
    watch(now=now)


def _plan_the_next(circle: Circle, *, now: datetime) -> None:
    """On the second Wednesday from now, so that there is something to join, to move and to call off."""
    on = now.date() + (7 + (2 - now.weekday()) % 7) * DAY
    mentor = circle.mentor.user
    schedule_session(
        circle,
        on=on,
        at=time(17),
        zone=mentor.time_zone,
        minutes=60,
        meeting_url="https://converse.example.org/rehearsal",
        by=mentor,
        now=now,
    )
