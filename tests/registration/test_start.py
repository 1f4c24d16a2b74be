"""Beginning an application: once for each person and kind."""

from datetime import timedelta

import pytest

from registration.actions import applications as verbs
from registration.actions.applications import WindowClosed, start, withdraw
from registration.models import Application
from tests.factories import NOW, application, draft, edition, person
from wic.audit.models import AuditRow

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["mentee", "mentor"])
def test_it_begins_an_empty_draft(kind: str) -> None:
    her = person()

    begun = start(edition(), user=her, kind=kind, by=her, now=NOW)

    assert (begun.kind, begun.state, begun.revision, begun.created_at) == (kind, "draft", 0, NOW)
    assert hasattr(begun, kind)
    row = AuditRow.objects.about(begun).get()
    assert (row.action, row.actor_pk, row.at) == ("registration.application.started", str(her.pk), NOW)


def test_the_reference_is_easy_to_read_aloud() -> None:
    begun = start(edition(code="WIC26"), user=person(), kind="mentee", by=None, now=NOW)

    code, _dash, rest = begun.reference.partition("-")
    assert (code, len(rest), set(rest) & set("01ILOU")) == ("WIC26", 6, set())


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    call, people = edition(), [person(), person()]
    draws, choice = iter("AAAAAA" + "AAAAAA" + "BBBBBB"), verbs.secrets.choice
    monkeypatch.setattr(verbs.secrets, "choice", lambda of: next(draws) if of == verbs.ALPHABET else choice(of))

    references = [start(call, user=her, kind="mentee", by=her, now=NOW).reference for her in people]

    assert references == ["WIC26-AAAAAA", "WIC26-BBBBBB"]


def test_twice_gives_the_same_one() -> None:
    call, her = edition(), person()

    first = start(call, user=her, kind="mentee", by=her, now=NOW)
    again = start(call, user=her, kind="mentee", by=her, now=NOW + timedelta(minutes=1))

    assert (again, again.created_at) == (first, NOW)
    assert AuditRow.objects.about(first).count() == 1


def test_a_person_can_apply_as_both() -> None:
    call, her = edition(), person()

    begun = [start(call, user=her, kind=kind, by=her, now=NOW) for kind in ("mentee", "mentor")]

    assert sorted(row.kind for row in begun) == ["mentee", "mentor"]


def test_it_takes_up_a_withdrawn_one_with_its_answers() -> None:
    call, her = edition(), person()
    gone = withdraw(application(call, her), by=her, now=NOW)

    again = start(call, user=her, kind="mentee", by=her, now=NOW)

    assert (again, again.state, again.withdrawn_at, again.full_name) == (gone, "draft", None, "Amina Wanjiku")


def test_one_that_was_sent_stays_sent() -> None:
    call, her = edition(), person()
    application(call, her)

    assert start(call, user=her, kind="mentee", by=her, now=NOW).state == "submitted"


@pytest.mark.parametrize("seconds", [0, 1])
def test_it_opens_and_closes_to_the_second(seconds: int) -> None:
    call = edition(opens_at=NOW, closes_at=NOW + timedelta(seconds=1))

    start(call, user=person(), kind="mentee", by=None, now=NOW + timedelta(seconds=seconds))

    assert Application.objects.count() == 1


@pytest.mark.parametrize("seconds", [-1, 2])
def test_outside_the_window_nothing_begins(seconds: int) -> None:
    call = edition(opens_at=NOW, closes_at=NOW + timedelta(seconds=1))

    with pytest.raises(WindowClosed):
        start(call, user=person(), kind="mentee", by=None, now=NOW + timedelta(seconds=seconds))

    assert Application.objects.count() == 0


def test_an_edition_in_preparation_takes_none() -> None:
    with pytest.raises(WindowClosed):
        start(edition(published_at=None), user=person(), kind="mentee", by=None, now=NOW)


def test_the_other_kind_has_its_own_window() -> None:
    call = edition()
    call.windows.filter(audience="mentor").update(closes_at=NOW - timedelta(days=1), opens_at=NOW - timedelta(days=2))

    with pytest.raises(WindowClosed):
        start(call, user=person(), kind="mentor", by=None, now=NOW)

    assert draft(call).kind == "mentee"
