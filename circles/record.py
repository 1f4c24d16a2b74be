"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DONE: Mapping[str, "StrPromise"] = {
    "circles.matchrun.queued": _("Matching asked for"),
    "circles.matchrun.stop_asked": _("Matching asked to stop"),
    "circles.matchrun.changed": _("Circles changed by hand"),
    "circles.matchrun.locked": _("Circle locked"),
    "circles.matchrun.unlocked": _("Circle unlocked"),
    "circles.matchrun.dissolved": _("Circle dissolved"),
    "circles.matchrun.taken_back": _("Change by hand taken back"),
    "circles.matchrun.restored": _("All changes by hand taken back"),
    "circles.pairrule.made": _("Rule for two people made"),
    "circles.pairrule.dropped": _("Rule for two people taken away"),
    "circles.circle.opened": _("Circle opened"),
    "circles.circle.coordinated": _("Coordinator of a circle changed"),
    "circles.circle.capacity_changed": _("Most mentees of a circle changed"),
    "circles.place.given": _("Place in a circle given"),
    "circles.place.left": _("Place in a circle left"),
    "circles.repair.queued": _("Proposal to mend circles asked for"),
    "circles.alert.raised": _("Warning about a circle given"),
    "circles.checkin.answered": _("Answered how it goes"),
    "circles.handler.named": _("Person for concerns named"),
    "circles.concern.raised": _("Concern raised"),
    "circles.guide.written": _("Page of the session guide written"),
    "circles.session.scheduled": _("Session planned"),
    "circles.session.moved": _("Session moved"),
    "circles.session.called_off": _("Session called off"),
    "circles.session.substitute_named": _("Mentor named who stands in"),
    "circles.notes.written": _("Notes of a circle written"),
    "circles.goal.set": _("Goal set"),
    "circles.goal.marked": _("Goal marked as reached or not"),
    "circles.step.added": _("Next step added"),
    "circles.step.marked": _("Next step marked as done or not"),
    "circles.file.shared": _("File shared with a circle"),
    "circles.file.removed": _("File of a circle removed"),
    "circles.message.written": _("Message to a circle written"),
    "circles.introduction.written": _("Introduction written"),
}
