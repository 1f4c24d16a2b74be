"""One reminder for each place, a day before."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from events.actions import confirm, place_of, register, remind_all, revise_event
from events.models import SignUp
from registration.actions.participants import leave
from tests.events.test_register import VISITOR
from tests.factories import NOW, edition, event, participant, person
from tests.racing import at_once
from wic.accounts.actions import change_profile
from wic.mail.models import Letter

STARTS = NOW + timedelta(days=5)


def reminders() -> int:
    return Letter.objects.filter(kind="events/reminder").count()


@pytest.mark.django_db
def test_participants_and_confirmed_visitors_are_reminded_once() -> None:
    call = edition()
    date = event(call, starts_at=STARTS)
    participant(call)
    register(date, **VISITOR | {"email": "unconfirmed@example.org"})
    confirm(register(date, **VISITOR), now=NOW)
    assert remind_all(now=STARTS - timedelta(hours=25)) == 0
    assert remind_all(now=STARTS - timedelta(hours=24)) == 2
    assert remind_all(now=STARTS - timedelta(hours=23)) == 0
    assert reminders() == 2
    assert remind_all(now=STARTS) == 0


@pytest.mark.django_db
def test_a_training_reminds_participants_only_and_mentors_meetings_mentors_only() -> None:
    call = edition()
    participant(call)
    participant(call, kind="mentor")
    event(call, kind="training", audience="participants", starts_at=STARTS)
    assert remind_all(now=STARTS - timedelta(hours=1)) == 2
    event(call, kind="training", audience="mentors", starts_at=STARTS + timedelta(days=9))
    assert remind_all(now=STARTS + timedelta(days=8, hours=12)) == 1


@pytest.mark.django_db
def test_a_moved_event_is_reminded_anew() -> None:
    date = event(edition(), starts_at=STARTS)
    confirm(register(date, **VISITOR), now=NOW)
    remind_all(now=STARTS - timedelta(hours=2))
    later = STARTS + timedelta(days=7)
    hour = {"local_date": later.date(), "local_time": later.time()}
    moved = revise_event(date, changes=hour, by=person(), now=STARTS - timedelta(hours=1))
    assert (moved.starts_at, moved.sequence) == (later, 1)
    assert remind_all(now=later - timedelta(hours=2)) == 1


@pytest.mark.django_db
def test_another_title_reminds_nobody_again() -> None:
    date = event(edition(), starts_at=STARTS)
    confirm(register(date, **VISITOR), now=NOW)
    remind_all(now=STARTS - timedelta(hours=2))
    revise_event(date, changes={"title_en": "Another"}, by=person(), now=STARTS - timedelta(hours=1))
    assert remind_all(now=STARTS - timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_a_participant_is_written_to_as_her_profile_says_today(client: Client, clock: time_machine.Traveller) -> None:
    call = edition()
    mentee = participant(call, person(language="en", time_zone="Africa/Nairobi"))
    training = event(call, kind="training", audience="participants", starts_at=STARTS)
    place = place_of(training, mentee, now=NOW)
    her = mentee.user
    about = {"name": her.name, "country": her.country, "by": her, "now": NOW}
    change_profile(her, language="fr", time_zone="Africa/Dakar", **about)
    remind_all(now=STARTS - timedelta(hours=1))
    letter = Letter.objects.get(kind="events/reminder")
    assert (letter.language, "09:00 (Dakar, heure locale)" in letter.text) == ("fr", True)
    page = client.get(f"/join/{place.join_key}/").content.decode()
    assert ('lang="fr"' in page, "09:00 (Dakar, heure locale)" in page) == (True, True)


@pytest.mark.django_db
def test_who_has_left_is_reminded_of_public_dates_only() -> None:
    call = edition()
    mentee = participant(call)
    training = event(call, kind="training", audience="participants", starts_at=STARTS)
    keynote = event(call, starts_at=STARTS)
    for date in (training, keynote):
        place_of(date, mentee, now=NOW)
    leave(mentee, by=mentee.user, now=NOW)
    assert remind_all(now=STARTS - timedelta(hours=1)) == 1
    assert SignUp.objects.exclude(reminded_at=None).get().event == keynote


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_workers_remind_once() -> None:
    date = event(edition(), starts_at=STARTS)
    for number in range(12):
        confirm(register(date, **VISITOR | {"email": f"v{number}@example.org"}), now=NOW)
    at_once([lambda: remind_all(now=STARTS - timedelta(hours=2))] * 3)
    assert (reminders(), SignUp.objects.exclude(reminded_at=None).count()) == (12, 12)
