"""“Tell me when it opens in my region”: asked, confirmed, told once, forgotten."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from programme.actions.interests import AlreadyOpen, ask, confirm, forget_unconfirmed, leave, tell, tell_all
from programme.models import Interest
from tests.factories import NOW, edition, interest
from wic.audit.models import AuditRow
from wic.lifecycle import Stale
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

HER = "amina@example.org"
LATER = NOW + timedelta(days=1)


def waiting(email: str = HER, *, region: str = "AMS", language: str = "en") -> Interest:
    return confirm(interest(email, region=region, language=language), by=None, now=NOW)


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"programme/{kind}").order_by("pk"))


def test_asking_writes_to_the_address_and_waits_for_its_answer() -> None:
    row = ask(email=" Amina@Example.org", region="AMS", language="fr", by=None, now=NOW)
    row.refresh_from_db()
    assert (row.email, row.region, row.language, row.state, row.asked_at) == (HER, "AMS", "fr", "asked", NOW)
    (letter,) = letters("please_confirm")
    assert (letter.to, letter.language, letter.secret) == (HER, "fr", True)
    assert f"/interest/{row.key}/" in letter.text
    assert [audit.action for audit in AuditRow.objects.about(row)] == ["programme.interest.asked"]


def test_the_record_holds_no_address() -> None:
    row = leave(waiting(), by=None, now=NOW)
    told = " ".join(f"{audit.action} {audit.facts}" for audit in AuditRow.objects.about(row))
    assert HER not in told


def test_asking_again_is_one_row_and_three_letters_a_day_at_most() -> None:
    for _time in range(5):
        interest(HER)
    assert Interest.objects.count() == 1
    assert len(letters("please_confirm")) == 3
    interest(HER, now=NOW + timedelta(days=2))
    assert len(letters("please_confirm")) == 4


def test_late_at_night_and_on_the_next_day_each_time_asked_is_a_letter() -> None:
    before_midnight = NOW.replace(hour=23, minute=0)
    for region, hours in [("AMS", 0), ("ASP", 1.5), ("EUR", 24.5)]:
        interest(HER, region=region, now=before_midnight + timedelta(hours=hours))
    assert len(letters("please_confirm")) == 3


def test_who_is_on_the_list_already_is_told_so_in_the_letter_only() -> None:
    row = waiting()
    again = interest(HER)
    assert (again.pk, again.state) == (row.pk, "confirmed")
    assert "This address is confirmed already" in letters("please_confirm")[-1].text


def test_nobody_waits_for_what_is_open() -> None:
    edition(regions=("AFR",))
    with pytest.raises(AlreadyOpen, match="no need to wait"):
        interest(region="AFR")
    assert interest(region="ARB").state == "asked"


@pytest.mark.parametrize("columns", [{"published_at": None}, {"opens_at": LATER}])
def test_a_call_that_nobody_sees_or_that_has_not_begun_is_waited_for(columns: dict[str, object]) -> None:
    edition(regions=("AFR",), **columns)
    assert interest(region="AFR").state == "asked"


def test_no_address_no_row() -> None:
    with pytest.raises(ValidationError):
        ask(email="nobody", region="AMS", language="en", by=None, now=NOW)
    assert not Interest.objects.exists()


def test_confirming_twice_does_no_harm() -> None:
    row = confirm(waiting(), by=None, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.confirmed_at) == ("confirmed", NOW)


@pytest.mark.parametrize("confirmed", [True, False])
def test_leaving_forgets_the_address(*, confirmed: bool) -> None:
    row = leave(waiting() if confirmed else interest(HER), by=None, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.email, row.left_at) == ("left", "", LATER)
    leave(row, by=None, now=LATER + timedelta(days=1))
    row.refresh_from_db()
    assert row.left_at == LATER
    assert interest(HER).pk != row.pk  # she may come back


def test_one_letter_when_it_opens_and_the_address_is_forgotten() -> None:
    row, other_region, unconfirmed = waiting(region="ARB"), waiting("b@example.org"), interest("c@example.org")
    edition(opens_at=LATER, closes_at=LATER + timedelta(days=9), regions=("AFR", "ARB"))
    assert tell_all(now=LATER - timedelta(seconds=1)) == 0
    assert tell_all(now=LATER) == 1
    assert tell_all(now=LATER) == 0
    (letter,) = letters("is_open")
    assert (letter.to, letter.edition, letter.region) == (HER, "2026", "ARB")
    assert "/2026/" in letter.text
    for same in (row, other_region, unconfirmed):
        same.refresh_from_db()
    assert (row.state, row.email, row.told_at) == ("told", "", LATER)
    assert (other_region.state, unconfirmed.state) == ("confirmed", "asked")


def test_the_letter_speaks_her_language() -> None:
    waiting(region="ARB", language="fr")
    edition(name="Women in Cyber")
    tell_all(now=NOW)
    (letter,) = letters("is_open")
    assert letter.language == "fr"


def test_telling_is_refused_to_who_has_left_meanwhile() -> None:
    row = waiting(region="ARB")
    call = edition()
    leave(Interest.objects.get(pk=row.pk), by=None, now=NOW)
    with pytest.raises(Stale):
        tell(row, call, by=None, now=NOW)
    assert letters("is_open") == []


def test_an_address_that_nobody_confirms_is_forgotten_after_a_week() -> None:
    interest(HER)
    kept = waiting("b@example.org")
    week = timedelta(days=7)
    assert forget_unconfirmed(now=NOW + week) == 0
    assert forget_unconfirmed(now=NOW + week + timedelta(seconds=1)) == 1
    assert list(Interest.objects.all()) == [kept]


# --- the pages behind the link ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("clock")
def test_opening_the_link_changes_nothing_the_button_does() -> None:
    row = interest(HER)
    page = f"/interest/{row.key}/"
    assert "Confirm your address" in Client().get(page).content.decode()
    row.refresh_from_db()
    assert row.state == "asked"
    assert "We will write to you" in Client().post(page, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.confirmed_at) == ("confirmed", NOW)


@pytest.mark.usefixtures("clock")
def test_leaving_by_the_link() -> None:
    row = waiting()
    page = f"/interest/{row.key}/leave/"
    assert "Delete your address?" in Client().get(page).content.decode()
    assert "Your address is deleted" in Client().post(page, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.email) == ("left", "")


def test_the_pages_speak_the_language_of_the_letter_and_are_kept_by_nobody() -> None:
    response = Client().get(f"/interest/{interest(language='ar').key}/")
    assert 'dir="rtl"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert HER not in response.content.decode()


def test_after_it_was_told() -> None:
    row = waiting(region="ARB")
    edition()
    tell_all(now=NOW)
    assert "Registration has opened" in Client().get(f"/interest/{row.key}/").content.decode()
    assert Client().post(f"/interest/{row.key}/leave/").status_code == 302
    row.refresh_from_db()
    assert row.state == "told"


def test_a_key_that_is_none() -> None:
    assert Client().get("/interest/nothing/").status_code == 404
