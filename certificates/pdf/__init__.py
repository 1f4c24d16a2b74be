"""The certificate as a PDF: facts in, bytes out. Knows no models, no settings and no clock."""

import itertools
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from certificates.pdf import ornament
from certificates.pdf.glyphs import missing_glyphs
from certificates.pdf.typesetting import UsedBeforeForkError, typeset
from certificates.pdf.words import WORDS, Language, Role, written

__all__ = [
    "Facts",
    "Language",
    "Role",
    "Signatory",
    "UnprintableError",
    "UsedBeforeForkError",
    "missing_glyphs",
    "render",
]


class UnprintableError(ValueError):
    """No committed font draws these characters. Says which, not whose name they are in."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__(" ".join(f"U+{ord(character):04X}" for character in characters))
        self.characters = characters


class Signatory(NamedTuple):
    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a certificate says. The names of edition, organisers and signatories are in its language."""

    language: Language
    role: Role
    name: str
    edition_name: str
    organisers: str
    starts_on: date
    ends_on: date
    sessions_attended: int
    sessions_planned: int
    serial: str
    verify_url: str
    issued_on: date
    signatories: tuple[Signatory, ...]
    specimen: bool = False


def render(facts: Facts) -> bytes:
    """One A4 page, tagged and archival; the same facts give the same bytes.

    Raises `UnprintableError` for a character that no font covers: ask `missing_glyphs` before a batch.
    """
    # Asked here once more: typst refuses most missing glyphs with an error, but on some mixtures of scripts it panics.
    printed = (facts.name, facts.edition_name, facts.organisers, facts.serial, *itertools.chain(*facts.signatories))
    if missing := missing_glyphs("".join(printed)):
        raise UnprintableError(missing)
    # Data, never part of the source: what a name contains is printed, not carried out.
    inputs = {
        "page": json.dumps(_page(facts), ensure_ascii=False),
        "ground": ornament.ground(right_to_left=facts.language == "ar"),
        "qr": ornament.qr(facts.verify_url),
    }
    return typeset(inputs, dated=facts.issued_on)


def _page(facts: Facts) -> dict[str, object]:
    words = WORDS[facts.language]
    role = words.for_role(facts.role)
    issued = words.issued.format(date=written(facts.issued_on, facts.language))
    return {
        "language": facts.language,
        "document_title": f"{role.title} – {facts.name}",
        "programme": words.programme,
        "organisers": facts.organisers,
        "title": role.title,
        "lead": role.lead,
        "name": facts.name,
        "name_script": _script(facts.name),
        "statement": role.statement,
        "edition": facts.edition_name,
        "record": _record(facts),
        "signatories": facts.signatories,
        "serial": words.serial.format(serial=facts.serial),
        "issued": issued,
        "verify": words.verify,
        "verify_url": facts.verify_url,
        "qr": words.qr,
        "watermark": words.watermark if facts.specimen else None,
        "specimen": words.specimen if facts.specimen else None,
    }


def _record(facts: Facts) -> str:
    role = WORDS[facts.language].for_role(facts.role)
    attended_all = facts.sessions_attended >= facts.sessions_planned
    within_a_year = facts.starts_on.year == facts.ends_on.year
    return (role.record_of_all if attended_all else role.record_of_some).format(
        start=written(facts.starts_on, facts.language, with_year=not within_a_year),
        end=written(facts.ends_on, facts.language),
        attended=facts.sessions_attended,
        planned=facts.sessions_planned,
    )


def _script(name: str) -> str:
    """The script that the name begins in decides its direction, its first font and the voice that reads it aloud."""
    for character in name:
        if character.isalpha():
            script = unicodedata.name(character, "").split()[0].lower()
            return script if script in {"arabic", "ethiopic"} else "latin"
    return "latin"
