"""The desk's pages: Django finds the registered classes by importing this package."""

from programme.admin.circulars import SignedCircularAdmin
from programme.admin.closures import ClosedDayAdmin
from programme.admin.editions import EditionAdmin
from programme.admin.extra import ExtraQuestionAdmin
from programme.admin.interests import InterestAdmin
from programme.admin.notices import QuestionAdmin, UpdateAdmin

__all__ = [
    "ClosedDayAdmin",
    "EditionAdmin",
    "ExtraQuestionAdmin",
    "InterestAdmin",
    "QuestionAdmin",
    "SignedCircularAdmin",
    "UpdateAdmin",
]
