"""One good row of each kind: what the database, the audit and `move` are tried on."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db import models

from certificates.models import Certificate
from circles.actions.room import write_notes
from circles.models import (
    Alert,
    CheckIn,
    Circle,
    CirclePlace,
    Concern,
    ConcernHandler,
    GuidePage,
    MatchRun,
    NoteRevision,
    PairRule,
    Repair,
    Session,
)
from events.actions import note_attendance
from events.models import Attendance, Event, SignUp
from network.actions import join_network
from network.models import Member
from programme.models import (
    ClosedDay,
    Edition,
    EditionRegion,
    ExtraChoice,
    ExtraQuestion,
    Interest,
    Passage,
    SignedCircular,
    Topic,
    Window,
)
from registration.actions.deputies import name_deputy
from registration.actions.desk import raise_flag, save_view
from registration.actions.inquiries import ask
from registration.actions.nominations import take_up
from registration.actions.review import begin_reading
from registration.models import (
    Application,
    Batch,
    Criterion,
    Decision,
    Deputy,
    Duplicate,
    ExtraAnswer,
    Flag,
    FocalPoint,
    Inquiry,
    Invitation,
    MentorDetail,
    NominatingOrganisation,
    Nomination,
    Offer,
    Participant,
    Review,
    Reviewer,
    Rubric,
    RuleChange,
    SavedView,
    Score,
    Screening,
    SignedLetter,
    Submission,
)
from tests import factories
from tests.factories import NOW
from tests.registration import reviewing
from wic.accounts.models import KeptPost, RoleGrant, SignInCode, User
from wic.mail.models import Letter

OURS = ("accounts", "mail", "audit", "programme", "registration", "events", "circles", "certificates", "network")
LATER = NOW + timedelta(hours=1)


class Rows:
    """One good row of each kind, made when it is asked for."""

    @property
    @cache  # noqa: B019 - lives as long as one test
    def call(self) -> Edition:
        call = factories.edition()
        call.milestones.create(on=date(2026, 3, 1), title_en="Launch")
        call.contacts.create(office_en="Office", name="Ms Contact", email="contact@example.org")
        call.partners.create(kind="partner", name_en="EQUALS", url="https://www.equals.org/")
        call.passages.create(slot="conduct", title_en="Conduct", body_en="Be kind.")
        return call

    def of(self, model: type[models.Model]) -> Any:
        if model._meta.app_label == "programme" and model not in MADE:
            call = self.call
            return call if model is Edition else model._base_manager.filter(edition=call).first()
        return MADE[model](self)

    def other(self, model: type[models.Model]) -> Any:
        """A second row, in the same edition."""
        if model in {EditionRegion, Window, Topic}:
            return model._base_manager.filter(edition=self.call).order_by("pk")[1]
        if model is Passage:
            return self.call.passages.create(slot="consent", title_en="Consent", body_en="I agree.")
        return MADE[model](self)


def _participant(rows: Rows, kind: str = "mentee") -> Participant:
    return factories.participant(rows.call, kind=kind)


def _batch(rows: Rows) -> Batch:
    return factories.waiting_list(rows.call, [factories.application(rows.call)])


def _rule_change(rows: Rows) -> RuleChange:
    version = RuleChange.objects.count() + 2
    return rows.call.rule_changes.create(version=version, because="Few places", outcomes_changed=1, at=NOW)


def _circle(rows: Rows) -> Circle:
    number = Circle.objects.count() + 1
    return factories.circle(_participant(rows, "mentor"), [_participant(rows)], number=number)


def _check_in(rows: Rows) -> CheckIn:
    room = Circle.objects.first() or _circle(rows)
    people = [room.mentor, room.places.get().participant]
    return CheckIn.objects.create(
        circle=room, participant=people[CheckIn.objects.count()], moment="end", going=4, answered_at=NOW
    )


def _alert(rows: Rows) -> Alert:
    """Of the same kind, on a day of its own."""
    room, number = Circle.objects.first() or _circle(rows), Alert.objects.count()
    since = NOW + timedelta(days=number)
    return Alert.objects.create(circle=room, kind="no_session", participant=room.mentor, since=since, raised_at=NOW)


def _note(rows: Rows) -> NoteRevision:
    room, number = Circle.objects.first() or _circle(rows), NoteRevision.objects.count()
    return write_notes(room, text=f"Notes {number}", revision=number, by=room.mentor.user, now=NOW)


def _session(rows: Rows) -> Session:
    room, number = Circle.objects.first() or _circle(rows), Session.objects.count()
    return factories.session(room, starts_at=NOW + timedelta(days=number))


def _review(rows: Rows) -> Review:
    rubric = Rubric.objects.filter(edition=rows.call).first() or reviewing.rubric(rows.call)
    reviewing.reviewer(rows.call)
    factories.application(rows.call)
    begin_reading(rubric, seed=1, by=None, now=NOW)
    return Review.objects.open().order_by("-pk")[0]


def _flag(rows: Rows) -> Flag:
    her = factories.application(rows.call)
    return raise_flag(her, reason="Twice?", by=her.user, now=NOW)


def _saved_view(rows: Rows) -> SavedView:
    return save_view(factories.person(), name="Mine", query="", now=NOW)


def _member(rows: Rows) -> Member:
    her = _participant(rows).user
    return join_network(her, profile={"name": "Amina"}, by=her, now=NOW)


def _duplicate(rows: Rows) -> Duplicate:
    first, second = (factories.application(rows.call) for _number in range(2))
    return Duplicate.objects.create(first=first, second=second, reasons=["name"], found_at=NOW)


def _extra_question(rows: Rows) -> ExtraQuestion:
    return factories.extra_question(rows.call, f"question{ExtraQuestion.objects.count()}")


def _extra_answer(rows: Rows) -> ExtraAnswer:
    """To another question of the same application."""
    her = Application.objects.first() or factories.application(rows.call)
    return ExtraAnswer.objects.create(application=her, question=_extra_question(rows), value="yes", changed_at=NOW)


def _kept_post(_rows: Rows) -> KeptPost:
    user = KeptPost.objects.values_list("user", flat=True).first() or factories.person().pk
    path = f"/{KeptPost.objects.count()}/"
    return KeptPost.objects.create(user_id=user, path=path, browser="b", typed="a=b", kept_at=NOW)


def _code(rows: Rows) -> SignInCode:
    slot = SignInCode.objects.count()
    return SignInCode.objects.create(
        purpose="sign_in",
        email="amina@example.org",
        mailbox="amina@example.org",
        slot=slot,
        code_digest="0",
        created_at=NOW,
        expires_at=LATER,
    )


MADE: dict[type[models.Model], Callable[[Rows], models.Model]] = {
    SignedCircular: lambda rows: factories.signed_circular(
        rows.call, ("en", "fr", "ar")[SignedCircular.objects.count()]
    ),
    ClosedDay: lambda _rows: factories.closed_day(on=date(2026, 5, 1) + timedelta(days=ClosedDay.objects.count())),
    Interest: lambda _rows: factories.interest(),
    ExtraQuestion: _extra_question,
    ExtraChoice: lambda rows: _extra_question(rows).choices.order_by("pk")[0],
    ExtraAnswer: _extra_answer,
    User: lambda _rows: factories.person(),
    RoleGrant: lambda _rows: factories.grant(factories.person(), region="AFR"),
    KeptPost: _kept_post,
    SignInCode: _code,
    Letter: lambda _rows: factories.letter(),
    Duplicate: _duplicate,
    NominatingOrganisation: lambda rows: factories.invitation(rows.call).organisation,
    FocalPoint: lambda rows: factories.invitation(rows.call).organisation.focal_points.get(),
    Invitation: lambda rows: factories.invitation(rows.call),
    Nomination: lambda rows: take_up(
        factories.nomination(factories.invitation(rows.call)),
        user=factories.person(),
        may_tell_result=False,
        now=NOW,
    ),
    SignedLetter: lambda rows: factories.signed_letter(factories.invitation(rows.call)),
    Application: lambda rows: factories.application(rows.call),
    MentorDetail: lambda rows: factories.application(rows.call, kind="mentor").mentor,
    Submission: lambda rows: factories.application(rows.call).submissions.get(),
    Screening: lambda rows: factories.application(rows.call).screenings.get(),
    RuleChange: _rule_change,
    Batch: _batch,
    Deputy: lambda _rows: name_deputy(factories.staff(), begins_at=NOW, ends_at=LATER, by=factories.staff(), now=NOW),
    Decision: lambda rows: _batch(rows).decisions.get(),
    Offer: lambda rows: factories.offer(factories.application(rows.call)),
    Participant: _participant,
    Rubric: lambda rows: reviewing.rubric(rows.call),
    Criterion: lambda rows: reviewing.rubric(rows.call).criteria.first(),
    Reviewer: lambda rows: reviewing.reviewer(rows.call),
    Review: _review,
    Score: lambda rows: reviewing.done(_review(rows), 3, 4).scores.first(),
    Flag: _flag,
    Inquiry: lambda rows: ask(
        factories.application(rows.call), questions=["post"], note="", due_at=LATER, by=None, now=NOW
    ),
    SavedView: _saved_view,
    Event: lambda rows: factories.event(rows.call),
    SignUp: lambda rows: _session(rows).event.sign_ups.order_by("pk")[1],
    Attendance: lambda rows: note_attendance(
        _session(rows).event.sign_ups.first(), is_present=True, source="roll_call", by=None, now=NOW
    ),
    MatchRun: lambda rows: MatchRun.objects.create(edition=rows.call, seed=1, instance={}, created_at=NOW),
    Circle: _circle,
    CirclePlace: lambda rows: _circle(rows).places.get(),
    Session: _session,
    NoteRevision: _note,
    Concern: lambda rows: factories.concern(Circle.objects.first() or _circle(rows)),
    ConcernHandler: lambda rows: factories.concern_handler(rows.call),
    CheckIn: _check_in,
    Repair: lambda rows: factories.repair(rows.call),
    PairRule: lambda rows: factories.pair_rule(_participant(rows), _participant(rows)),
    Alert: _alert,
    GuidePage: lambda rows: factories.guide_page(rows.call, number=GuidePage.objects.count() + 1),
    Certificate: lambda rows: factories.certificate(_participant(rows)),
    Member: _member,
}
