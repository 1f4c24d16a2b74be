"""What an edition's form offers to choose from. It hardly ever changes, and every save would ask for it."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from programme.models import Edition, Topic

SECONDS = 60  # so long may a form still offer what staff have just changed

Words = dict[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Offered:
    regions: tuple[str, ...]
    topics: tuple[tuple[str, Words], ...]

    @property
    def topic_choices(self) -> list[tuple[str, str]]:
        return [(code, in_her_language(label)) for code, label in self.topics]


def offered(edition: Edition) -> Offered:
    key = f"registration-form-{edition.pk}"
    known: Offered | None = cache.get(key)
    if known is None:
        known = Offered(
            regions=tuple(opened.region for opened in edition.regions.all()),
            topics=tuple((topic.code, words(topic, "label")) for topic in sorted(edition.topics.all(), key=_place)),
        )
        cache.set(key, known, SECONDS)
    return known


def _place(topic: Topic) -> tuple[int, int]:
    return topic.position, topic.pk


def words(row: object, column: str) -> Words:
    return {code: getattr(row, f"{column}_{code}") or "" for code, _name in settings.LANGUAGES}


def in_her_language(words: Words) -> str:
    return words[get_language() or settings.LANGUAGE_CODE]
