"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DONE: Mapping[str, "StrPromise"] = {
    "network.member.joined": _("Joined the network"),
    "network.member.shared": _("What is shared with the network changed"),
    "network.member.erased": _("Profile in the network erased"),
}
