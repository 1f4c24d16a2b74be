"""Headquarters invite organisations one by one or by file, and look after each invitation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registration.models import Invitation, NominatingOrganisation
from tests import factories
from tests.factories import edition, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter
from wic.tables import write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AsUser = Callable[[User], Client]
ADD = reverse("admin:registration_invitation_add")
BY_FILE = reverse("admin:registration_invitation_by_file")


def typed(call: Any, **facts: str) -> dict[str, Any]:
    return {
        "edition": call.pk,
        "name": "Ministry of Posts",
        "kind": "member_state",
        "country": "KE",
        "focal_name": "Wangari Otieno",
        "focal_email": "wangari@example.org",
        "language": "en",
        "quota": "",
    } | facts


def test_one_by_one(as_user: AsUser) -> None:
    call = edition()
    browser = as_user(staff())
    response = browser.post(ADD, typed(call, quota="٥"), follow=True)
    made = Invitation.objects.get()
    assert response.redirect_chain == [(reverse("admin:registration_invitation_change", args=[made.pk]), 302)]
    assert (made.quota, made.organisation.region) == (5, "AFR")
    assert "Wangari Otieno" in response.content.decode()
    twice = browser.post(ADD, typed(call))
    assert twice.context["form"].non_field_errors() == ["This organisation is invited to this edition already."]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "Minis\u202etry"}, "name"),
        ({"kind": "club"}, "kind"),
        ({"country": "other", "country-name": "Atlantis"}, "country"),
        ({"focal_email": "nobody"}, "focal_email"),
        ({"focal_name": "123"}, "focal_name"),
        ({"quota": "0"}, "quota"),
        ({"edition": "999"}, "edition"),
    ],
)
def test_what_cannot_be_kept(as_user: AsUser, wrong: dict[str, str], field: str) -> None:
    response = as_user(staff()).post(ADD, typed(edition(), **wrong))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert Invitation.objects.count() == 0


def test_by_file(as_user: AsUser) -> None:
    call = edition()
    rows = [
        ["Organisation", "Kind", "Country", "Focal point", "E-mail", "Language", "Quota"],
        ["وزارة الاتصالات", "Member State", "مصر", "دينا", "dina@example.org", "العربية", 4],
        [
            "Union africaine",
            "Organisation régionale ou internationale",
            "",
            "Awa Diop",
            "awa@example.org",
            "Français",
            "",
        ],
        ["وزارة الاتصالات", "Member State", "Egypt", "دينا", "dina@example.org", "", ""],
        ["Université", "academia", "SN", "Awa Fall", "awaf@example.org", "Klingon", ""],
        ["Ministry", "Member State", "", "A B", "a@example.org", "", ""],
        ["Somebody", "club", "KE", "A B", "a@example.org", "", ""],
        ["Somebody", "academia", "KE", "A B", "a@", "", ""],
        ["Somebody", "academia", "KE", "A B", "a@example.org", "", "many"],
    ]
    file = SimpleUploadedFile("list.xlsx", write_xlsx(rows, title="List"))
    response = as_user(staff()).post(BY_FILE, {"edition": call.pk, "file": file})
    assert (response.status_code, response.context["taken"]) == (200, 2)
    assert [(row.number, row.reason.partition(":")[0]) for row in response.context["refused"]] == [
        (4, "This organisation is invited to this edition already."),
        (5, "Language of our letters"),
        (6, "Country or territory"),
        (7, "Kind of organisation"),
        (8, "E-mail address of the focal point"),
        (9, "Most nominations"),
    ]
    assert list(NominatingOrganisation.objects.order_by("pk").values_list("name", "country", "region")) == [
        ("وزارة الاتصالات", "EG", "ARB"),
        ("Union africaine", "", ""),
    ]
    assert list(Letter.objects.order_by("pk").values_list("to", "language")) == [
        ("dina@example.org", "ar"),
        ("awa@example.org", "fr"),
    ]


def test_the_steps_beside_an_invitation(as_user: AsUser, clock: Any) -> None:
    made = factories.invitation(edition())
    own = made.organisation.focal_points.get()
    browser = as_user(staff())

    def step(which: str, *args: int, **data: Any) -> str:
        where = reverse(f"admin:registration_invitation_{which}", args=[made.pk, *args])
        return browser.post(where, data, follow=True).content.decode()

    assert "That is done." in step("quota", quota="7")
    assert "Enter a whole number." in step("quota", quota="many")
    assert "That is done." in step("colleague", name="Awa", email="awa@example.org", language="fr")
    assert "nominates for your organisation already" in step(
        "colleague", name="Awa", email="awa@example.org", language="fr"
    )
    assert "wait ten minutes" in step("link", own.pk)
    clock.shift(600)
    assert "That is done." in step("link", own.pk)
    assert "That is done." in step("end", own.pk)
    made.refresh_from_db()
    assert (made.quota, [each.name for each in made.organisation.focal_points.living()]) == (7, ["Awa"])
    gone = reverse("admin:registration_invitation_end", args=[made.pk, own.pk])
    assert browser.post(gone).status_code == 404


def test_the_lists(as_user: AsUser) -> None:
    call = edition()
    named = factories.nomination(factories.invitation(call, name="Ministère des Postes"))
    factories.invitation(call, name="Silent", country="EG")
    found = {}
    for who, user in {"hq": staff(), "arab": staff(Role.REGIONAL, region="ARB")}.items():
        browser = as_user(user)
        for query in ("", "?silent=yes", "?silent=no", "?q=ministere"):
            shown = browser.get(reverse("admin:registration_invitation_changelist") + query)
            found[who, query] = [row.organisation.name for row in shown.context["cl"].queryset.order_by("pk")]
    assert found == {
        ("hq", ""): ["Ministère des Postes", "Silent"],
        ("hq", "?silent=yes"): ["Silent"],
        ("hq", "?silent=no"): ["Ministère des Postes"],
        ("hq", "?q=ministere"): ["Ministère des Postes"],
        ("arab", ""): ["Silent"],
        ("arab", "?silent=yes"): ["Silent"],
        ("arab", "?silent=no"): [],
        ("arab", "?q=ministere"): [],
    }
    listed = reverse("admin:registration_nomination_changelist")
    browser = as_user(staff())
    assert "Invited" in browser.get(listed).content.decode()
    again = browser.post(listed, {"action": "send_links", "_selected_action": [named.pk]}, follow=True)
    assert "wait ten minutes" in again.content.decode()


def test_headquarters_of_one_edition_invite_to_that(as_user: AsUser) -> None:
    call, other = edition(), edition("2027", code="WIC27")
    colleague = factories.person()
    factories.grant(colleague, edition="2026")
    browser = as_user(colleague)
    assert list(browser.get(ADD).context["form"].fields["edition"].queryset) == [call]
    assert list(browser.post(ADD, typed(other)).context["form"].errors) == ["edition"]
    made = factories.invitation(other)
    assert browser.post(reverse("admin:registration_invitation_quota", args=[made.pk])).status_code == 404
