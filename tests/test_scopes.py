"""A role for one region and one edition: every list of the desk shows exactly its rows, and no page any other."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from events.models import Event
from programme.models import Edition
from registration.actions.seats import prepare_batch
from tests import factories
from tests.factories import NOW, edition, event, grant, person, staff
from tests.test_house import modules
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AFRICA_26, ARAB_26, AFRICA_25, ARAB_25 = ("2026", "AFR"), ("2026", "ARB"), ("2025", "AFR"), ("2025", "ARB")
COUNTRIES = {"AFR": "KE", "ARB": "EG"}
Scope = tuple[str, str]


@dataclass(frozen=True)
class Rows:
    """Of each list of the desk one row for each edition and region; where rows have no region, of each edition."""

    by_region: dict[str, dict[Scope, int]]
    by_edition: dict[str, dict[str, int]]
    of_all: dict[str, int]


@pytest.fixture
def rows() -> Rows:
    by_region: dict[str, dict[Scope, int]] = {}
    by_edition: dict[str, dict[str, int]] = {}
    for slug, code in (("2026", "WIC26"), ("2025", "WIC25")):
        call = edition(slug, code=code, name=slug)
        for number, region in enumerate(("AFR", "ARB"), start=1):
            hers = factories.participant(call, country=COUNTRIES[region])
            waiting = factories.application(call, country=COUNTRIES[region])
            room = factories.circle(factories.participant(call, kind="mentor"), [hers], number=number)
            letter = factories.letter(region=region)
            type(letter).objects.filter(pk=letter.pk).update(edition=slug)
            found = {
                "registration.application": waiting.pk,
                "registration.offer": hers.application.offers.get().pk,
                "registration.participant": hers.pk,
                "circles.circle": room.pk,
                "certificates.certificate": factories.certificate(hers).pk,
                "mail.letter": letter.pk,
            }
            for label, pk in found.items():
                by_region.setdefault(label, {})[slug, region] = pk
        batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
        for decision in batch.decisions.select_related("application"):
            by_region.setdefault("registration.decision", {})[slug, decision.application.region] = decision.pk
        for label, pk in {
            "programme.edition": call.pk,
            "events.event": event(call, starts_at=NOW + timedelta(days=3)).pk,
            "registration.batch": batch.pk,
        }.items():
            by_edition.setdefault(label, {})[slug] = pk
    somebody = person()
    of_all = {"accounts.user": somebody.pk, "accounts.rolegrant": grant(somebody, Role.FOCAL_POINT).pk}
    return Rows(by_region, by_edition, of_all)


def address(label: str, view: str, *args: int) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{view}", args=args)


def listed(browser: Client, label: str, pks: dict[Any, int]) -> set[Any]:
    """Which of these rows her list shows; each of them, and no other, opens."""
    response = browser.get(address(label, "changelist"))
    shown = {row.pk for row in response.context["cl"].result_list} if response.status_code == 200 else set()
    opened = {key for key, pk in pks.items() if browser.get(address(label, "change", pk)).status_code == 200}
    assert opened == {key for key, pk in pks.items() if pk in shown}, label
    return opened


def seen(browser: Client, rows: Rows) -> dict[str, set[Any]]:
    lists: dict[str, dict[Any, int]] = {}
    lists.update(rows.by_region)
    lists.update(rows.by_edition)
    return {label: listed(browser, label, pks) for label, pks in lists.items()}


def expected(rows: Rows, scopes: set[Scope], editions: set[str], **others: set[str]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {label: set(scopes) for label in rows.by_region}
    return found | {label: set(others.get(label.partition(".")[2], editions)) for label in rows.by_edition}


AsUser = Callable[[User], Client]


def test_a_region_in_one_edition(as_user: AsUser, rows: Rows) -> None:
    officer = person()
    grant(officer, Role.REGIONAL, region="AFR", edition="2026")

    assert seen(as_user(officer), rows) == expected(rows, {AFRICA_26}, {"2026"}, batch=set())


def test_grants_combine(as_user: AsUser, rows: Rows) -> None:
    officer = person()
    grant(officer, Role.REGIONAL, region="AFR", edition="2026")
    grant(officer, Role.REGIONAL, region="ARB", edition="2025")
    grant(officer, Role.REGIONAL, region="ARB", edition="2026", ended_at=NOW)

    assert seen(as_user(officer), rows) == expected(rows, {AFRICA_26, ARAB_25}, {"2026", "2025"}, batch=set())


def test_a_region_in_every_edition(as_user: AsUser, rows: Rows) -> None:
    officer = staff(Role.REGIONAL, region="AFR")

    assert seen(as_user(officer), rows) == expected(rows, {AFRICA_26, AFRICA_25}, {"2026", "2025"}, batch=set())


def test_headquarters_of_one_edition(as_user: AsUser, rows: Rows) -> None:
    hers = as_user(one := person())
    grant(one, edition="2026")

    assert seen(hers, rows) == expected(rows, {AFRICA_26, ARAB_26}, {"2026"})
    for label, pk in rows.of_all.items():
        assert hers.get(address(label, "changelist")).status_code == 403
        assert hers.get(address(label, "change", pk)).status_code == 403
    assert hers.get(address("accounts.rolegrant", "add")).status_code == 403
    assert hers.get(address("programme.edition", "add")).status_code == 403


def test_headquarters_see_all(as_user: AsUser, rows: Rows) -> None:
    everywhere = {AFRICA_26, ARAB_26, AFRICA_25, ARAB_25}

    assert seen(as_user(staff()), rows) == expected(rows, everywhere, {"2026", "2025"})


# Narrowed by the same word as the list of batches, or as that of events.
LIKE_THOSE = {
    *("circles.matchrun", "circles.repair", "circles.pairrule", "circles.concernhandler", "circles.guidepage"),
    *("registration.rubric", "registration.reviewer", "registration.invitation"),
    *("programme.update", "programme.question", "programme.signedcircular", "programme.extraquestion"),
}


def test_every_list_that_leads_to_an_edition_is_thought_of(rows: Rows) -> None:
    leading = {
        model._meta.label_lower
        for model in admin.site._registry
        if any(field.related_model is Edition for field in model._meta.fields)
    }
    assert leading - set(rows.by_region) - set(rows.by_edition) <= LIKE_THOSE


def test_rows_are_asked_for_by_reach() -> None:
    """`is_headquarters` knows no edition: only what belongs to none may ask for it."""
    of_no_edition = {"wic/accounts/models.py", "wic/accounts/rules.py", "wic/accounts/desk.py", "network/models.py"}
    asking = {name for name, tree in modules() if "roles.is_headquarters" in ast.unparse(tree)}
    assert asking - of_no_edition == set()


# --- more than one role ----------------------------------------------------------------------------------------------
def test_what_one_role_shows_another_does_not_change(as_user: AsUser, rows: Rows) -> None:
    """Headquarters of 2026, and Africa's office for every edition: she reads a decision of 2025, and leaves it so."""
    both = person()
    grant(both, edition="2026")
    grant(both, Role.REGIONAL, region="AFR")
    hers, decisions = as_user(both), rows.by_region["registration.decision"]

    def may_change(scope: Scope) -> bool:
        page = hers.get(address("registration.decision", "change", decisions[scope]))
        return bool(page.context["has_change_permission"])

    assert (may_change(AFRICA_26), may_change(ARAB_26), may_change(AFRICA_25)) == (True, True, False)


