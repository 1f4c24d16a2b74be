"""Words in a row, as the language of the page has it."""

from collections.abc import Iterable
from typing import Any
from unicodedata import bidirectional

from django.utils.text import get_text_list
from django.utils.translation import get_language, get_language_bidi, gettext

REPEATING = {"ar"}  # “or” stands between all of them, not before the last one only


def join_words(words: Iterable[Any], last: str = "") -> str:
    """Parted by the comma of the language: “Africa, Arab States”. `last`, like “or”, stands before the last one."""
    said = [str(word) for word in words]
    if last and get_language() in REPEATING:
        return f" {last} ".join(said)
    # Translators: between the members of a list; in Arabic it is the Arabic comma.
    return get_text_list(said, last) if last else gettext(", ").join(said)


def name_in_sentence(name: str) -> str:
    """It keeps its own direction among Arabic words, and an Arabic one among others: a text has no `<bdi>`.

    A Latin name among Latin words needs nothing, and stays free of signs that nobody sees.
    """
    needs_it = get_language_bidi() or any(bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\u2068{name}\u2069" if needs_it else name
