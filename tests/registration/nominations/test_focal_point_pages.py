"""A focal point's pages: in by link, five minutes, out again; never anybody else's."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from registration.models import Invitation, Nomination, SignedLetter
from tests import factories
from tests.factories import NOW, edition, person, staff
from tests.registration.nominations.test_invite import key_of
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter
from wic.tables import write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AsUser = Callable[[User], Client]
HER = {"kind": "mentee", "name": "Amina", "email": "amina@example.org", "country": "KE", "language": "en"}


def focal(made: Invitation) -> User:
    return made.organisation.focal_points.order_by("pk")[0].user


def address(name: str, made: Invitation) -> str:
    return reverse(f"registration:{name}", args=[made.public_id])


def link_of(user: User) -> str:
    text = Letter.objects.filter(to=user.email).order_by("-pk")[0].text
    return "/en" + next(line for line in text.splitlines() if "/link/" in line).partition("8000")[2]


def send(browser: Client, made: Invitation, data: bytes, name: str = "list.csv") -> Any:
    return browser.post(address("nominate-by-file", made), {"file": SimpleUploadedFile(name, data)})


# --- the link --------------------------------------------------------------------------------------------------------
def test_in_by_link(client: Client) -> None:
    made = factories.invitation(edition())
    link = link_of(focal(made))
    for _scanner in range(2):  # looking at it uses nothing up
        assert "Open your nominations" in client.get(link).content.decode()
    response = client.post(link, follow=True)
    assert response.redirect_chain[-1][0] == address("nomination-desk", made)
    assert response.context["user"] == focal(made)
    again = Client().get(link).content.decode()
    assert "This link is used" in again
    assert Client().post(link).headers["Location"] == link


def test_a_link_is_no_proof_for_a_step_up(client: Client) -> None:
    made = factories.invitation(edition())
    client.post(link_of(focal(made)))
    assert [record["method"] for record in client.session["account_authentication_methods"]] == ["link"]


def test_a_used_link_is_sent_again(client: Client, clock: Any) -> None:
    made = factories.invitation(edition())
    link = link_of(focal(made))
    client.post(link)
    stranger = Client()
    assert "wait ten minutes" in stranger.post(link, {"again": "1"}, follow=True).content.decode()
    clock.shift(600)
    assert "A new link is on its way" in stranger.post(link, {"again": "1"}, follow=True).content.decode()
    new = link_of(focal(made))
    assert new != link
    assert stranger.post(new).headers["Location"] == reverse("registration:nominations")


def test_a_link_that_is_none(client: Client) -> None:
    response = client.get(reverse("registration:nomination-link", args=["nonsense"]))
    assert (response.status_code, "This link does not work" in response.content.decode()) == (200, True)
    assert client.post(reverse("registration:nomination-link", args=["nonsense"])).status_code == 200


def test_a_colleague_at_the_desk_signs_in_with_a_code(client: Client) -> None:
    colleague = staff()
    made = factories.invitation(edition(), focal_email=colleague.email)
    response = client.post(link_of(focal(made)), follow=True)
    assert "please sign in with a code" in response.content.decode()
    assert not response.context["user"].is_authenticated


# --- nominating ------------------------------------------------------------------------------------------------------
def test_nominating_one(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    browser = as_user(focal(made))
    response = browser.post(address("nominate", made), HER, follow=True)
    assert response.redirect_chain == [(address("nomination-desk", made), 302)]
    text = response.content.decode()
    assert "Amina is nominated. Her personal link is on its way to her." in text
    assert "Invited" in text
    again = browser.post(address("nominate", made), HER)
    assert again.context["form"].non_field_errors() == ["You have nominated this address for this role already."]
    more = browser.post(address("nominate", made), {**HER, "email": "b@example.org", "another": "1"})
    assert more.headers["Location"] == address("nominate", made)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "12345"}, "name"),
        ({"name": "Ami\u202ena"}, "name"),
        ({"name": "Ami\x00na"}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"email": "no address"}, "email"),
        ({"country": "other", "country-name": "Atlantis"}, "country"),
        ({"kind": "queen"}, "kind"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_cannot_be_kept(as_user: AsUser, wrong: dict[str, str], field: str) -> None:
    made = factories.invitation(edition())
    response = as_user(focal(made)).post(address("nominate", made), HER | wrong)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert Nomination.objects.count() == 0


def test_nominating_by_file(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    data = write_csv([
        ["Nom complet", "Courriel", "Pays", "Rôle", "Langue", "remarque"],
        ["أمينة الحدّاد", "amina@example.org", "تونس", "مسترشدة", "العربية", "x"],
        ["Zoé Éléonore", "zoe@example.org", "Sénégal", "", "fr", ""],
        ["", "nobody@example.org", "KE", "", "", ""],
        ["Wanjiku", "not an address", "KE", "", "", ""],
        ["Wanjiku", "w@example.org", "Atlantis", "", "", ""],
        ["Wanjiku", "w@example.org", "KEN", "queen", "", ""],
        ["Again", "ZOE@example.org", "SN", "", "", ""],
        ["Salma", "salma@example.org", "CH", "Mentor", "English", ""],
    ])  # fmt: skip
    response = send(as_user(focal(made)), made, data)
    assert (response.status_code, response.context["taken"]) == (200, 3)
    assert [(row.number, row.reason.partition(":")[0]) for row in response.context["refused"]] == [
        (4, "Her full name"),
        (5, "Her e-mail address"),
        (6, "Her country or territory of residence"),
        (7, "You nominate her as"),
        (8, "You have nominated this address for this role already."),
    ]
    found = Nomination.objects.oldest_first().values_list("name", "email", "country", "kind", "language")
    assert list(found) == [
        ("أمينة الحدّاد", "amina@example.org", "TN", "mentee", "ar"),
        ("Zoé Éléonore", "zoe@example.org", "SN", "mentee", "fr"),
        ("Salma", "salma@example.org", "CH", "mentor", "en"),
    ]


def test_a_name_in_two_columns_stays_whole(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    data = "Prénom;Nom;Adresse mail;Pays de résidence\nAwa;Diop;awa@example.org;Sénégal\n".encode()
    assert send(as_user(focal(made)), made, data).context["taken"] == 1
    assert Nomination.objects.values_list("name", "email", "country").get() == ("Awa Diop", "awa@example.org", "SN")


def test_a_language_that_we_do_not_write_is_told(as_user: AsUser) -> None:
    """Not written over with another: her letter would come in words that she may not read."""
    made = factories.invitation(edition())
    data = b"name,email,country,language\nAmina,a@example.org,KE,Kiswahili\n"
    response = send(as_user(focal(made)), made, data)
    assert [(row.number, row.reason.partition(":")[0]) for row in response.context["refused"]] == [
        (2, "Language of our letter to her")
    ]


def test_missing_columns_are_named_in_the_language_of_the_page(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    french = address("nominate-by-file", made).replace("/en/", "/fr/")
    file = SimpleUploadedFile("liste.csv", b"Nom\nAwa\n")
    response = as_user(focal(made)).post(french, {"file": file})
    assert response.context["form"].errors["file"] == [
        "La première ligne doit nommer les colonnes. Il manque\u00a0: Courriel, Pays ou territoire."
    ]


def test_a_formula_is_no_name(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    data = b'name,email,country\n"=HYPERLINK(""http://evil"")",a@example.org,KE\n'
    response = send(as_user(focal(made)), made, data)
    assert [(row.number, row.reason) for row in response.context["refused"]] == [
        (2, "This row holds a formula. Please write the text itself.")
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The submitted file is empty."),
        (b"email,country\na@example.org,KE\n", "The first row should name the columns. Missing: Name"),
        (b"name,email,country\n" + b"Amina,a@example.org,KE\n" * 301, "At most 300 rows are taken at a time."),
        (b"x" * (10 * 1024 * 1024), "This file is too large: at most 2 MB are taken."),
        (b"PK\x03\x04", "This file cannot be read as a table."),
    ],
)
def test_a_file_that_is_no_list(as_user: AsUser, data: bytes, reason: str) -> None:
    made = factories.invitation(edition())
    response = send(as_user(focal(made)), made, data)
    assert response.status_code == 200
    assert response.context["form"].errors["file"][0].startswith(reason)
    assert Nomination.objects.count() == 0


def test_the_empty_table_is_taken_back_filled_in(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    browser = as_user(focal(made))
    book = load_workbook(io.BytesIO(browser.get(address("nomination-template", made)).content))
    book.active.append(["Amina", "amina@example.org", "Kenya", "Mentee", "English"])
    data = io.BytesIO()
    book.save(data)
    assert send(browser, made, data.getvalue(), "list.xlsx").context["taken"] == 1


def test_until_when_for_which_role(as_user: AsUser) -> None:
    """Registration of mentors may go on when that of mentees is over, or end before it."""
    call = edition()
    call.windows.filter(audience="mentor").update(closes_at=NOW + timedelta(days=5))
    made = factories.invitation(call)
    browser = as_user(focal(made))
    context = browser.get(address("nomination-desk", made)).context
    soon, late = NOW + timedelta(days=5), NOW + timedelta(days=10)
    assert (context["closes_at"], context["closings"]) == (soon, [(soon, "mentor"), (late, "mentee")])

    call.windows.filter(audience="mentee").update(closes_at=NOW - timedelta(days=1))
    context = browser.get(address("nomination-desk", made)).context
    assert (context["is_open"], context["closes_at"], context["closings"]) == (True, soon, [])


def test_after_registration_nobody_is_nominated(as_user: AsUser) -> None:
    made = factories.invitation(edition(closes_at=NOW - timedelta(seconds=1)), now=NOW - timedelta(days=1))
    browser = as_user(focal(made))
    for name in ("nominate", "nominate-by-file"):
        assert browser.get(address(name, made)).headers["Location"] == address("nomination-desk", made)
        assert browser.post(address(name, made), HER).headers["Location"] == address("nomination-desk", made)
    assert "Registration has closed." in browser.get(address("nomination-desk", made)).content.decode()


def test_a_link_again_and_a_nomination_taken_back(as_user: AsUser, clock: Any) -> None:
    made = factories.invitation(edition())
    nomination = factories.nomination(made)
    browser = as_user(focal(made))
    again = reverse("registration:nominee-link-again", args=[nomination.public_id])
    assert "wait ten minutes" in browser.post(again, follow=True).content.decode()
    clock.shift(600)
    assert "A new link is on its way to her." in browser.post(again, follow=True).content.decode()
    back = reverse("registration:nomination-take-back", args=[nomination.public_id])
    assert "Take back the nomination of" in browser.get(back).content.decode()
    assert "The nomination is taken back." in browser.post(back, follow=True).content.decode()
    assert browser.post(back).status_code == 404


# --- letter and colleagues -------------------------------------------------------------------------------------------
def test_the_fifty_first_nominee_is_on_the_second_page(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    for number in range(51):
        factories.nomination(made, name=f"Amina {number:02}")
    browser, desk = as_user(focal(made)), address("nomination-desk", made)
    second = browser.get(desk, {"page": 2}).context
    assert [line["nomination"].name for line in second["nominees"]] == ["Amina 50"]
    assert sum(count for _label, count in second["stages"]) == 51


def test_a_signed_letter(as_user: AsUser, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    call = edition()
    made = factories.invitation(call)
    browser = as_user(focal(made))
    for data in (b"<html>", b"%PDF-1.7 /JavaScript %%EOF", b"%PDF-" + b"x" * (6 * 1024 * 1024)):
        refused = browser.post(address("nomination-letter", made), {"file": SimpleUploadedFile("a.pdf", data)})
        assert list(refused.context["form"].errors) == ["file"]
    good = SimpleUploadedFile("../a.html", b"%PDF-1.7 %%EOF", "text/html")
    assert browser.post(address("nomination-letter", made), {"file": good}).status_code == 302
    letter = SignedLetter.objects.get()
    where = reverse("registration:signed-letter", args=[letter.public_id])
    response = browser.get(where)
    assert (response.content, response["Content-Type"]) == (b"%PDF-1.7 %%EOF", "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="signed-letter.pdf"'
    assert where in browser.get(address("nomination-desk", made)).content.decode()
    asked = {
        "headquarters": as_user(staff()),
        "her region": as_user(staff(Role.REGIONAL, region="AFR")),
        "another region": as_user(staff(Role.REGIONAL, region="ARB")),
        "another organisation": as_user(focal(factories.invitation(call))),
        "anybody": as_user(person()),
        "nobody": Client(),
    }
    answers = {}
    for who, reader in asked.items():
        answers[who] = reader.get(where).status_code
    assert answers == {
        "headquarters": 200, "her region": 200, "another region": 404,
        "another organisation": 404, "anybody": 404, "nobody": 302,
    }  # fmt: skip


def test_a_colleague_and_handing_over(as_user: AsUser) -> None:
    made = factories.invitation(edition())
    browser = as_user(focal(made))
    awa = {"name": "Awa", "email": "awa@example.org", "language": "fr"}
    response = browser.post(address("nomination-colleague", made), awa, follow=True)
    assert "awa@example.org" in response.content.decode()
    twice = browser.post(address("nomination-colleague", made), awa)
    assert twice.context["form"].non_field_errors() == ["This person nominates for your organisation already."]
    assert twice.content.decode().count("This person nominates for your organisation already.") == 1
    ben = {"name": "Ben", "email": "ben@example.org", "language": "en", "hand_over": "1"}
    response = browser.post(address("nomination-colleague", made), ben, follow=True)
    assert response.redirect_chain[0][0] == reverse("home:dashboard")
    assert browser.get(address("nomination-desk", made)).status_code == 404
    assert key_of(made.organisation.focal_points.get(user__email="ben@example.org")).used == 0


def test_several_editions_to_choose_from(as_user: AsUser) -> None:
    made = factories.invitation(edition(), focal_email="both@example.org")
    other = factories.invitation(edition("2027", code="WIC27"), focal_email="both@example.org")
    text = as_user(focal(made)).get(reverse("registration:nominations")).content.decode()
    assert address("nomination-desk", made) in text
    assert address("nomination-desk", other) in text
    nobody = as_user(person()).get(reverse("registration:nominations")).content.decode()
    assert "You are not asked to nominate at the moment" in nobody
