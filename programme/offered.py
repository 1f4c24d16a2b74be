"""What an edition's form offers and asks. It hardly ever changes, and every save would ask for it."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import get_random_string

from programme.extra import Extra, Words, extra_of, in_her_language, worded
from programme.models import Edition, ExtraQuestion, Topic

SECONDS = 60  # so long may a form still offer what staff have just changed


@dataclass(frozen=True, slots=True)
class Offered:
    stamp: str  # another one each time it is read
    regions: tuple[str, ...]
    topics: tuple[tuple[str, Words], ...]
    extra: tuple[Extra, ...]  # in the order of the form, with those that are withdrawn

    @property
    def topic_choices(self) -> list[tuple[str, str]]:
        return [(code, in_her_language(label)) for code, label in self.topics]

    def asked(self, audience: str) -> tuple[Extra, ...]:
        """The edition's own questions to mentees or to mentors."""
        return tuple(question for question in self.extra if question.is_put_to(audience))


def offered(edition: Edition) -> Offered:
    known: Offered | None = cache.get(_key(edition))
    if known is None:
        known = Offered(
            stamp=get_random_string(8),
            regions=_regions(edition),
            topics=tuple((topic.code, worded(topic, "label")) for topic in sorted(edition.topics.all(), key=_place)),
            extra=extra_questions(edition),
        )
        cache.set(_key(edition), known, SECONDS)
    return known


def regions_alone(edition: Edition) -> Offered:
    """For who is asked where she lives, and nothing else that an edition offers."""
    return Offered(stamp="", regions=_regions(edition), topics=(), extra=())


def extra_questions(edition: Edition) -> tuple[Extra, ...]:
    """As they stand in the database, in the order of the form."""
    found = [
        extra_of(question, question.choices.all(), question.shown_if.all())
        for question in ExtraQuestion.objects.for_edition(edition).with_choices()
    ]
    return tuple(sorted(found, key=lambda question: question.order))


def forget(edition: Edition) -> None:
    """What was offered until now: the next who asks reads it anew."""
    cache.delete_many([_key(edition)])


def _key(edition: Edition) -> str:
    return f"offered-{edition.pk}"


def _regions(edition: Edition) -> tuple[str, ...]:
    return tuple(opened.region for opened in edition.regions.all())


def _place(topic: Topic) -> tuple[int, int]:
    return topic.position, topic.pk
