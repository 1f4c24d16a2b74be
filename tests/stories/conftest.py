"""Stories in a real browser. They run as a second pytest process, see `tests/suites.py`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests import servers
from tests.stories.reader import Manner, Reader

# Playwright keeps an event loop running in this thread, and Django takes every query here for a mistake. Only here:
# in the other suites the flag would hide real ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",  # whatever a page asks for, nothing leaves this machine
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = servers.chromium_program() or pytest.fail("Chromium is not on this machine (Debian: chromium).")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": program, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def unread_static_files() -> Iterator[None]:
    """Before the server starts: it shall not look through all static files, nor for a folder of collected ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "WHITENOISE_AUTOREFRESH", True)
        yield


@pytest.fixture(scope="session")
def live_server(unread_static_files: None, live_server: LiveServer) -> LiveServer:
    return live_server


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The address of the running site, which stands in its letters too."""
    settings.SITE_URL = live_server.url
    settings.DEV_MAILBOX = True  # letters leave for nowhere
    return live_server.url


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Callable[..., Reader]]:
    """Opens a browser of her own for each person; in the end nothing may have gone wrong in any of them."""
    pictures = os.environ.get("STORY_PICTURES")  # a folder: every page that is checked is kept there as a picture
    opened: list[Reader] = []

    def open_browser(name: str, manner: Manner | None = None, **how: Any) -> Reader:
        where = Path(pictures) if pictures else None
        opened.append(Reader(browser, site, name=name, manner=manner or Manner(**how), pictures=where))
        return opened[-1]

    yield open_browser
    for one in opened:
        one.close()
    faults = list(dict.fromkeys(fault for one in opened for fault in one.faults))
    assert not faults, "\n".join(faults)
