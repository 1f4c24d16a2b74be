"""Rows for tests: one plain function each, everything by keyword, defaults that make sense together."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

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
from events.actions import plan_event, publish_event
from events.models import Event
from programme.actions.circulars import put_signed_circular
from programme.actions.closures import write_closed_day
from programme.actions.extra import write_extra_question
from programme.actions.interests import ask
from programme.actions.notices import post_update, write_question
from programme.models import (
    ClosedDay,
    Edition,
    ExtraChoice,
    ExtraQuestion,
    Interest,
    Question,
    SignedCircular,
    Update,
    Window,
)
from registration.actions.applications import save, start, submit
from registration.actions.invitations import Entry, attach_letter, invite
from registration.actions.nominations import Nominee, nominate
from registration.actions.offers import accept, make_offer, start_clock
from registration.models import Application, Batch, Decision, Invitation, Nomination, Offer, Participant, SignedLetter
from registration.rules.nominations import Purpose, write_key
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role
from wic.mail.actions import Content, store
from wic.mail.models import Letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, half a minute that has just begun
numbers = count(1)


# --- accounts --------------------------------------------------------------------------------------------------------
def person(
    email: str = "",
    *,
    name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    country: str = "",
    is_active: bool = True,
    now: datetime = NOW,
) -> User:
    user = User(
        email=email or f"person{next(numbers)}@example.org",
        name=name,
        language=language,
        time_zone=time_zone,
        country=country,
        is_active=is_active,
        created_at=now,
    )
    user.set_unusable_password()
    user.save()
    return user


def grant(
    user: User,
    role: Role = Role.HEADQUARTERS,
    *,
    region: str = "",
    edition: str = "",
    by: User | None = None,
    now: datetime = NOW,
    ended_at: datetime | None = None,
) -> RoleGrant:
    return RoleGrant.objects.create(
        user=user, role=role, region=region, edition=edition, granted_by=by, granted_at=now, ended_at=ended_at
    )


def staff(role: Role = Role.HEADQUARTERS, *, region: str = "", email: str = "", now: datetime = NOW) -> User:
    """A person at the desk; a regional officer is given her region."""
    user = person(email, now=now)
    grant(user, role, region=region, now=now)
    return user


# --- programme -------------------------------------------------------------------------------------------------------
def edition(
    slug: str = "2026",
    *,
    code: str = "WIC26",
    name: str = "Women in Cyber 2026",
    opens_at: datetime = NOW - timedelta(days=10),
    closes_at: datetime = NOW + timedelta(days=10),
    regions: Sequence[str] = ("AFR", "ARB"),
    topics: Sequence[str] = ("forensics", "policy", "cloud"),
    published_at: datetime | None = NOW - timedelta(days=20),
    **columns: Any,
) -> Edition:
    """Registration of mentees and mentors is open at NOW."""
    columns = {
        "name_en": name,
        "name_fr": name,
        "name_ar": name,
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 8, 31),
        "results_at": NOW + timedelta(days=20),
        "replacements_until": date(2026, 5, 1),
        "seats": 20,
    } | columns
    row = Edition.objects.create(slug=slug, code=code, published_at=published_at, **columns)
    for audience in Window.Audience.values:
        row.windows.create(audience=audience, opens_at=opens_at, closes_at=closes_at)
    for region in regions:
        row.regions.create(region=region)
    for position, topic in enumerate(topics):
        label = topic.capitalize()
        row.topics.create(code=topic, label_en=label, label_fr=label, label_ar=label, position=position)
    return row


def update(edition: Edition, *, title: str = "Two sessions in May", now: datetime = NOW, **words: str) -> Update:
    words = {f"title_{code}": title for code in ("en", "fr", "ar")} | {
        f"body_{code}": "The dates stand in the calendar." for code in ("en", "fr", "ar")
    } | words  # fmt: skip
    return post_update(edition, words=words, by=None, now=now)


def signed_circular(edition: Edition, language: str = "en", *, data: bytes = b"%PDF-1.7 %%EOF") -> SignedCircular:
    file = ContentFile(data, name="circular.pdf")
    return put_signed_circular(edition, language=language, file=file, by=None, now=NOW)


def question(edition: Edition | None, *, question: str = "What does it cost?", position: int = 0) -> Question:
    words = {f"question_{code}": question for code in ("en", "fr", "ar")}
    words |= {f"answer_{code}": "Nothing." for code in ("en", "fr", "ar")}
    return write_question(Question(edition=edition, position=position, **words), by=None, now=NOW)


def extra_question(
    edition: Edition,
    code: str = "laptop",
    *,
    kind: str = "choice",
    choices: Sequence[str] = ("yes", "no"),
    shown_if: Sequence[ExtraChoice] = (),
    now: datetime = NOW,
    **columns: Any,
) -> ExtraQuestion:
    """Put to mentees in a section of its own; in every language it reads like its code."""
    bounds = {"number": {"lowest": 0, "highest": 10}, "text": {"word_limit": 50}}.get(kind, {})
    words = {f"label_{language}": f"{code.capitalize()}?" for language in ("en", "fr", "ar")}
    question = ExtraQuestion(edition=edition, code=code, kind=kind, **(words | bounds | columns))
    offered = [
        ExtraChoice(
            code=each, position=place, **{f"label_{language}": each.capitalize() for language in ("en", "fr", "ar")}
        )
        for place, each in enumerate(choices if question.has_choices else ())
    ]
    return write_extra_question(question, choices=offered, shown_if=shown_if, by=None, now=now)


def closed_day(country: str = "KE", *, on: date = date(2026, 6, 1), name: str = "Madaraka Day") -> ClosedDay:
    words = {f"name_{code}": name for code in ("en", "fr", "ar")}
    return write_closed_day(ClosedDay(country=country, on=on, **words), by=None, now=NOW)


def interest(email: str = "", *, region: str = "AMS", language: str = "en", now: datetime = NOW) -> Interest:
    """Asked, not confirmed."""
    address = email or f"reader{next(numbers)}@example.org"
    return ask(email=address, region=region, language=language, by=None, now=now)


# --- registration ----------------------------------------------------------------------------------------------------
ANSWERS: dict[str, Any] = {
    "full_name": "Amina Wanjiku",
    "arabic_name": "",
    "gender": "woman",
    "gender_words": "",
    "country": "KE",
    "time_zone": "Africa/Nairobi",
    "sector": "government",
    "employer": "Ministry of Posts",
    "post": "Analyst",
    "topics": ["forensics", "policy"],
    "availability": [8, 9, 10, 11],
    "access_needs": "",
    "languages": [["en", 3], ["ar", 2]],
    "consent": True,
}
MENTEE_ANSWERS = ANSWERS | {
    "pathway": "cybersecurity",
    "years": 3,
    "english": 2,
    "has_computer": True,
    "has_connection": True,
    "goal": "policy",
    "motivation": "I want to lead a response team.",
}
MENTOR_ANSWERS = ANSWERS | {"full_name": "Salma Haddad", "country": "CH", "seniority": "manager", "capacity": 4}


def draft(
    edition: Edition, user: User | None = None, *, kind: str = "mentee", now: datetime = NOW, **answers: Any
) -> Application:
    """Complete, but not sent."""
    user = user or person(now=now)
    complete = (MENTEE_ANSWERS if kind == "mentee" else MENTOR_ANSWERS) | answers
    begun = start(edition, user=user, kind=kind, by=user, now=now)
    return save(begun, answers=complete, revision=begun.revision, by=user, now=now)


def application(
    edition: Edition, user: User | None = None, *, kind: str = "mentee", now: datetime = NOW, **answers: Any
) -> Application:
    """Sent and screened; what it is not told it answers like an eligible person."""
    begun = draft(edition, user, kind=kind, now=now, **answers)
    return submit(begun, by=begun.user, now=now)


# --- nominations -----------------------------------------------------------------------------------------------------
def invitation(
    edition: Edition,
    *,
    name: str = "",
    country: str = "KE",
    focal_email: str = "",
    quota: int | None = None,
    now: datetime = NOW,
) -> Invitation:
    """An organisation that is asked to nominate, with one focal point."""
    number = next(numbers)
    entry = Entry(
        kind="member_state",
        name=name or f"Ministry {number}",
        country=country,
        focal_name=f"Focal Point {number}",
        focal_email=focal_email or f"focal{number}@example.org",
        language="en",
        quota=quota,
    )
    return invite(edition, entry, by=None, now=now)


def nomination(
    invitation: Invitation, *, email: str = "", kind: str = "mentee", now: datetime = NOW, **facts: Any
) -> Nomination:
    number = next(numbers)
    facts = {"name": "Amina Wanjiku", "country": "KE", "language": "en"} | facts
    nominee = Nominee(kind=kind, email=email or f"nominee{number}@example.org", **facts)
    by = invitation.organisation.focal_points.living().order_by("pk").first()
    return nominate(invitation, nominee, by=by.user if by else person(), now=now)


def signed_letter(invitation: Invitation, *, now: datetime = NOW) -> SignedLetter:
    by = invitation.organisation.focal_points.living().order_by("pk")[0].user
    file = ContentFile(b"%PDF-1.7 %%EOF", name="letter.pdf")
    return attach_letter(invitation, file=file, content_type="application/pdf", by=by, now=now)


def nomination_keys(edition: Edition, *, now: datetime = NOW) -> dict[str, str]:
    """What stands in the links of a focal point and of a nominee."""
    named = nomination(invitation(edition))
    focal_point = named.invitation.organisation.focal_points.get()
    later = now + timedelta(days=1)
    return {
        "focal_key": write_key(Purpose.FOCAL_POINT, focal_point.public_id, used=0, expires_at=later),
        "nominee_key": write_key(Purpose.NOMINEE, named.public_id, used=0, expires_at=later),
    }


# --- mail ------------------------------------------------------------------------------------------------------------
def letter(
    to: str = "",
    *,
    repeat_safe: bool = True,
    secret: bool = False,
    region: str = "",
    subject: str = "Hello",
    text: str = "Good morning.\n",
    now: datetime = NOW,
) -> Letter:
    number = next(numbers)
    return store(
        Content(subject=subject, text=text, html=f"<p>{text}</p>"),
        key=f"test/{number}",
        kind="test/hello",
        to=to or f"reader{number}@example.org",
        language="en",
        repeat_safe=repeat_safe,
        secret=secret,
        region=region,
        now=now,
    )


# --- seats, offers, places -------------------------------------------------------------------------------------------
def offer(application: Application, *, from_waiting_list: bool = False, now: datetime = NOW) -> Offer:
    """Made, and its letter taken by the relay: the clock runs."""
    made = make_offer(application, from_waiting_list=from_waiting_list, by=None, now=now)
    Letter.objects.filter(pk=made.letter_id).update(state=Letter.State.SENT, sent_at=now)
    return start_clock(made, now=now)


def participant(edition: Edition, user: User | None = None, *, kind: str = "mentee", **answers: Any) -> Participant:
    sent = application(edition, user, kind=kind, **answers)
    return accept(offer(sent), agrees_to_conduct=True, certificate_name=sent.full_name, by=sent.user, now=NOW)


def waiting_list(edition: Edition, applications: Sequence[Application], *, now: datetime = NOW) -> Batch:
    """A released batch in which all of them wait, in this order, and have been told."""
    batch = Batch.objects.create(
        edition=edition, kind="mentee", state="released", created_at=now, approved_at=now, released_at=now
    )
    Decision.objects.bulk_create(
        Decision(
            batch=batch,
            application=waiting,
            outcome="waiting",
            reason="no_place",
            rank=rank,
            decided_at=now,
            announced_at=now,
        )
        for rank, waiting in enumerate(applications, start=1)
    )
    return batch


# --- events ----------------------------------------------------------------------------------------------------------
def event(edition: Edition | None, *, kind: str = "keynote", starts_at: datetime = NOW, **fields: Any) -> Event:
    """Published, at an instant; public unless told otherwise."""
    fields = {
        "audience": "public",
        "title_en": "A keynote",
        "title_fr": "Un webinaire",
        "title_ar": "ندوة",
        "local_date": starts_at.date(),
        "local_time": starts_at.time(),
        "zone": "UTC",
        "meeting_url": "https://meet.example.org/secret",
    } | fields
    planned = plan_event(edition, kind=kind, by=None, now=NOW, **fields)
    return publish_event(planned, by=None, now=NOW)


# --- circles and certificates ----------------------------------------------------------------------------------------
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
