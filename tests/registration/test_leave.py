"""She leaves the programme by her page."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from registration.actions.participants import leave
from registration.models import Participant
from tests.factories import NOW, edition, participant
from tests.racing import at_once, overtaken
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = pytest.mark.usefixtures("clock")
AsUser = Callable[[User], Client]
SURE = {"is_sure": "on"}
GONE = "You have left the programme. Thank you for your time."


def page_of(her: Participant) -> str:
    return f"/en/places/{her.public_id}/leave/"


def goodbyes() -> int:
    return Letter.objects.filter(kind="registration/goodbye").count()


@pytest.mark.django_db
def test_she_says_that_she_is_sure(as_user: AsUser) -> None:
    her = participant(edition())
    browser = as_user(her.user)
    unsure = browser.post(page_of(her), {"is_sure": ""})
    assert unsure.context["form"].errors == {"is_sure": ["This field is required."]}
    answer = browser.post(page_of(her), SURE)
    assert (answer.url, [str(told) for told in get_messages(answer.wsgi_request)]) == ("/en/me/", [GONE])
    her.refresh_from_db()
    assert (her.state, her.withdrawn_at, goodbyes()) == ("withdrawn", NOW, 1)


@pytest.mark.django_db
def test_who_has_left_comes_to_her_page(as_user: AsUser) -> None:
    her = participant(edition())
    leave(her, by=her.user, now=NOW)
    browser = as_user(her.user)
    assert [browser.get(page_of(her)).url, browser.post(page_of(her), SURE).url] == ["/en/me/"] * 2
    assert goodbyes() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_second_press_arrives_where_the_first_did(as_user: AsUser) -> None:
    her = participant(edition())
    browser = as_user(her.user)
    answer = overtaken(
        lambda: leave(Participant.objects.get(pk=her.pk), by=her.user, now=NOW),
        lambda: browser.post(page_of(her), SURE),
    )
    assert (answer.url, [str(told) for told in get_messages(answer.wsgi_request)]) == ("/en/me/", [GONE])
    assert goodbyes() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_are_one(as_user: AsUser) -> None:
    her = participant(edition())
    browsers = [as_user(her.user) for _press in range(4)]
    answers = at_once([lambda browser=browser: browser.post(page_of(her), SURE) for browser in browsers])
    assert ([answer.url for answer in answers], goodbyes()) == (["/en/me/"] * 4, 1)
