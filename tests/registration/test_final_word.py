"""Who is still on the waiting list when it ends gets the final word that her letter promised: once, and nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from programme.models import Edition
from registration.actions.applications import withdraw
from registration.actions.offers import decline, fill_next_place
from registration.actions.waiting import NOT_LATER, say_final_word, say_final_words
from registration.models import Application, Decision
from registration.rules.standing import Stand, standing_of
from tests.factories import NOW, application, edition, offer, waiting_list
from tests.racing import at_once, of_its_own, outcomes
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
OVER = datetime(2026, 5, 1, 22, 0, tzinfo=UTC)  # midnight in Geneva, after the last day
LAST = OVER - timedelta(seconds=1)


@pytest.fixture
def call() -> Edition:
    made = edition(replacements_until=date(2026, 5, 1))
    assert made.zone == "Europe/Zurich"
    return made


def told() -> list[str]:
    return list(Letter.objects.filter(key__startswith="final-word-").order_by("pk").values_list("to", flat=True))


def stand(of: Application, now: datetime) -> Stand:
    return standing_of(Application.objects.with_facts().get(pk=of.pk), now=now).key


def test_when_the_last_day_is_over_who_still_waits_is_told_once(call: Edition) -> None:
    first, second = application(call), application(call)
    waiting_list(call, [first, second])

    assert (say_final_words(now=LAST), told(), stand(first, LAST)) == (0, [], Stand.RESERVE)
    assert say_final_words(now=OVER) == 2
    assert (told(), stand(first, OVER)) == ([first.user.email, second.user.email], Stand.RESERVE_OVER)
    assert say_final_words(now=OVER + timedelta(minutes=10)) == 0

    letter = Letter.objects.filter(to=first.user.email).latest("pk")
    assert letter.subject == "News of your application"
    assert "This time we could not offer you a place." in letter.text
    assert AuditRow.objects.filter(action="registration.decision.final_word").count() == 2


def test_who_waits_no_longer_is_not_told(call: Edition) -> None:
    promoted, gone, refused = application(call), application(call), application(call)
    waiting_list(call, [promoted, gone, refused])
    decline(offer(promoted, from_waiting_list=True), by=promoted.user, reason="", now=NOW)
    withdraw(gone, by=gone.user, now=NOW)
    Decision.objects.filter(application=refused).update(outcome="not_selected")

    assert (say_final_words(now=OVER), told()) == (0, [])


def test_who_was_not_told_that_she_waits_is_not_told_its_end(call: Edition) -> None:
    waiting_list(call, [application(call)])
    Decision.objects.update(announced_at=None)

    assert (say_final_words(now=OVER), told()) == (0, [])


def test_a_list_that_ended_long_ago_is_let_be(call: Edition) -> None:
    waiting_list(call, [application(call)])

    assert say_final_words(now=OVER + NOT_LATER + timedelta(days=1)) == 0
    assert say_final_words(now=OVER + NOT_LATER - timedelta(days=1)) == 1


def test_each_list_ends_by_itself(call: Edition) -> None:
    later = edition("2027", code="WIC27", replacements_until=date(2026, 5, 2))
    here, there = application(call), application(later)
    for of, waiting in ((call, here), (later, there)):
        waiting_list(of, [waiting])

    assert (say_final_words(now=OVER), told()) == (1, [here.user.email])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_said_by_two_workers_at_once_it_is_one_letter(call: Edition) -> None:
    decision = waiting_list(call, [application(call)]).decisions.get()

    results = at_once(of_its_own(4, say_final_word, decision, now=OVER))

    assert (outcomes(results), len(told())) == ({"done": 4}, 1)
    assert AuditRow.objects.filter(action="registration.decision.final_word").count() == 1


def test_after_the_final_word_no_place_is_given(call: Edition) -> None:
    waiting_list(call, [application(call)])
    say_final_words(now=OVER)

    assert fill_next_place(call, now=OVER) is None
