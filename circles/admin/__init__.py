"""The desk’s pages: Django finds the registered classes by importing this package."""

from circles.admin.checkins import AlertAdmin
from circles.admin.concerns import ConcernAdmin, ConcernHandlerAdmin
from circles.admin.guide import GuidePageAdmin
from circles.admin.places import CircleAdmin
from circles.admin.repairs import RepairAdmin
from circles.admin.runs import MatchRunAdmin, PairRuleAdmin

__all__ = [
    "AlertAdmin",
    "CircleAdmin",
    "ConcernAdmin",
    "ConcernHandlerAdmin",
    "GuidePageAdmin",
    "MatchRunAdmin",
    "PairRuleAdmin",
    "RepairAdmin",
]
