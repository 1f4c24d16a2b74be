"""The catalogues: complete, faithful to their source, compiled, and collected from the code as it is."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.suites import LANGUAGES, ROOT, stale_catalogues

FIELD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")')
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]\b|\{\w*\}|</?\w+>")
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


@dataclass(frozen=True)
class Entry:
    context: str
    source: str
    source_plural: str
    forms: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.source}" if self.context else self.source


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def entries(language: str) -> Iterator[Entry]:
    """With the header, whose source is empty."""
    for block in catalogue(language).read_text().split("\n\n"):
        fields: dict[str, str] = {}
        for line in block.splitlines():
            if found := FIELD.fullmatch(line):
                name = found[1]
                fields[name] = ast.literal_eval(found[2])
            elif line.startswith('"'):
                fields[name] += ast.literal_eval(line)
        forms = tuple(words for name, words in fields.items() if name.startswith("msgstr"))
        if forms:  # what is obsolete stands in comments
            yield Entry(fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""), forms)


def placeholders(words: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(words))


def is_faithful(entry: Entry) -> bool:
    if not entry.source_plural:
        return placeholders(entry.forms[0]) == placeholders(entry.source)
    asked = placeholders(entry.source_plural)
    *special, general = map(placeholders, entry.forms)
    # A form for one or two things may say the number in words, or not at all.
    return general == asked and all(set(said) <= set(asked) and len(said) >= len(asked) - 1 for said in special)


@in_every_language
def test_every_sentence_is_translated_in_every_form(language: str) -> None:
    header, *sentences = entries(language)
    plurals = int(re.search(r"nplurals=(\d)", header.forms[0])[1])  # type: ignore[index]
    assert header.source == ""
    assert [
        entry.key
        for entry in sentences
        if not all(entry.forms) or len(entry.forms) != (plurals if entry.source_plural else 1)
    ] == []


@in_every_language
def test_nothing_is_guessed_or_left_over(language: str) -> None:
    lines = catalogue(language).read_text().splitlines()
    assert [line for line in lines if line.startswith(("#~", "#|")) or re.match("#,.*fuzzy", line)] == []


@in_every_language
def test_placeholders_are_those_of_the_source(language: str) -> None:
    assert [entry.key for entry in entries(language) if entry.source and not is_faithful(entry)] == []


@in_every_language
def test_the_compiled_catalogue_says_the_same(language: str) -> None:
    said: dict[str | tuple[str, int], str] = {}
    _header, *sentences = entries(language)
    for entry in sentences:
        if entry.source_plural:
            said |= {(entry.key, number): words for number, words in enumerate(entry.forms)}
        else:
            said[entry.key] = entry.forms[0]
    with catalogue(language).with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)._catalog
    assert {key: words for key, words in found.items() if key} == said  # msgfmt keeps no dates in the header


def test_french_is_set_as_french() -> None:
    """’ and not ', « » and not “ ”, and no line begins with a mark that belongs to the word before."""
    wrong = re.compile(r"['“”]|(?<!\u00a0)[;?!»](?!\w)|(?<!\u00a0):(?=\s|$)|«(?!\u00a0)")
    assert [form for entry in entries("fr") if entry.source for form in entry.forms if wrong.search(form)] == []


def test_the_catalogues_hold_the_sentences_of_the_code() -> None:
    assert stale_catalogues() == [], "dev.py messages, then translate"
