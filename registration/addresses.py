"""How an application is named in an address."""

from django.urls import register_converter

from registration.models.applications import Kind


class KindConverter:
    regex = "|".join(Kind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KindConverter, "kind")