def test_nor_in_a_row_of_several(as_user: AsUser, rows: Rows) -> None:
    both = person()
    grant(both, edition="2026")
    grant(both, Role.REGIONAL, region="AFR")
    events = rows.by_edition["events.event"]

    as_user(both).post(
        address("events.event", "changelist"), {"action": "call_off", "_selected_action": list(events.values())}
    )

    assert dict(Event.objects.filter(pk__in=events.values()).values_list("edition__slug", "state")) == {
        "2026": "cancelled",
        "2025": "published",
    }


def test_nor_on_the_pages_of_an_edition(as_user: AsUser, rows: Rows) -> None:
    """Headquarters of 2026 make no edition, and extend no other one, though Africa's office shows them all."""
    both = person()
    grant(both, edition="2026")
    grant(both, Role.REGIONAL, region="AFR")
    hers, pks = as_user(both), dict(Edition.objects.values_list("slug", "pk"))

    def status(page: str, slug: str) -> int:
        return hers.get(reverse(f"admin:edition-{page}", args=[pks[slug]])).status_code

    assert (status("extend", "2026"), status("extend", "2025")) == (200, 404)
    assert (status("clone", "2026"), status("clone", "2025")) == (403, 404)
    offered = hers.get(address("registration.batch", "add")).context["adminform"].form.fields["edition"].queryset
    assert [call.slug for call in offered] == ["2026"]
    page = hers.get(reverse("admin:certificates_certificate_issue"))
    assert [call.slug for call in page.context["form"].fields["edition"].queryset] == ["2026"]


def test_she_begins_things_in_her_editions_only(as_user: AsUser, rows: Rows) -> None:
    grant(one := person(), edition="2026")
    hers = as_user(one)

    for form in (address("registration.batch", "add"), address("events.event", "add")):
        offered = hers.get(form).context["adminform"].form.fields["edition"].queryset
        assert [call.slug for call in offered] == ["2026"], form
    of_none = address("events.event", "add"), address("programme.question", "add")
    for everybody, required in ((as_user(staff()), False), (hers, True)):
        fields = [everybody.get(form).context["adminform"].form.fields["edition"] for form in of_none]
        assert [field.required for field in fields] == [required, required]
    page = hers.get(reverse("admin:certificates_certificate_issue"))
    assert [call.slug for call in page.context["form"].fields["edition"].queryset] == ["2026"]


def test_pairs_are_of_the_editions_that_she_matches(as_user: AsUser, rows: Rows) -> None:
    grant(one := person(), edition="2026")
    form = as_user(one).get(address("circles.pairrule", "add")).context["adminform"].form
    offered = {person.edition.slug for name in ("mentee", "other") for person in form.fields[name].queryset}
    assert offered == {"2026"}
