"""Rows for tests: one plain function each, everything by keyword, defaults that make sense together."""

from tests.factories.circles import (
    NOBODY,
    NOTHING_FOUND,
    alert,
    certificate,
    circle,
    concern,
    concern_handler,
    guide_page,
    pair_rule,
    repair,
    room_parts,
    session,
)
from tests.factories.events import event
from tests.factories.letters import letter
from tests.factories.moment import NOW, numbers
from tests.factories.nominations import invitation, nomination, nomination_keys, signed_letter
from tests.factories.people import grant, person, staff
from tests.factories.places import offer, participant, waiting_list
from tests.factories.programme import closed_day, edition, extra_question, interest, question, signed_circular, update
from tests.factories.registration import ANSWERS, MENTEE_ANSWERS, MENTOR_ANSWERS, application, draft

__all__ = [
    "ANSWERS",
    "MENTEE_ANSWERS",
    "MENTOR_ANSWERS",
    "NOBODY",
    "NOTHING_FOUND",
    "NOW",
    "alert",
    "application",
    "certificate",
    "circle",
    "closed_day",
    "concern",
    "concern_handler",
    "draft",
    "edition",
    "event",
    "extra_question",
    "grant",
    "guide_page",
    "interest",
    "invitation",
    "letter",
    "nomination",
    "nomination_keys",
    "numbers",
    "offer",
    "pair_rule",
    "participant",
    "person",
    "question",
    "repair",
    "room_parts",
    "session",
    "signed_circular",
    "signed_letter",
    "staff",
    "update",
    "waiting_list",
]
