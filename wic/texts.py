"""Text as people type and paste it: the form fields for it, wherever somebody else will read it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A browser’s, an old Mac’s, those that Word and Outlook keep inside a paragraph, and those of Unicode.
LINE_BREAK = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
# Control characters other than tab and line break, and the marks that turn what stands around them.
UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
# Chats put these around names and numbers, and they come along with what is copied. Each page sets the direction.
PASTED_ALONG = re.compile("[\u202a-\u202c\u2066-\u2069]")
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and symbols by name, drawn as nothing


def is_blank(text: str) -> bool:
    """Nothing in it is to be seen: spaces, joiners, marks of direction, accents without a letter."""
    return all(sign in BLANK_LETTERS or unicodedata.category(sign) in UNSEEN for sign in text)


class PlainText(forms.CharField):
    """Text in any script, in one spelling of its accents and line breaks. What cannot be seen is no text.

    Where there is one line only, what was pasted in several stands in it with spaces between.
    """

    def to_python(self, value: Any) -> str:
        line_break = "\n" if isinstance(self.widget, forms.Textarea) else " "
        text = unicodedata.normalize("NFC", LINE_BREAK.sub(line_break, super().to_python(value) or ""))
        if UNKEEPABLE.search(text):
            raise ValidationError(
                _("This has an invisible character in it that cannot be kept. Please type it instead of pasting it.")
            )
        if is_blank(text):
            return ""
        text = PASTED_ALONG.sub("", text)
        return text.strip() if self.strip else text


class NameText(PlainText):
    """As it will stand on a certificate: with one space between its words."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PersonName(NameText):
    """What others will read as somebody's name."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(letter.isalpha() for letter in value):
            raise ValidationError(_("Please write the name in letters."))
