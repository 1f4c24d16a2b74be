"""Before decisions are announced nothing tells them apart: no page, letter, header, length or count of statements.

Two worlds differ in nothing but what was prepared and approved. As everybody outside the desk every address is
opened in both, and each answer has to be the same, byte for byte.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.http import HttpRequest, HttpResponse
from pytest_django.fixtures import Settings

from registration.models import Decision
from tests.access.held import WORLDS, Answer, Held, letters
from tests.access.world import undone
from tests.factories import letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Crawl = dict[tuple[str, str, str], Answer]


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", "django.request")  # thousands of refusals are no news


def number_anew() -> None:
    """PostgreSQL goes on counting after what was undone: rows of both worlds shall have the same numbers."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def in_both(held: Held, look: Callable[[], Any]) -> list[Any]:
    """What is seen in the one world and in the other."""
    seen = []
    for seed, world in enumerate(WORLDS):
        with undone():
            number_anew()
            held.decide(world, seed=seed)
            seen.append(look())
    return seen


def differing(one: Crawl, other: Crawl) -> list[tuple[str, str, str]]:
    assert one.keys() == other.keys()
    return [key for key in one if one[key] != other[key]]


@pytest.mark.one_database
def test_no_page_tells_an_outcome() -> None:
    held = Held()
    one, other = in_both(held, held.crawl)
    # The first page of its kind fills Django's own memories with a statement more: what differs is asked once more.
    suspects = differing(one, other)
    assert differing(*in_both(held, lambda: {key: held.answer(*key) for key in suspects})) == []
    assert len(one) > 1000
    assert {answer.status for answer in one.values()} >= {200, 302, 404, 405}


def test_no_letter_tells_an_outcome() -> None:
    one, other = in_both(Held(), letters)
    assert one == other


def test_what_is_held_cannot_be_told_from_nothing_at_all() -> None:
    """Nor does a page say that decisions are prepared, as long as nobody touches what she sent."""
    held = Held()
    pages = ["/en/me/", "/en/2026/", "/en/2026/apply/", "/en/2026/apply/mentee/", "/en/2026/apply/mentee/sent/"]
    hers = [(name, page) for name in held.people if name.startswith("applicant") for page in pages]
    before = [held.answer(name, "GET", page).body for name, page in hers]
    for world in in_both(held, lambda: [held.answer(name, "GET", page).body for name, page in hers]):
        assert world == before


# --- the crawl is not blind: leaks that are planted are found --------------------------------------------------------
LEAKS = {
    "in the page": lambda response, outcome: setattr(response, "content", response.content + outcome.encode()),
    "in a header": lambda response, outcome: response.headers.__setitem__("ETag", f'"{outcome}"'),
    "in the length": lambda response, outcome: setattr(response, "content", response.content + b" " * len(outcome)),
    "in a statement": lambda _response, outcome: outcome == "selected" and Decision.objects.count(),
    "in the state": lambda response, outcome: setattr(response, "status_code", 203 if outcome == "selected" else 200),
}


def leaking(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands in for a mistake on one page of hers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path == "/en/me/" and request.user.is_authenticated and request.method == "GET":
            outcome = Decision.objects.filter(application__user=request.user).values_list("outcome", flat=True).first()
            if outcome:
                LEAKS[leaking.how](response, outcome)  # type: ignore[attr-defined]
        return response

    return middleware


@pytest.mark.parametrize("how", LEAKS)
def test_a_planted_leak_is_found(settings: Settings, how: str) -> None:
    leaking.how = how  # type: ignore[attr-defined]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.access.test_before_the_release.leaking"]
    held = Held()

    def her_page() -> Crawl:
        names = [name for name in held.people if name.startswith("applying") or name == "applicant 0"]
        return {(name, "GET", "/en/me/"): held.answer(name, "GET", "/en/me/") for name in names}

    assert len(differing(*in_both(held, her_page))) == 2


def test_a_planted_letter_is_found() -> None:
    held = Held()

    def look() -> list[tuple[str, ...]]:
        for decision in Decision.objects.selected().select_related("application__user"):
            letter(decision.application.user.email, subject="Good news")
        return letters()

    one, other = in_both(held, look)
    assert one != other
