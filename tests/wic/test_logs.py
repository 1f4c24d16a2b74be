"""What is refused is logged by its route: a path may be somebody's key."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

import wic.urls
from wic.logs import RouteOnly, to_console

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

KEY = "t0ps3cretkeyofone"


@login_not_required
def broken(request: HttpRequest, key: str) -> HttpResponse:
    raise LookupError


urlpatterns = [path("broken/<slug:key>/", broken), *wic.urls.urlpatterns]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """As the console would show it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(RouteOnly())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_the_console_of_the_settings_filters() -> None:
    assert to_console("WARNING")["handlers"]["console"]["filters"] == ["route_only"]
    assert settings.LOGGING["handlers"] == to_console("WARNING")["handlers"]


@pytest.mark.parametrize(
    ("method", "address", "line"),
    [
        ("put", f"/join/{KEY}/", "Method Not Allowed (PUT): /join/<slug:key>/\n"),
        ("post", f"/join/{KEY}/", "Forbidden (CSRF cookie not set.): /join/<slug:key>/\n"),
        ("get", f"/join/{KEY}/elsewhere/", "Not Found: (no such page)\n"),
        ("get", f"/join/{KEY}/", "Not Found: /join/<slug:key>/\n"),
    ],
)
def test_a_refusal_names_the_route(log: io.StringIO, method: str, address: str, line: str) -> None:
    getattr(Client(enforce_csrf_checks=method == "post"), method)(address)

    assert log.getvalue() == line


def test_an_error_names_the_route_and_what_went_wrong(log: io.StringIO) -> None:
    Client(raise_request_exception=False).get(f"/broken/{KEY}/")

    lines = log.getvalue().splitlines()
    assert (lines[0], lines[-1]) == ("Internal Server Error: /broken/<slug:key>/", "LookupError")
    assert KEY not in log.getvalue()
