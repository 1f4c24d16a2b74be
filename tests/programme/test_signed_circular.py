"""The circular as it was signed: put in place, replaced, handed out to everybody, taken away."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from programme.actions.circulars import put_signed_circular, take_signed_circular_away
from programme.models import Edition, Passage, SignedCircular
from tests.factories import NOW, edition, grant, person, signed_circular, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
ADD = "admin:programme_signedcircular_add"
SIGNED = b"%PDF-1.7 signed %%EOF"


@pytest.fixture
def call() -> Edition:
    return make_edition(year=2026, begins=NOW.date(), by=None, now=NOW - timedelta(days=30))


def newest(circular: SignedCircular) -> tuple[str, dict[str, object]]:
    row = AuditRow.objects.about(circular).newest_first()[0]
    return row.action, row.facts


def offered(client: Client, call: Edition, language: str = "en") -> list[tuple[str, bool]]:
    """The circulars of the nominators' page: language, and whether signed."""
    papers = client.get(f"/{language}/{call.slug}/nominators/").context["papers"]
    return [(document.code, document.is_signed) for document in papers[0][1] if "circular" in document.url]


def test_everybody_gets_it_in_place_of_the_one_made(call: Edition, client: Client) -> None:
    boss = staff()
    put = put_signed_circular(call, language="fr", file=SimpleUploadedFile("../../name.html", SIGNED), by=boss, now=NOW)
    assert (put.put_at, put.put_by) == (NOW, boss)
    assert newest(put) == ("programme.signed_circular.put", {"edition": call.slug, "language": "fr"})
    assert "name" not in put.file.name  # what it was called when it came is not kept
    response = client.get(f"/fr/{call.slug}/nominators/circular.pdf")
    assert (response.content, response["Content-Type"]) == (SIGNED, "application/pdf")
    assert response["Content-Disposition"] == f'attachment; filename="{call.slug}-circular-fr.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"/en/{call.slug}/nominators/circular.pdf").content != SIGNED
    assert client.get(f"/fr/{call.slug}/nominators/terms.pdf").content != SIGNED
    assert offered(client, call) == [("en", False), ("fr", True), ("ar", False)]
    html = client.get(f"/en/{call.slug}/nominators/").content.decode()
    assert "(signed)" in html
    assert "A signed circular stays as it was signed" in html


def test_where_nothing_is_signed_the_page_says_nothing_of_it(call: Edition, client: Client) -> None:
    assert offered(client, call) == [("en", False), ("fr", False), ("ar", False)]
    assert "signed" not in client.get(f"/en/{call.slug}/nominators/").content.decode()


def test_a_signed_one_is_handed_out_also_where_no_text_is_written(call: Edition, client: Client) -> None:
    call.passages.filter(slot=Passage.Slot.CIRCULAR).delete()
    signed_circular(call, "ar", data=SIGNED)
    assert offered(client, call) == [("ar", True)]
    assert client.get(f"/ar/{call.slug}/nominators/circular.pdf").content == SIGNED
    assert client.get(f"/en/{call.slug}/nominators/circular.pdf").status_code == 404


def test_another_takes_its_place_and_the_first_file_goes(
    call: Edition, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    first = signed_circular(call, "en", data=SIGNED)
    with django_capture_on_commit_callbacks(execute=True):
        second = signed_circular(call, "en", data=b"%PDF-1.7 better %%EOF")
    assert list(call.signed_circulars.all()) == [second]
    assert not Path(first.file.path).exists()
    assert client.get(f"/en/{call.slug}/nominators/circular.pdf").content == b"%PDF-1.7 better %%EOF"


def test_taken_away_the_one_made_is_back(
    call: Edition, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = client.get(f"/en/{call.slug}/nominators/circular.pdf").content
    circular = signed_circular(call, "en", data=SIGNED)
    pk, where = circular.pk, Path(circular.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        take_signed_circular_away(circular, by=staff(), now=NOW)
    assert not where.exists()
    assert client.get(f"/en/{call.slug}/nominators/circular.pdf").content == made
    told = AuditRow.objects.filter(target_label="programme.signedcircular", target_pk=str(pk)).newest_first()
    assert told[0].action == "programme.signed_circular.taken_away"


def test_that_of_an_edition_in_preparation_is_for_those_who_prepare_it(as_user: SignIn, client: Client) -> None:
    call = edition("2027", code="WIC27", published_at=None)
    signed_circular(call, "en", data=SIGNED)
    where = f"/en/{call.slug}/nominators/circular.pdf"
    answers = [browser.get(where).status_code for browser in (client, as_user(person()), as_user(staff()))]
    assert answers == [404, 404, 200]


# --- at the desk -----------------------------------------------------------------------------------------------------
def typed(call: Edition, data: bytes, language: str = "en") -> dict[str, object]:
    return {"edition": call.pk, "language": language, "file": SimpleUploadedFile("a.pdf", data, "application/pdf")}


def test_headquarters_put_replace_and_take_it_away(call: Edition, as_user: SignIn, client: Client) -> None:
    boss = staff()
    browser = as_user(boss)
    assert browser.post(reverse(ADD), typed(call, b"%PDF-1.7 first %%EOF")).status_code == 302
    assert browser.post(reverse(ADD), typed(call, SIGNED)).status_code == 302
    circular = SignedCircular.objects.get()
    assert (circular.language, circular.put_by, Path(circular.file.path).read_bytes()) == ("en", boss, SIGNED)
    shown = browser.get(reverse("admin:programme_signedcircular_change", args=[circular.pk])).content.decode()
    assert f'<a href="/en/{call.slug}/nominators/circular.pdf">' in shown
    chosen = {"action": "take_away", "_selected_action": [circular.pk]}
    assert browser.post(reverse("admin:programme_signedcircular_changelist"), chosen).status_code == 302
    assert not SignedCircular.objects.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html>", "Please attach a PDF file, or a picture as JPEG or PNG."),
        (b"%PDF-1.7 /JavaScript %%EOF", "This PDF file contains programs or attachments. Please print it to PDF anew."),
        (b"%PDF-" + b"x" * (6 * 1024 * 1024), "This file is too large: at most 5 MB are taken."),
        (b"\xff\xd8\xff a picture \xff\xd9", "Please attach a PDF file."),
    ],
)
def test_what_is_no_sound_pdf_file_is_refused(call: Edition, as_user: SignIn, data: bytes, why: str) -> None:
    page = as_user(staff()).post(reverse(ADD), typed(call, data))
    assert page.context["adminform"].form.errors == {"file": [why]}
    assert not SignedCircular.objects.exists()


def test_headquarters_of_another_edition_are_refused(call: Edition, as_user: SignIn) -> None:
    other = edition("2025", code="WIC25")
    grant(one := person(), edition=other.slug)
    browser = as_user(one)
    page = browser.post(reverse(ADD), typed(call, SIGNED))
    assert list(page.context["adminform"].form.errors) == ["edition"]
    assert browser.post(reverse(ADD), typed(other, SIGNED)).status_code == 302


def test_regional_offices_look_only(call: Edition, as_user: SignIn) -> None:
    circular = signed_circular(call)
    browser = as_user(staff(Role.REGIONAL, region="AFR"))
    assert browser.post(reverse(ADD), typed(call, SIGNED)).status_code == 403
    browser.post(
        reverse("admin:programme_signedcircular_changelist"),
        {"action": "take_away", "_selected_action": [circular.pk]},
    )
    assert SignedCircular.objects.get() == circular
