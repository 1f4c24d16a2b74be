"""What the database itself refuses. Each row below breaks one constraint; a constraint without a row fails."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from certificates.models import Certificate
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
from events.models import Attendance, Event, SignUp
from network.models import Member
from programme.models import (
    ClosedDay,
    Contact,
    Edition,
    EditionRegion,
    ExtraChoice,
    ExtraQuestion,
    Interest,
    Milestone,
    Partner,
    Passage,
    SignedCircular,
    Topic,
    Window,
)
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
from tests.factories import NOW
from tests.rows import OURS, Rows
from wic.accounts.models import KeptPost, RoleGrant, SignInCode, User
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

YESTERDAY = date(2026, 2, 28)

# A good row becomes bad by these columns.
BAD: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "user_language": (User, {"language": "de"}),
    "role_grant_role": (RoleGrant, {"role": "queen"}),
    "role_grant_regional_has_region": (RoleGrant, {"role": "regional", "region": ""}),
    "code_purpose": (SignInCode, {"purpose": "fun"}),
    "letter_state": (Letter, {"state": "lost"}),
    "letter_addressed": (Letter, {"subject": ""}),
    "letter_leased_when": (Letter, {"state": "sending"}),
    "letter_sent_when": (Letter, {"state": "sent"}),
    "letter_wiped_when": (Letter, {"wiped_at": NOW}),
    "edition_ends_after_start": (Edition, {"ends_on": YESTERDAY}),
    "edition_circle_bounds": (Edition, {"circle_min": 6}),
    "edition_circle_min": (Edition, {"circle_min": 0}),
    "edition_seats": (Edition, {"seats": 0}),
    "edition_sessions_required": (Edition, {"sessions_required": 7}),
    "edition_admit": (Edition, {"trainings_admit": "everybody"}),
    "edition_english": (Edition, {"min_english": 9}),
    "edition_region_region": (EditionRegion, {"region": "XXX"}),
    "window_order": (Window, {"closes_at": NOW - timedelta(days=30)}),
    "window_audience": (Window, {"audience": "everybody"}),
    "milestone_order": (Milestone, {"until": YESTERDAY}),
    "milestone_pillar": (Milestone, {"pillar": "rest"}),
    "contact_region": (Contact, {"region": "XXX"}),
    "passage_slot": (Passage, {"slot": "nowhere"}),
    "signed_circular_language": (SignedCircular, {"language": "de"}),
    "extra_question_kind": (ExtraQuestion, {"kind": "song"}),
    "extra_question_audience": (ExtraQuestion, {"audience": "all"}),
    "extra_question_section": (ExtraQuestion, {"section": "nowhere"}),
    "extra_question_section_of_mentees": (ExtraQuestion, {"section": "motivation", "audience": "both"}),
    "extra_question_words": (ExtraQuestion, {"word_limit": 50}),
    "extra_question_bounds": (ExtraQuestion, {"kind": "number", "lowest": 2, "highest": 1}),
    "partner_kind": (Partner, {"kind": "friend"}),
    "interest_state": (Interest, {"state": "lost", "confirmed_at": NOW}),
    "interest_region": (Interest, {"region": "XXX"}),
    "interest_confirmed_when": (Interest, {"confirmed_at": NOW}),
    "interest_told_when": (Interest, {"told_at": NOW}),
    "interest_left_when": (Interest, {"left_at": NOW}),
    "interest_address_forgotten": (Interest, {"email": ""}),
    "application_kind": (Application, {"kind": "nobody"}),
    "application_state": (Application, {"state": "lost"}),
    "application_submitted_when": (Application, {"submitted_at": None}),
    "application_withdrawn_when": (Application, {"withdrawn_at": NOW}),
    "mentor_capacity": (MentorDetail, {"capacity": 0}),
    "screening_outcome": (Screening, {"outcome": "perhaps"}),
    "inquiry_order": (Inquiry, {"due_at": NOW}),
    "rule_change_why": (RuleChange, {"because": ""}),
    "screening_overruled_why": (Screening, {"overruled_at": NOW}),
    "rubric_readings": (Rubric, {"readings": 3}),
    "rubric_spread": (Rubric, {"spread": 5}),
    "criterion_weight": (Criterion, {"weight": 0}),
    "review_state": (Review, {"state": "lost", "ended_at": NOW}),
    "review_ended_when": (Review, {"ended_at": NOW}),
    "review_total": (Review, {"state": "done", "ended_at": NOW}),
    "score_points": (Score, {"points": 6}),
    "batch_release_approved": (
        Batch,
        {"state": "prepared", "approved_at": None, "released_at": None, "release_at": NOW},
    ),
    "batch_kind": (Batch, {"kind": "nobody"}),
    "batch_state": (Batch, {"state": "lost", "released_at": None}),
    "batch_released_when": (Batch, {"released_at": None}),
    "duplicate_order": (Duplicate, {"second_id": models.F("first_id")}),
    "duplicate_state": (Duplicate, {"state": "lost", "decided_at": NOW}),
    "duplicate_decided_when": (Duplicate, {"decided_at": NOW}),
    "duplicate_set_aside": (Duplicate, {"state": "merged", "decided_at": NOW}),
    "organisation_kind": (NominatingOrganisation, {"kind": "club"}),
    "organisation_region": (NominatingOrganisation, {"region": "XXX"}),
    "focal_point_link_used": (FocalPoint, {"link_used_at": NOW}),
    "invitation_quota": (Invitation, {"quota": 0}),
    "nomination_kind": (Nomination, {"kind": "nobody"}),
    "nomination_taken_up_when": (Nomination, {"user_id": None}),
    "nomination_taken_back_or_up": (Nomination, {"taken_back_at": NOW}),
    "nomination_consent_after_link": (Nomination, {"may_tell_result_at": NOW - timedelta(days=1)}),
    "signed_letter_type": (SignedLetter, {"content_type": "text/html"}),
    "batch_approved_when": (Batch, {"state": "prepared", "released_at": None}),
    "batch_approved_for": (
        Batch,
        {
            "state": "prepared",
            "approved_at": None,
            "released_at": None,
            "approved_for_id": User.objects.values("pk")[:1],
        },
    ),
    "batch_refused_when": (Batch, {"refused_at": NOW}),
    "deputy_is_another": (Deputy, {"deputy_id": models.F("principal_id")}),
    "deputy_order": (Deputy, {"ends_at": NOW}),
    "decision_staff_says_why": (Decision, {"reason": "staff", "note": ""}),
    "decision_outcome": (Decision, {"outcome": "perhaps"}),
    "offer_state": (Offer, {"state": "lost", "answered_at": NOW}),
    "offer_answered_when": (Offer, {"state": "declined"}),
    "participant_role": (Participant, {"role": "nobody"}),
    "participant_withdrawn_when": (Participant, {"withdrawn_at": NOW}),
    "event_state": (Event, {"state": "lost"}),
    "event_kind": (Event, {"kind": "party"}),
    "event_audience": (Event, {"audience": "nobody"}),
    "event_ends_after_start": (Event, {"ends_at": NOW}),
    "event_inside_an_edition": (Event, {"audience": "mentors", "edition_id": None}),
    "sign_up_state": (SignUp, {"state": "lost"}),
    "sign_up_cancelled_when": (SignUp, {"cancelled_at": NOW}),
    "attendance_source": (Attendance, {"source": "gossip"}),
    "match_run_state": (MatchRun, {"state": "lost"}),
    "match_run_published_when": (MatchRun, {"published_at": NOW}),
    "circle_state": (Circle, {"state": "lost"}),
    "circle_closed_when": (Circle, {"closed_at": NOW}),
    "repair_state": (Repair, {"state": "lost"}),
    "repair_decided_when": (Repair, {"decided_at": NOW}),
    "pair_rule_kind": (PairRule, {"kind": "maybe"}),
    "pair_rule_of_two": (PairRule, {"other_id": models.F("mentee_id")}),
    "check_in_moment": (CheckIn, {"moment": "never"}),
    "check_in_going": (CheckIn, {"going": 6}),
    "alert_kind": (Alert, {"kind": "boredom"}),
    "alert_state": (Alert, {"state": "lost"}),
    "alert_settled_when": (Alert, {"settled_at": NOW}),
    "concern_state": (Concern, {"state": "lost"}),
    "concern_taken_by": (Concern, {"state": "taken"}),
    "concern_settled_when": (Concern, {"settled_at": NOW}),
    "certificate_state": (Certificate, {"state": "lost", "ended_at": NOW}),
    "certificate_ended_when": (Certificate, {"ended_at": NOW}),
    "member_kind": (Member, {"kind": "friend"}),
    "member_left_when": (Member, {"left_at": NOW}),
}

# A second row is bad beside the first by sharing these columns with it; what else would hinder it stands in ELSE.
ELSE: dict[str, dict[str, Any]] = {
    "application_language_once": {"rank": 9},
    "application_language_rank": {"code": "fr"},
    "sign_up_once": {"participant_id": None},
    "sign_up_participant_once": {"email": "other@example.org"},
}
TWICE: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "role_grant_once": (RoleGrant, ("user_id", "role", "region", "edition")),
    "kept_post_once": (KeptPost, ("path",)),
    "code_once_per_slot": (SignInCode, ("mailbox", "slot")),
    "edition_region_once": (EditionRegion, ("region",)),
    "window_once": (Window, ("audience",)),
    "passage_once": (Passage, ("slot",)),
    "topic_once": (Topic, ("code",)),
    "extra_question_once": (ExtraQuestion, ("code",)),
    "extra_choice_once": (ExtraChoice, ("question_id", "code")),
    "extra_answer_once": (ExtraAnswer, ("question_id",)),
    "interest_once": (Interest, ("email", "region")),
    "signed_circular_once": (SignedCircular, ("language",)),
    "closed_day_once": (ClosedDay, ("country", "on")),
    "duplicate_once": (Duplicate, ("first_id", "second_id")),
    "organisation_once": (NominatingOrganisation, ("folded", "country")),
    "focal_point_once": (FocalPoint, ("organisation_id", "user_id")),
    "invitation_once": (Invitation, ("organisation_id",)),
    "nomination_once": (Nomination, ("invitation_id", "kind", "email")),
    "application_once": (Application, ("user_id",)),
    "submission_number": (Submission, ("application_id",)),
    "screening_once": (Screening, ("submission_id",)),
    "rule_change_once": (RuleChange, ("version",)),
    "offer_one_living": (Offer, ("application_id",)),
    "reviewer_once": (Reviewer, ("user_id",)),
    "review_once": (Review, ("application_id", "reviewer_id")),
    "score_once": (Score, ("review_id", "criterion_id")),
    "flag_one_up": (Flag, ("application_id",)),
    "saved_view_name": (SavedView, ("user_id",)),
    "participant_once": (Participant, ("user_id",)),
    "sign_up_once": (SignUp, ("event_id", "email")),
    "sign_up_participant_once": (SignUp, ("event_id", "participant_id")),
    "circle_number": (Circle, ("number",)),
    "circle_one_open_per_mentor": (Circle, ("mentor_id",)),
    "circle_place_one_living": (CirclePlace, ("participant_id",)),
    "session_number": (Session, ("number",)),
    "note_revision_number": (NoteRevision, ("number",)),
    "pair_rule_once": (PairRule, ("mentee_id", "other_id")),
    "check_in_once": (CheckIn, ("participant_id",)),
    "alert_once": (Alert, ("since",)),
    "concern_handler_once": (ConcernHandler, ("user_id",)),
    "guide_page_once": (GuidePage, ("number",)),
    "certificate_one_valid_per_participant": (Certificate, ("participant_id",)),
}


def constraints() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for constraint in model._meta.constraints:
                yield model, constraint


def refused(model: type[models.Model], row: models.Model, columns: dict[str, Any]) -> str:
    """The database's own words for why it does not take these columns."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**columns)
    return str(refusal.value)


def test_every_constraint_has_a_row() -> None:
    assert {constraint.name for _model, constraint in constraints()} == {*BAD, *TWICE}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_refused_by_name(name: str) -> None:
    model, columns = BAD[name]
    words = refused(model, Rows().of(model), columns)
    assert name in words


@pytest.mark.parametrize("name", TWICE)
def test_a_second_row_is_refused(name: str) -> None:
    model, shared = TWICE[name]
    rows = Rows()
    first, second = rows.of(model), rows.other(model)
    words = refused(model, second, {column: getattr(first, column) for column in shared} | ELSE.get(name, {}))
    constraint = next(constraint for _model, constraint in constraints() if constraint.name == name)
    # SQLite names the columns of a unique index, and its name only when it has a condition of its own making.
    columns = [model._meta.get_field(field).column for field in constraint.fields]  # type: ignore[attr-defined]
    unnamed = ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    assert name in words or (connection.vendor == "sqlite" and words == f"UNIQUE constraint failed: {unnamed}")
