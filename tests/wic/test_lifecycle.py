"""Changing a state: each table of the code walked through, and what move() refuses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from certificates.models import Certificate
from circles.models import Alert, Circle, Concern, MatchRun, Repair
from events.models import Event, SignUp
from network.models import Member
from programme.models import Interest
from registration.models import Application, Batch, Duplicate, Offer, Participant, Review
from tests.factories import NOW, person
from tests.rows import OURS, Rows
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal, Stale, move
from wic.mail.models import Letter


def stateful() -> Iterator[type[models.Model]]:
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            if any(field.name == "state" for field in model._meta.fields):
                yield model


MODELS = list(stateful())
STEPS = [(model, was, to) for model in MODELS for was, following in model.NEXT.items() for to in sorted(following)]

# The columns that a state asks for.
ASKS: dict[type[models.Model], Callable[[str], dict[str, Any]]] = {
    Letter: lambda state: {
        "lease_until": NOW if state in {"sending", "data"} else None,
        "sent_at": NOW if state == "sent" else None,
    },
    Application: lambda state: {"withdrawn_at": NOW if state == "withdrawn" else None},
    Batch: lambda state: {
        "approved_at": None if state == "prepared" else NOW,
        "released_at": NOW if state == "released" else None,
    },
    Offer: lambda state: {"answered_at": None if state == "open" else NOW},
    Participant: lambda state: {"withdrawn_at": NOW if state == "withdrawn" else None},
    Event: lambda _state: {},
    SignUp: lambda state: {"cancelled_at": NOW if state == "cancelled" else None},
    MatchRun: lambda state: {"published_at": NOW if state == "published" else None},
    Circle: lambda state: {"closed_at": NOW if state == "closed" else None},
    Certificate: lambda state: {"ended_at": None if state == "valid" else NOW},
    Member: lambda state: {"left_at": NOW if state == "left" else None},
    Interest: lambda state: {
        "confirmed_at": NOW if state in {"confirmed", "told"} else None,
        "told_at": NOW if state == "told" else None,
        "left_at": NOW if state == "left" else None,
        "email": "" if state in {"told", "left"} else "reader@example.org",
    },
    Duplicate: lambda state: {
        "decided_at": None if state == "open" else NOW,
        "set_aside": Application.objects.order_by("pk").first() if state == "merged" else None,
    },
    Review: lambda state: {
        "ended_at": None if state == "open" else NOW,
        "total": 1 if state == "done" else None,
    },
    Alert: lambda state: {"settled_at": NOW if state == "settled" else None},
    Concern: lambda state: {
        "handler": None if state == "raised" else person(),
        "settled_at": NOW if state == "settled" else None,
    },
    Repair: lambda state: {"decided_at": NOW if state in {"applied", "discarded"} else None},
}


def name(value: object) -> str:
    return value._meta.label if isinstance(value, type) else str(value)


def in_state(model: type[models.Model], state: str) -> Any:
    row = Rows().of(model)
    model._base_manager.filter(pk=row.pk).update(state=state, **ASKS[model](state))
    row.refresh_from_db()
    return row


def literals(condition: Q) -> set[str]:
    """The states that a constraint names."""
    found: set[str] = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= literals(child)
        elif child[0] == "state":
            found.add(child[1])
        elif child[0] == "state__in":
            found |= set(child[1])
    return found


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_the_table_knows_every_state_and_no_other(model: type[models.Model]) -> None:
    states = set(model.State.values)
    assert set(model.NEXT) == states
    assert set().union(*model.NEXT.values()) <= states
    assert [choice for choice, _label in model._meta.get_field("state").choices] == model.State.values


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_the_database_knows_the_same_states(model: type[models.Model]) -> None:
    """That a strange one is refused, tests/test_constraints.py tries on a row."""
    checks = [c.condition for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    named = [literals(condition) for condition in checks]
    assert set(model.State.values) in named
    assert all(states <= set(model.State.values) for states in named)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "was", "to"), STEPS, ids=name)
def test_every_step_is_told_once_in_the_same_transaction(model: type[models.Model], was: str, to: str) -> None:
    row, by = in_state(model, was), person()
    before = AuditRow.objects.count()

    with transaction.atomic():
        move(row, to, by=by, now=NOW, **ASKS[model](to))
        transaction.set_rollback(True)
    assert (model._base_manager.get(pk=row.pk).state, AuditRow.objects.count()) == (was, before)

    row.refresh_from_db()
    told = move(row, to, by=by, now=NOW, facts={"reason": "test"}, **ASKS[model](to))
    assert (row.state, model._base_manager.get(pk=row.pk).state) == (to, to)
    assert list(AuditRow.objects.order_by("pk")[before:]) == [told]
    label = model._meta.label_lower
    assert (told.action, told.target_label, told.target_pk) == (f"{label}.{to}", label, str(row.pk))
    assert (told.at, told.actor_pk, told.facts) == (NOW, str(by.pk), {"was": was, "reason": "test"})


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=name)
def test_a_step_that_the_table_does_not_know_is_illegal(model: type[models.Model]) -> None:
    steps = [(was, to) for was in model.NEXT for to in model.State.values if to not in model.NEXT[was]]
    was, to = steps[0]
    row = in_state(model, was)
    before = AuditRow.objects.count()
    with pytest.raises(Illegal):
        move(row, to, by=None, now=NOW)
    assert (model._base_manager.get(pk=row.pk).state, AuditRow.objects.count()) == (was, before)


@pytest.mark.django_db
def test_of_two_who_looked_at_the_same_row_the_second_is_told() -> None:
    event = Rows().of(Event)
    mine, theirs = Event.objects.get(pk=event.pk), Event.objects.get(pk=event.pk)
    move(mine, "cancelled", by=None, now=NOW)
    before = AuditRow.objects.count()
    with pytest.raises(Stale):
        move(theirs, "cancelled", by=None, now=NOW, title_en="Too late")
    event.refresh_from_db()
    assert (event.title_en, AuditRow.objects.count()) == ("A keynote", before)
    assert (theirs.state, theirs.title_en) == ("published", "A keynote")


@pytest.mark.django_db
def test_a_row_that_is_gone_is_not_moved() -> None:
    letter = Rows().of(Letter)
    Letter.objects.all().delete()
    with pytest.raises(Stale):
        move(letter, "sending", by=None, now=NOW)
