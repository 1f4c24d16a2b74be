from programme.models.circulars import SignedCircular
from programme.models.closures import ClosedDay
from programme.models.editions import (
    RULES,
    Edition,
    EditionQuerySet,
    EditionRegion,
    EnglishLevel,
    Pillar,
    Window,
    all_languages,
    valid_zone,
)
from programme.models.extra import ExtraChoice, ExtraQuestion
from programme.models.interests import Interest
from programme.models.notices import Question, Update
from programme.models.words import Contact, Milestone, Partner, Passage, Signatory, Topic

__all__ = [
    "RULES",
    "ClosedDay",
    "Contact",
    "Edition",
    "EditionQuerySet",
    "EditionRegion",
    "EnglishLevel",
    "ExtraChoice",
    "ExtraQuestion",
    "Interest",
    "Milestone",
    "Partner",
    "Passage",
    "Pillar",
    "Question",
    "Signatory",
    "SignedCircular",
    "Topic",
    "Update",
    "Window",
    "all_languages",
    "valid_zone",
]
