"""An edition's address is fixed once and stands in every link: it must be one that the site can read."""

import pytest
from django.test import Client

from programme.addresses import LONGEST
from programme.forms import EditionForm
from programme.models import Edition
from wic.home.context import _links

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "is_good"),
    [("2027", True), ("2027-asia", True), ("asia", False), ("27", False), ("2027_asia", False), ("2027-Asia", False)],
)
def test_it_begins_with_a_year(slug: str, is_good: bool) -> None:
    assert ("slug" not in EditionForm({"slug": slug}).errors) is is_good


def test_what_is_too_long_for_an_edition_is_no_address_of_one(client: Client) -> None:
    kept = _links.cache_info().currsize
    for number in range(3):
        assert client.get(f"/en/2027-{number}{'a' * LONGEST}/timeline/").status_code == 404
    assert _links.cache_info().currsize <= kept + 1  # the navigation of no edition at most
    assert Edition._meta.get_field("slug").max_length == LONGEST
