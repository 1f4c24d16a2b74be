"""An edition's address is fixed once and stands in every link: it must be one that the site can read."""

import pytest

from programme.forms import EditionForm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "is_good"),
    [("2027", True), ("2027-asia", True), ("asia", False), ("27", False), ("2027_asia", False), ("2027-Asia", False)],
)
def test_it_begins_with_a_year(slug: str, is_good: bool) -> None:
    assert ("slug" not in EditionForm({"slug": slug}).errors) is is_good
