"""Many ask at once for letters to one address."""

from collections.abc import Callable
from typing import Any

import pytest

from programme.actions.interests import LETTERS_A_DAY, ask
from programme.models import Interest
from tests.factories import NOW
from tests.racing import at_once, outcomes
from wic.mail.models import Letter
from wic.places import Region

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def asking(region: str) -> Callable[[], Any]:
    return lambda: ask(email="a@example.org", region=region, language="en", by=None, now=NOW)


def test_one_region_eight_times() -> None:
    assert outcomes(at_once([asking("AMS")] * 8)) == {"done": 8}
    assert (Interest.objects.count(), 1 <= Letter.objects.count() <= LETTERS_A_DAY) == (1, True)


def test_every_region_at_once() -> None:
    assert outcomes(at_once([asking(region) for region in Region.values])) == {"done": 6}
    assert (Interest.objects.count(), 1 <= Letter.objects.count() <= LETTERS_A_DAY) == (6, True)
