"""The world that every address is opened in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.access.world import World


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> "Iterator[World]":
    from tests.access.world import World, undone  # once Django is ready
    from tests.factories import NOW

    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), undone():
        yield World()


@pytest.fixture
def world(built: "World", clock: object, caplog: pytest.LogCaptureFixture) -> "World":
    caplog.set_level("ERROR", "django.request")  # a thousand refusals are no news
    return built
