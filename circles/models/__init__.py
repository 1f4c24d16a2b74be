from circles.models.checkins import Alert, CheckIn
from circles.models.concerns import Concern, ConcernHandler
from circles.models.guide import GuidePage
from circles.models.places import Circle, CirclePlace, CircleQuerySet
from circles.models.repairs import Repair
from circles.models.room import Goal, Introduction, Message, NextStep, NoteRevision, RoomFile
from circles.models.runs import MatchRun, PairRule
from circles.models.sessions import Correction, Session

__all__ = [
    "Alert",
    "CheckIn",
    "Circle",
    "CirclePlace",
    "CircleQuerySet",
    "Concern",
    "ConcernHandler",
    "Correction",
    "Goal",
    "GuidePage",
    "Introduction",
    "MatchRun",
    "Message",
    "NextStep",
    "NoteRevision",
    "PairRule",
    "Repair",
    "RoomFile",
    "Session",
]
