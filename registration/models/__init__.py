from registration.models.applications import Application, ExtraAnswer, MenteeDetail, MentorDetail, Submission
from registration.models.deputies import Deputy
from registration.models.desk import Flag, Note, SavedView
from registration.models.duplicates import Duplicate, PersonKey
from registration.models.inquiries import Inquiry
from registration.models.invitations import FocalPoint, Invitation, NominatingOrganisation, SignedLetter
from registration.models.nominations import Nomination
from registration.models.offers import Offer
from registration.models.participants import Participant
from registration.models.review import Criterion, Review, Reviewer, Rubric, Score
from registration.models.screening import RuleChange, Screening
from registration.models.seats import Batch, Decision

__all__ = [
    "Application",
    "Batch",
    "Criterion",
    "Decision",
    "Deputy",
    "Duplicate",
    "ExtraAnswer",
    "Flag",
    "FocalPoint",
    "Inquiry",
    "Invitation",
    "MenteeDetail",
    "MentorDetail",
    "NominatingOrganisation",
    "Nomination",
    "Note",
    "Offer",
    "Participant",
    "PersonKey",
    "Review",
    "Reviewer",
    "Rubric",
    "RuleChange",
    "SavedView",
    "Score",
    "Screening",
    "SignedLetter",
    "Submission",
]
