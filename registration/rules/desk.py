"""One application as a row of a file that staff take home."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from registration.models import Application
from registration.models.screening import Outcome
from wic.places import PLACES, name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

COLUMNS: list["StrPromise"] = [
    _("reference"),
    _("edition"),
    _("as"),
    _("full name"),
    _("country or territory of residence"),
    _("region"),
    _("state"),
    _("criteria"),
    _("sent"),
]


def row_of(application: Application) -> list[str]:
    """Of one that the desk has listed, with its outcome."""
    sent_at = application.submitted_at
    return [
        application.reference,
        str(application.edition),
        application.get_kind_display(),
        application.full_name,
        name(application.country) if application.country in PLACES else application.country,
        application.get_region_display(),
        application.get_state_display(),
        str(Outcome(application.outcome).label),  # type: ignore[attr-defined]
        sent_at.isoformat(timespec="minutes") if sent_at else "",
    ]
