"""An application begun, saved, sent, withdrawn."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programme.models import Edition
from programme.offered import offered
from programme.rules import takes_applications
from registration.actions.answers import keep_extra_answers
from registration.actions.offers import take_back_open_offer
from registration.actions.screening import screen_submission
from registration.mails import applications as mails
from registration.models import (
    Application,
    MenteeDetail,
    MentorDetail,
    Nomination,
    Participant,
    Submission,
)
from registration.models.applications import ApplicationQuerySet, Kind
from registration.rules.answers import COMMON, DETAIL, answers_of, counted, sections_with
from registration.rules.applications import Problem, is_decided, is_open_for, is_told, problems
from registration.rules.nominations import needs_nomination
from wic.accounts.actions import change_profile
from wic.accounts.models import User
from wic.accounts.rules import knows_clock
from wic.audit.actions import record
from wic.lifecycle import Illegal, Refused, Stale, move
from wic.names import fold
from wic.places import place

# Read aloud or copied by hand, none of these is taken for another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class WindowClosed(Refused):
    """Registration has not begun or is over."""


class OnlyNominated(Refused):
    """The edition takes nobody who was not nominated."""


class StaleRevision(Refused):
    """Saved meanwhile from another tab or device. Nothing was written: what she typed is still in her form."""

    def __init__(self, sentence: str, sections: Collection[str]) -> None:
        super().__init__(sentence)
        self.sections = list(sections)


class Incomplete(Refused):
    """Answers are missing or do not fit; `problems` names them."""

    def __init__(self, sentence: str, problems: Collection[Problem]) -> None:
        super().__init__(sentence)
        self.problems = list(problems)


class BeingDecided(Refused):
    """A decision on it is prepared or announced: what was decided on stands."""


class HasPlace(Refused):
    """A participant leaves the programme instead."""


@transaction.atomic
def start(edition: Edition, *, user: User, kind: str, by: User | None, now: datetime) -> Application:
    """Begin; or go on with the one she has begun; or take a withdrawn one up again."""
    application = _her(edition, user, kind).first()
    if application is None:
        application = begin(edition, user=user, kind=kind, answers={}, by=by, now=now)
    application.edition = edition
    if not is_open_for(application, now=now):
        raise _window_closed()
    if application.state == Application.State.WITHDRAWN:
        _must_be_undecided(application)
        move(application, Application.State.DRAFT, by=by, now=now, withdrawn_at=None)
    return application


@transaction.atomic
def begin(
    edition: Edition,
    *,
    user: User,
    kind: str,
    answers: Mapping[str, Any],
    pages: Sequence[str] = (),
    by: User | None,
    now: datetime,
) -> Application:
    """For who has none: her first answers. If another click came first, the one that it began, as it is.

    `pages` as of `save`: the page that began goes on from there, also in sections that it filled from elsewhere.
    """
    _must_be_open(edition, kind, now)
    _must_be_nominated(edition, user, kind)
    first = Application(edition=edition, user=user, kind=kind, created_at=now, changed_at=now)
    application = _begin(first, answers, pages, by, now) or _her(edition, user, kind).get()
    application.edition = edition
    return application


def save(
    application: Application,
    *,
    answers: Mapping[str, Any],
    revision: int,
    pages: Sequence[str] = (),
    by: User | None,
    now: datetime,
) -> Application:
    """Keep these answers; questions that are not among them stay as they are.

    `revision` is the one the answers were typed on; `pages` are the page they were typed on, which may have saved
    since, and the one it took them over from. Saving the same again is no conflict: a repeated post is harmless.
    Typing is no deed, and leaves the record alone: that begins when she sends.
    """
    _must_be_editable(application, now)
    asked = offered(application.edition).asked(application.kind)
    known = answers_of(application, asked)
    changed = {question: value for question, value in answers.items() if known.get(question, value) != value}
    if not changed:
        return application
    sections = sections_with(changed, kind=application.kind, extra=asked)
    _refuse_stale(application, sections, revision, pages)
    columns = _columns(application, changed, now)
    columns["revision"] = application.revision + 1
    typed = [columns["revision"], *pages[:1]]
    columns["section_revisions"] = application.section_revisions | dict.fromkeys(sections, typed)
    with transaction.atomic():
        unmoved = Application.objects.at_revision(application.revision).filter(pk=application.pk)
        if not unmoved.update(**columns):  # another tab was quicker by a moment: with its answers, ask again
            held = Application.objects.to_change().held(application)
            return save(held, answers=answers, revision=revision, pages=pages, by=by, now=now)
        _set(application, columns)
        _save_detail(application, {q: changed[q] for q in DETAIL[Kind(application.kind)] if q in changed})
        keep_extra_answers(application, changed, extra=asked, now=now)
    return application


@transaction.atomic
def submit(application: Application, *, by: User, now: datetime) -> Application:
    """Send it: a snapshot that nothing changes any more, screened at once. Sending the same again changes nothing."""
    try:
        if application.submitted_at is None:
            return _submit(application, by, now)
    except Stale:  # saved or sent from elsewhere since it was loaded, and nothing written here: with that, ask again
        pass
    held = Application.objects.to_send().held(application)
    held.edition = application.edition  # with the windows it was loaded with
    return _submit(held, by, now)


def _submit(application: Application, by: User, now: datetime) -> Application:
    _must_be_editable(application, now)
    _must_be_undecided(application)
    if application.user_id == by.pk:
        application.user = by
    asked = offered(application.edition).asked(application.kind)
    answers = counted(answers_of(application, asked), asked)
    if found := problems(answers, kind=application.kind, extra=asked):
        raise Incomplete(_("Some answers are still missing, so it cannot be sent yet."), found)
    last = application.submissions.order_by("number").last() if application.submitted_at else None
    if application.state == Application.State.SUBMITTED and last and last.answers == answers:
        return application
    number = last.number + 1 if last else 1
    row = move(
        application,
        Application.State.SUBMITTED,
        by=by,
        now=now,
        facts={"number": number},
        # Nor sent and taken back since it was loaded: its submissions are counted from there.
        among=Application.objects.at_revision(application.revision).filter(submitted_at=application.submitted_at),
        submitted_at=now,
        # Headquarters own the applications of mentors, who live anywhere.
        region=place(application.country).region if application.is_mentee else "",
        search=_search_text(application),
    )
    submission = Submission.objects.create(
        application=application, number=number, answers=answers, consent_version=application.consent_version, at=now
    )
    screen_submission(submission, by=None, now=now)
    _tell_account(application, by=by, now=now)
    mails.received(application, key=f"received-{row.pk}", now=now)
    return application


def _tell_account(application: Application, *, by: User, now: datetime) -> None:
    """Where she lives and by which clock, if her browser has not told: letters to her account name times too."""
    if by == application.user and not knows_clock(by):
        here = {"country": application.country, "time_zone": application.time_zone}
        change_profile(by, name=by.name, language=by.language, **here, by=by, now=now)


@transaction.atomic
def keep_answers(application: Application, answers: Mapping[str, Any], *, now: datetime) -> None:
    """What she has answered elsewhere than in the form, into her draft too."""
    columns = _columns(application, answers, now)
    if application.is_mentee and "country" in answers:
        columns["region"] = place(answers["country"]).region
    columns["revision"] = application.revision + 1
    asked = offered(application.edition).asked(application.kind)
    sections = sections_with(answers, kind=application.kind, extra=asked)
    columns["section_revisions"] = application.section_revisions | {key: [columns["revision"]] for key in sections}
    del columns["changed_at"]  # this is sent: it leaves nothing to send again
    Application.objects.filter(pk=application.pk).update(**columns)
    _set(application, columns)
    _save_detail(application, {q: answers[q] for q in DETAIL[Kind(application.kind)] if q in answers})
    keep_extra_answers(application, answers, extra=asked, now=now)


@transaction.atomic
def withdraw(application: Application, *, by: User, now: datetime) -> Application:
    """She takes it back, until she has accepted a place; one that was offered goes on to the next."""
    # The edition before the application, as the verbs of offers do: acceptance and withdrawal meet here.
    Edition.objects.locked().get(pk=application.edition_id)
    application = Application.objects.to_change().held(application)
    if Participant.objects.filter(application=application).exists():
        raise HasPlace(pgettext("feminine", "You have accepted your place. You can give it back on your page."))
    take_back_open_offer(application, by=by, now=now)
    was_sent = application.state == Application.State.SUBMITTED
    row = move(application, Application.State.WITHDRAWN, by=by, now=now, withdrawn_at=now)
    if was_sent:
        mails.withdrawn(application, key=f"withdrawn-{row.pk}", now=now)
    return application


def _her(edition: Edition, user: User, kind: str) -> ApplicationQuerySet:
    return Application.objects.owned_by(user).for_edition(edition).of_kind(kind).with_her_part()


def _must_be_nominated(edition: Edition, user: User, kind: str) -> None:
    if needs_nomination(edition, kind) and not Nomination.objects.taken_up_by(user).for_edition(edition, kind).exists():
        raise OnlyNominated(pgettext("feminine", "In this edition only those who were nominated can apply."))


def _must_be_open(edition: Edition, kind: str, now: datetime) -> None:
    if not takes_applications(edition, kind, now=now):
        raise _window_closed()


def _window_closed() -> WindowClosed:
    return WindowClosed(_("Registration is not open, so nothing can be changed or sent."))


def _must_be_editable(application: Application, now: datetime) -> None:
    if is_told(application):
        raise BeingDecided(_with_those_who_decide())
    if not is_open_for(application, now=now):
        raise _window_closed()
    if application.state == Application.State.SET_ASIDE:
        raise Illegal(pgettext("feminine", "This application is set aside: the other one that you sent counts."))
    if application.state == Application.State.WITHDRAWN:
        raise Illegal(pgettext("feminine", "You have withdrawn this application. Take it up again first."))


def _refuse_stale(application: Application, sections: Collection[str], revision: int, pages: Sequence[str]) -> None:
    def is_seen(section: str) -> bool:
        last, *page = application.section_revisions.get(section, [0])
        return last <= revision <= application.revision or bool(set(page) & set(pages))

    if stale := [section for section in sections if not is_seen(section)]:
        sentence = pgettext("feminine", "You have saved this application from another page in the meantime.")
        raise StaleRevision(sentence, stale)


def _columns(application: Application, changed: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    columns = {question: changed[question] for question in COMMON if question in changed}
    if "consent" in changed:
        columns["consent_version"] = application.edition.consent_version if changed["consent"] else ""
        columns["consented_at"] = now if changed["consent"] else None
    return columns | {"changed_at": now}


def _must_be_undecided(application: Application) -> None:
    """Asked where she sends. Her pages and her draft know nothing of a decision before it is announced."""
    if is_decided(application):
        raise BeingDecided(_with_those_who_decide())


def _with_those_who_decide() -> str:
    return pgettext("feminine", "Your application is with those who decide, so it can no longer be changed or sent.")


def _begin(
    application: Application, answers: Mapping[str, Any], pages: Sequence[str], by: User | None, now: datetime
) -> Application | None:
    """None when she has one already."""
    asked = offered(application.edition).asked(application.kind)
    if answers:
        _set(application, _columns(application, answers, now) | {"revision": 1})
        sections = sections_with(answers, kind=application.kind, extra=asked)
        application.section_revisions = {key: [1, *pages[:1]] for key in sections}
    application.reference = f"{application.edition.code}-{''.join(secrets.choice(ALPHABET) for _place in range(6))}"
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        is_taken = Application.objects.filter(reference=application.reference).exists()
        return _begin(application, answers, pages, by, now) if is_taken else None
    detail = MenteeDetail if application.is_mentee else MentorDetail
    columns = {question: answers[question] for question in DETAIL[Kind(application.kind)] if question in answers}
    detail.objects.create(application=application, **columns)
    application.answers_by_question = None
    keep_extra_answers(application, answers, extra=asked, now=now)
    record("registration.application.started", application, by=by, now=now)
    return application


def _search_text(application: Application) -> str:
    return fold(f"{application.full_name} {application.arabic_name} {application.user.email} {application.reference}")


def _save_detail(application: Application, columns: dict[str, Any]) -> None:
    if columns and application.is_mentee:
        MenteeDetail.objects.filter(application=application).update(**columns)
        _set(application.mentee, columns)
    elif columns:
        MentorDetail.objects.filter(application=application).update(**columns)
        _set(application.mentor, columns)


def _set(row: Application | MenteeDetail | MentorDetail, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
