"""By which clock she is told times, when her browser runs no scripts that would say."""

import pytest

from registration.actions.applications import submit
from tests.accounts.test_profile import answers, stored
from tests.accounts.test_sign_in import ask, enter, errors
from tests.factories import NOW, application, draft, edition, person
from wic.accounts.models import User
from wic.accounts.rules import only_zone_of
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CLOCK, HER_PAGE = "/en/account/profile/clock/", "/en/me/"


@pytest.mark.parametrize(
    ("country", "zone"),
    [("KE", "Africa/Nairobi"), ("TN", "Africa/Tunis"), ("CD", ""), ("BR", ""), ("", ""), ("XX", "")],
)
def test_most_countries_have_one_clock(country, zone):
    assert only_zone_of(country) == zone


# --- the first page --------------------------------------------------------------------------------------------------
def test_a_browser_without_scripts_is_asked_first(client):
    ask(client)

    assert enter(client, time_zone="")["Location"] == CLOCK
    page = client.get(CLOCK).content.decode()
    assert "The nearest city" not in page
    assert f'href="{HER_PAGE}"' in page


def test_with_one_clock_in_the_country_that_is_all(client):
    ask(client)
    enter(client, time_zone="")

    response = client.post(CLOCK, {"country": "KE"})

    assert (response.status_code, response["Location"]) == (302, HER_PAGE)
    user = User.objects.get()
    assert (user.country, user.time_zone) == ("KE", "Africa/Nairobi")
    assert AuditRow.objects.order_by("pk").last().facts == {"fields": ["time_zone", "country"]}


def test_where_there_are_several_the_city_is_asked(as_user):
    amina = person()
    hers = as_user(amina)

    response = hers.post(CLOCK, {"country": "CD"})

    assert errors(response) == ["There are several time zones. Please choose the city nearest to you."]
    cities = response.context["form"].fields["time_zone"].choices
    assert cities == [("", "Please choose"), ("Africa/Kinshasa", "Kinshasa"), ("Africa/Lubumbashi", "Lubumbashi")]
    assert hers.post(CLOCK, {"country": "CD", "time_zone": "Africa/Lubumbashi"})["Location"] == HER_PAGE
    amina.refresh_from_db()
    assert (amina.country, amina.time_zone) == ("CD", "Africa/Lubumbashi")


@pytest.mark.parametrize(
    "typed", [{}, {"country": "XX"}, {"country": "CD", "time_zone": "Africa/Cairo"}, {"time_zone": "Africa/Cairo"}]
)
def test_what_fits_nowhere_is_told(as_user, typed):
    amina = person()

    assert as_user(amina).post(CLOCK, typed).status_code == 200
    amina.refresh_from_db()
    assert (amina.country, amina.time_zone) == ("", "UTC")


def test_she_is_asked_once(client, clock):
    ask(client)
    enter(client, time_zone="")
    client.post("/en/account/sign-out/")
    clock.shift(60)
    ask(client)

    assert enter(client, time_zone="")["Location"] == HER_PAGE


@pytest.mark.parametrize("known", [{"time_zone": "Africa/Cairo"}, {"country": "EG"}])
def test_whose_clock_is_known_is_not_asked(client, known):
    person("amina@example.org", **known)
    ask(client)

    assert enter(client, time_zone="")["Location"] == HER_PAGE


def test_nor_who_was_on_her_way_somewhere(client):
    ask(client, query="?next=/en/network/")

    assert enter(client, time_zone="")["Location"] == "/en/network/"


# --- where else she tells --------------------------------------------------------------------------------------------
def test_the_country_of_her_profile_sets_the_clock(as_user):
    amina = person()

    as_user(amina).post("/en/account/profile/", answers(time_zone="UTC"))

    assert stored(amina) == answers(time_zone="Africa/Algiers")


@pytest.mark.parametrize(
    ("before", "typed", "zone"),
    [
        ({}, {"country": "CD"}, "UTC"),  # which of its two?
        ({"country": "DZ"}, {"country": "DZ"}, "UTC"),  # she knows why
        ({"time_zone": "Africa/Cairo"}, {"country": "DZ"}, "UTC"),  # chosen
    ],
)
def test_a_clock_that_she_chose_stays(as_user, before, typed, zone):
    amina = person(**before)

    as_user(amina).post("/en/account/profile/", answers(time_zone="UTC", **typed))

    assert stored(amina)["time_zone"] == zone


def test_her_application_tells_her_account():
    amina = person()

    application(edition(), amina)

    assert (stored(amina)["country"], stored(amina)["time_zone"]) == ("KE", "Africa/Nairobi")


def test_but_does_not_overrule_it():
    amina = person(time_zone="Africa/Cairo")
    sent = draft(edition(), amina)

    submit(sent, by=amina, now=NOW)

    assert (stored(amina)["country"], stored(amina)["time_zone"]) == ("", "Africa/Cairo")
