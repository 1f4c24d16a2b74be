"""Events."""

from datetime import datetime
from typing import Any

from events.actions import plan_event, publish_event
from events.models import Event
from programme.models import (
    Edition,
)
from tests.factories.moment import NOW


def event(edition: Edition | None, *, kind: str = "keynote", starts_at: datetime = NOW, **fields: Any) -> Event:
    """Published, at an instant; public unless told otherwise."""
    fields = {
        "audience": "public",
        "title_en": "A keynote",
        "title_fr": "Un webinaire",
        "title_ar": "ندوة",
        "local_date": starts_at.date(),
        "local_time": starts_at.time(),
        "zone": "UTC",
        "meeting_url": "https://meet.example.org/secret",
    } | fields
    planned = plan_event(edition, kind=kind, by=None, now=NOW, **fields)
    return publish_event(planned, by=None, now=NOW)
