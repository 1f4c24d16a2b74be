"""How an edition is named in an address."""

from django.urls import register_converter

LONGEST = 50  # as an edition's column: what is longer is the address of none, and kept nowhere


class EditionSlugConverter:
    """Begins with a year, so that no other page's address can be taken for an edition."""

    regex = r"\d{4}(?:-[a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        if len(value) > LONGEST:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EditionSlugConverter, "edition")
