"""What an event's page tells search engines and calendars."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.actions import cancel_event
from events.models import Event
from tests.factories import NOW, edition, event, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def told(client: Client, shown: Event) -> list[dict[str, object]]:
    html = client.get(reverse("events:event", args=[shown.public_id])).content.decode()
    return [json.loads(part) for part in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


def test_a_public_event_is_told_with_its_time_and_its_own_page(client: Client) -> None:
    shown = event(edition("2026"), starts_at=NOW, title_en="From <help desk> to head & back", speaker="Wanjiru Kamau")
    (said,) = told(client, shown)
    page = f"http://testserver/en/events/{shown.public_id}/"
    assert (said["@type"], said["name"], said["url"]) == ("Event", "From <help desk> to head & back", page)
    assert said["startDate"] == NOW.isoformat()
    assert said["location"] == {"@type": "VirtualLocation", "url": page}  # never the meeting's own address
    assert said["performer"] == {"@type": "Person", "name": "Wanjiru Kamau"}
    assert said["eventStatus"] == "https://schema.org/EventScheduled"


def test_nothing_in_the_words_ends_the_element(client: Client) -> None:
    shown = event(edition("2026"), title_en="</script><b>")
    assert told(client, shown)[0]["name"] == "</script><b>"
    html = client.get(reverse("events:event", args=[shown.public_id])).content.decode()
    assert "</script><b>" not in html


def test_what_is_called_off_says_so(client: Client) -> None:
    shown = event(edition("2026"), starts_at=NOW + timedelta(days=1))
    cancel_event(shown, by=staff(), now=NOW)
    assert told(client, shown)[0]["eventStatus"] == "https://schema.org/EventCancelled"


def test_what_is_not_open_to_the_public_is_not_told(client: Client) -> None:
    assert told(client, event(edition("2026"), kind="training", audience="participants")) == []
