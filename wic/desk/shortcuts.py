"""The editions under way, on the first page of the desk: one step to what she looks at every day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Edition
from wic.accounts.models import User

LISTS = (  # of each edition: app, model, title
    ("registration", "application", gettext_lazy("Applications")),
    ("registration", "batch", gettext_lazy("Batches of decisions")),
    ("circles", "circle", gettext_lazy("Circles")),
)


@dataclass(frozen=True, slots=True)
class Shortcut:
    title: str
    url: str


def editions_under_way(user: User, *, now: datetime) -> list[tuple[Edition, list[Shortcut]]]:
    """Being prepared, called for or running; newest first, each with the pages that she may open."""
    editions = Edition.objects.worked_on_by(user).not_over(now).newest_first()
    return [(edition, list(_shortcuts(edition, user))) for edition in editions]


def _shortcuts(edition: Edition, user: User) -> Iterator[Shortcut]:
    if user.has_perm("registration.view_application"):
        yield Shortcut(_("How registration goes"), reverse("admin:edition-funnel", args=[edition.pk]))
    if user.has_perm("programme.view_edition"):
        yield Shortcut(_("All dates and their check"), reverse("admin:edition-dates", args=[edition.pk]))
    for app, model, title in LISTS:
        if user.has_perm(f"{app}.view_{model}"):
            url = reverse(f"admin:{app}_{model}_changelist", query={"edition__id__exact": edition.pk})
            yield Shortcut(str(title), url)
