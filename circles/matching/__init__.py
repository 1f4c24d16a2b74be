"""Matches mentees with mentors: who sits in which circle, with the proof. Plain values in, plain values out."""

from circles.matching.instance import parse_instance, previous_circles, result_as_dict
from circles.matching.problem import (
    Certificate,
    Circle,
    InstanceRefused,
    Mentee,
    Mentor,
    Pin,
    PinKind,
    Problem,
    Reason,
    Remedy,
    Solution,
    Spoken,
    Swap,
    Table,
    Unmatched,
    Weights,
)
from circles.matching.search import Progress
from circles.matching.solve import solve

__all__ = [
    "Certificate",
    "Circle",
    "InstanceRefused",
    "Mentee",
    "Mentor",
    "Pin",
    "PinKind",
    "Problem",
    "Progress",
    "Reason",
    "Remedy",
    "Solution",
    "Spoken",
    "Swap",
    "Table",
    "Unmatched",
    "Weights",
    "parse_instance",
    "previous_circles",
    "result_as_dict",
    "solve",
]
