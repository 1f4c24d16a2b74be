"""How an edition is named in an address."""

from django.urls import register_converter


class EditionSlugConverter:
    """Begins with a year, so that no other page's address can be taken for an edition."""

    regex = r"\d{4}(?:-[a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EditionSlugConverter, "edition")
