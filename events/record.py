"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from django.utils.translation import gettext_lazy as _

DONE = {
    "events.event.planned": _("Event planned"),
    "events.event.revised": _("Event changed"),
    "events.event.rederived": _("Event moved with the clocks of its country"),
    "events.signup.registered": _("Registered for an event"),
    "events.signup.asked_again": _("Registered for an event once more"),
    "events.signup.confirmed": _("Address confirmed"),
    "events.signup.seated": _("Place at an event given"),
    "events.signup.joined": _("Entered the event"),
    "events.signup.reminded": _("Reminded of the event"),
    "events.attendance.noted": _("Attendance noted"),
}
