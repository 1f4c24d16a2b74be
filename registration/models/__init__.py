from registration.models.applications import Application, MenteeDetail, MentorDetail, Submission
from registration.models.offers import Offer
from registration.models.participants import Participant
from registration.models.screening import Screening
from registration.models.seats import Batch, Decision

__all__ = [
    "Application",
    "Batch",
    "Decision",
    "MenteeDetail",
    "MentorDetail",
    "Offer",
    "Participant",
    "Screening",
    "Submission",
]
