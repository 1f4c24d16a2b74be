"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from django.utils.translation import gettext_lazy as _

DONE = {
    "network.member.joined": _("Joined the network"),
    "network.member.shared": _("What is shared with the network changed"),
    "network.member.erased": _("Profile in the network erased"),
}
