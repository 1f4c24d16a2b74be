"""Why the matcher refused or did not finish, in words: it names an entry of what it was asked, people read whom."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, gettext_noop

from circles.models.runs import MatcherJob
from circles.rules.workbench import Names

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# By the entry that `circles.matching.InstanceRefused` names.
REFUSED: Mapping[str, "StrPromise"] = {
    "pins": gettext_lazy(
        "What a rule says about {mentee} and {mentor} cannot be kept: another rule or a locked circle says otherwise, "
        "the two share no language or hour, or the circle would stay too small."
    ),
    "conflicts": gettext_lazy(
        "{mentee} and {other} are to be kept apart, but another rule or a locked circle puts both into one circle."
    ),
    "mentors": gettext_lazy(
        "Rules bind more mentees to {mentor} than she can take, or mentees who share no language with her."
    ),
    "locked": gettext_lazy("The locked circle of {mentor} cannot be kept."),
}
ENTRY = re.compile(r"(?P<group>pins|conflicts|mentors|locked)\[\d+\] \((?P<people>[^)]+)\)")
OF_ENTRY = {
    "pins": ("mentee", "mentor"),
    "conflicts": ("mentee", "other"),
    "mentors": ("mentor",),
    "locked": ("mentor",),
}
INTERRUPTED = gettext_noop("It was interrupted.")
FAILED: Mapping[str, "str | StrPromise"] = {  # for no entry with people in it
    "": "",
    INTERRUPTED: gettext_lazy(INTERRUPTED),
    "pins": gettext_lazy(
        "No circles that keep all the rules for two people were found in time. "
        "Please take away rules that can be spared, and start anew."
    ),
}
UNREADABLE = gettext_lazy(
    "The matching could not read what it was asked. This is a fault of the site and not of your rules: "
    "please tell those who run it."
)


def why_it_failed(job: MatcherJob, names: Names) -> str:
    """The matcher refuses by an entry of what it was asked, with its ids; people read whom it is about."""
    entry = ENTRY.match(job.error)
    if entry is None:
        return str(FAILED.get(job.error.partition(":")[0], UNREADABLE))
    people = zip(OF_ENTRY[entry["group"]], entry["people"].split(", "), strict=True)
    return str(REFUSED[entry["group"]]).format(**{part: names(person) for part, person in people})
