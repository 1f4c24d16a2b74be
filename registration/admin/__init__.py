"""The desk's pages: Django finds the registered classes by importing this package."""

from registration.admin.applications import ApplicationAdmin
from registration.admin.deputies import DeputyAdmin
from registration.admin.duplicates import DuplicateAdmin
from registration.admin.inquiries import InquiryAdmin
from registration.admin.nominations import InvitationAdmin, NominatingOrganisationAdmin, NominationAdmin
from registration.admin.offers import OfferAdmin, ParticipantAdmin
from registration.admin.review import ReviewAdmin, ReviewerAdmin, RubricAdmin
from registration.admin.seats import BatchAdmin, DecisionAdmin

__all__ = [
    "ApplicationAdmin",
    "BatchAdmin",
    "DecisionAdmin",
    "DeputyAdmin",
    "DuplicateAdmin",
    "InquiryAdmin",
    "InvitationAdmin",
    "NominatingOrganisationAdmin",
    "NominationAdmin",
    "OfferAdmin",
    "ParticipantAdmin",
    "ReviewAdmin",
    "ReviewerAdmin",
    "RubricAdmin",
]
