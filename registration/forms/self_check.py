"""The questions that decide on eligibility, for somebody who wonders whether to apply."""

from typing import Any

from programme.models import Edition
from programme.offered import regions_alone
from registration.forms.applications import MenteeForm
from wic.pages import unframed

ASKED = ("country", "gender", "pathway", "years", "english", "has_computer", "has_connection")


class SelfCheckForm(MenteeForm):
    """A part of the application form, so that the answers fit there when she goes on."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, choices=regions_alone(edition), **kwargs)
        self.narrow(ASKED)
        self.helper = unframed(*ASKED)

    @property
    def for_screening(self) -> dict[str, Any]:
        """What she left out is there, and empty."""
        return dict.fromkeys(ASKED) | {"country": "", "gender": "", "pathway": ""} | self.answers
