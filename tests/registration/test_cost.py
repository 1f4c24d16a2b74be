"""What a whole application by a new person costs: from the sign-in to her copy, with the letters, in literal numbers.

Counted is every statement that reads or writes rows; the begin and end of transactions are not.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from programme.offered import offered
from registration.models import Application
from tests.factories import MENTEE_ANSWERS, NOW, edition, person
from tests.registration.test_form_page import typed
from tests.stories.post import code_for
from wic.mail.models import Letter
from wic.mail.sending import send_some

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FORM = "/en/2026/apply/mentee/"
SIGN_IN = f"/en/account/sign-in/?next={FORM}"
CODE = "/en/account/sign-in/code/"
HERS = "amina@example.org"


def applies(browser: Client, count: Callable[[str, Callable[[], Any]], Any]) -> None:
    """Seven requests, and the worker that sends her two letters."""
    count("sign-in", lambda: browser.get(SIGN_IN))
    count("her address", lambda: browser.post(SIGN_IN, {"email": HERS}))
    count("letter with the code", lambda: send_some(worker="first", clock=lambda: NOW))
    count("code", lambda: browser.get(CODE))
    typed_code = {"code": code_for(HERS), "time_zone": "Africa/Nairobi"}
    count("her code", lambda: browser.post(CODE, typed_code))
    count("form", lambda: browser.get(FORM))
    count("sent in one go", lambda: browser.post(FORM, typed(MENTEE_ANSWERS, send="1")))
    count("her copy", lambda: browser.get(f"{FORM}sent/"))
    count("letter with the reference", lambda: send_some(worker="second", clock=lambda: NOW))


@pytest.mark.parametrize("others", [0, 299])
def test_at_most_seventy_statements(settings: Settings, others: int) -> None:
    settings.DEV_MAILBOX = True  # letters leave for nowhere
    call = edition()
    Application.objects.bulk_create(
        Application(edition=call, user=person(), kind="mentee", reference=f"WIC26-{n}", created_at=NOW, changed_at=NOW)
        for n in range(others)
    )
    counted: dict[str, int] = {}

    def count(what: str, act: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as said:
            done = act()
        counted[what] = sum("SAVEPOINT" not in query["sql"] for query in said.captured_queries)
        return done

    offered(call)  # what others were asked is remembered for a minute
    applies(Client(), count)

    assert Application.objects.get(user__email=HERS).state == Application.State.SUBMITTED
    assert Letter.objects.filter(to=HERS, state=Letter.State.SENT).count() == 2
    assert counted == {
        "sign-in": 0,
        "her address": 7,
        "letter with the code": 5,
        "code": 2,
        "her code": 12,
        "form": 7,
        "sent in one go": 15,
        "her copy": 7,
        "letter with the reference": 5,
    }
    assert sum(counted.values()) <= 70
