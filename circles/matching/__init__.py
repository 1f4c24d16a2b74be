"""Matches mentees with mentors: who sits in which circle, with the proof. Plain values in, plain values out.

What is here needs no NumPy, so that pages may show and check circles. The searches are `circles.matching.solve.solve`
and `circles.matching.repair.repair`; importing them takes most of a second.
"""

from circles.matching.instance import homes_of, parse_instance, previous_circles, result_as_dict, seatings_of
from circles.matching.problem import (
    Certificate,
    Circle,
    InstanceRefused,
    Mentee,
    Mentor,
    Pin,
    PinKind,
    Problem,
    Progress,
    Reason,
    Remedy,
    Seating,
    Solution,
    Spoken,
    Swap,
    Table,
    Unmatched,
    Weights,
)
from circles.matching.review import Review, Rule, Violation, review
from circles.matching.scoring import Scoring

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
    "Review",
    "Rule",
    "Scoring",
    "Seating",
    "Solution",
    "Spoken",
    "Swap",
    "Table",
    "Unmatched",
    "Violation",
    "Weights",
    "homes_of",
    "parse_instance",
    "previous_circles",
    "result_as_dict",
    "review",
    "seatings_of",
]
