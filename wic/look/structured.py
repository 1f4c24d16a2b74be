"""What a page says to search engines and calendars, in the words of schema.org."""

from datetime import UTC, datetime
from typing import Any

ORGANISERS = ("ITU", "FIRST", "EQUALS")


def online_event(
    *,
    name: str,
    about: str,
    starts_at: datetime,
    ends_at: datetime,
    url: str,
    language: str,
    state: str,
    speaker: str = "",
) -> dict[str, Any]:
    """An event that everybody may register for; its meeting is reached from its page and nowhere else."""
    status = "EventCancelled" if state == "cancelled" else "EventScheduled"
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": name,
        "description": about,
        "startDate": starts_at.astimezone(UTC).isoformat(),
        "endDate": ends_at.astimezone(UTC).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url},
        "url": url,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "organizer": [{"@type": "Organization", "name": body} for body in ORGANISERS],
    }
    if speaker:
        said["performer"] = {"@type": "Person", "name": speaker}
    return said
