"""Anybody checks a certificate by its code; she downloads hers; the desk issues and revokes."""

from collections.abc import Callable

import pytest
from celery.app.task import Task
from django.contrib.messages import get_messages
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from certificates.actions import issue, revoke
from certificates.models import Certificate
from tests.factories import NOW, certificate, edition, participant, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/admin/certificates/certificate/"
AsUser = Callable[[User], Client]


@pytest.fixture
def hers() -> Certificate:
    her = participant(edition(), person("amina@example.org"), full_name="Amina Wanjiku", country="EG")
    return certificate(her)


# --- the public check ------------------------------------------------------------------------------------------------
def test_a_valid_one_tells_name_programme_role_and_dates_and_nothing_else(hers: Certificate) -> None:
    page = Client().get(f"/en/certificates/{hers.code}/")
    text = page.content.decode()
    assert "This certificate is valid" in text
    for shown in ("Amina Wanjiku", "Women in Cyber 2026", "Mentee", "1 March 2026", "31 August 2026", "WIC26-0001"):
        assert shown in text
    application = hers.participant.application
    for hidden in ("amina@example.org", application.employer, application.post, application.reference, "Egypt"):
        assert hidden not in text
    assert str(hers.participant.public_id) not in text
    assert 'name="robots" content="noindex"' in text


def test_a_revoked_one_says_so_without_the_reason(hers: Certificate) -> None:
    revoke(hers, reason="Secret reason", by=staff(), now=NOW)
    text = Client().get(f"/en/certificates/{hers.code}/").content.decode()
    assert "This certificate was revoked" in text
    assert "This certificate is valid" not in text
    assert "Secret reason" not in text


@pytest.mark.parametrize("code", ["unknown", "WIC26-0001", "1", "%00", "%D9%A3"])
def test_an_unknown_code_is_not_found(hers: Certificate, code: str) -> None:
    assert Client().get(f"/en/certificates/{code}/").status_code == 404


def test_the_code_is_typed_from_paper(hers: Certificate) -> None:
    browser = Client()
    assert "This certificate is valid" in browser.get("/en/certificates/", {"code": f" {hers.code} "}).content.decode()
    for typed in ("WIC26-0001", "nothing", "\x00"):
        page = browser.get("/en/certificates/", {"code": typed})
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["code"])
        assert "Amina Wanjiku" not in page.content.decode()


# --- the download ----------------------------------------------------------------------------------------------------
def test_no_program_goes_through_the_codes(hers: Certificate, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"look_up": "3/h/ip"}
    addresses = [f"/en/certificates/{hers.code}/", f"/en/certificates/?code={hers.code}", "/en/certificates/A/"]

    assert [Client().get(address).status_code for address in addresses] == [200, 200, 404]
    assert [Client().get(address).status_code for address in addresses] == [429, 429, 429]
    assert Client().get("/en/certificates/").status_code == 200, "the form itself"


def test_she_downloads_her_own(hers: Certificate, as_user: AsUser) -> None:
    answer = as_user(hers.participant.user).get(f"/en/certificates/{hers.code}/pdf/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="WIC26-0001.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_others_do_not_although_they_know_the_code(hers: Certificate, as_user: AsUser) -> None:
    address = f"/en/certificates/{hers.code}/pdf/"
    readers = {
        "another participant": participant(hers.participant.edition).user,
        "another office": staff(Role.REGIONAL, region="AFR"),
        "a reviewer": staff(Role.REVIEWER),
        "her office": staff(Role.REGIONAL, region="ARB"),
        "headquarters": staff(),
    }
    assert {who: as_user(user).get(address).status_code for who, user in readers.items()} == {
        "another participant": 404,
        "another office": 404,
        "a reviewer": 404,
        "her office": 200,
        "headquarters": 200,
    }
    assert Client().get(address).url.startswith("/en/account/sign-in/")


def test_a_revoked_one_is_not_downloaded(hers: Certificate, as_user: AsUser) -> None:
    revoke(hers, reason="Issued by mistake", by=staff(), now=NOW)
    assert as_user(hers.participant.user).get(f"/en/certificates/{hers.code}/pdf/").status_code == 404


# --- the desk --------------------------------------------------------------------------------------------------------
def test_a_certificate_is_revoked_at_the_desk_with_a_reason(hers: Certificate, as_user: AsUser) -> None:
    browser, address = as_user(staff()), f"{DESK}{hers.pk}/change/"
    refused = browser.post(address, {"ended_reason": ""})
    told = refused.context["adminform"].form.non_field_errors()
    assert told == ["Please say why this certificate is revoked."]
    hers.refresh_from_db()
    assert hers.state == "valid"
    browser.post(address, {"ended_reason": "Issued by mistake"})
    hers.refresh_from_db()
    assert (hers.state, hers.ended_reason, hers.ended_at) == ("revoked", "Issued by mistake", NOW)
    assert browser.post(address, {"ended_reason": "Again"}).status_code == 403


def test_without_a_broker_issuing_says_try_again(as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing would remember the wish: so it is not said that the certificates are on their way."""

    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(Task, "apply_async", away)
    answer = as_user(staff()).post(f"{DESK}issue/", {"edition": edition().pk})
    assert answer.url == f"{DESK}issue/"
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "The certificates could not be begun just now. Please try again in a minute."
    ]


def test_an_edition_that_is_not_published_has_no_certificates(as_user: AsUser) -> None:
    page = as_user(staff()).post(f"{DESK}issue/", {"edition": edition(published_at=None).pk})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["edition"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(as_user: AsUser, count: int, django_assert_num_queries: Callable[..., object]) -> None:
    call = edition(sessions_required=0)
    for _ in range(count):
        issue(participant(call), by=None, now=NOW)
    browser = as_user(staff())
    with django_assert_num_queries(6):
        browser.get(DESK)
