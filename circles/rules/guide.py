"""The guide to the sessions: what the programme proposes for each, and what an edition says instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from circles.models import GuidePage
from programme.rules import words_in

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    title: str
    body: str


PROGRAMME: tuple[tuple["StrPromise", "StrPromise"], ...] = (
    (
        _("Getting to know each other"),
        _(
            "Each tells in five minutes what she does and what brought her here. Agree on how you work together: what "
            "stays in the circle, how you write to each other, what happens if somebody cannot come. At the end, each "
            "says one thing that she wants from these months."
        ),
    ),
    (
        _("Goals"),
        _(
            "Each brings one goal and the others ask until it is one that can be reached by the last session. Write "
            "the goals down in this room, with the first step and its date. Agree on one goal of the whole circle."
        ),
    ),
    (
        _("Where I stand in my profession"),
        _(
            "Look at the ways into cybersecurity and at the skills that each needs: the mentor tells her own way, also "
            "where it went wrong. Each names one skill to learn, one certificate or course, and one person to talk to."
        ),
    ),
    (
        _("Being heard"),
        _(
            "Practise what is hard: to explain a risk to somebody who decides, to disagree in a meeting, to ask for a "
            "better post. Two try it out, the others say what they heard. Each chooses one situation for this month."
        ),
    ),
    (
        _("Networks and allies"),
        _(
            "Who has helped you so far, and whom do you help? Draw your network, find the gap and fill it with a name. "
            "Look at the keynotes and trainings together: what did you take from them, and whom did you meet there?"
        ),
    ),
    (
        _("Looking back, going on"),
        _(
            "Each goes through her goal: what was reached, what helped, what comes next. Give each other one sentence "
            "of thanks and one of advice. Decide whether and how the circle goes on, and who writes first."
        ),
    ),
)


def guide(pages: Iterable[GuidePage], *, sessions: int) -> list[Page]:
    """One page for each planned session, as far as somebody has written one."""
    own = {page.number: page for page in pages}
    language = get_language() or "en"
    shown = []
    for number in range(1, sessions + 1):
        if number in own:
            title, body = (words_in(own[number], name, language) for name in ("title", "body"))
            shown.append(Page(number, title, body))
        elif number <= len(PROGRAMME):
            title, body = (str(words) for words in PROGRAMME[number - 1])
            shown.append(Page(number, title, body))
    return shown
