"""Words in a row, as the language of the page has it."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext


def join_words(words: Iterable[Any], last: str = "") -> str:
    """Parted by the comma of the language: “Africa, Arab States”. `last`, like “or”, stands before the last one."""
    said = [str(word) for word in words]
    # Translators: between the members of a list; in Arabic it is the Arabic comma.
    return get_text_list(said, last) if last else gettext(", ").join(said)
