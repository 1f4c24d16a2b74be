"""What is printed of an edition: the picture that goes with a shared link, and the documents for nominators.

Plain values in, bytes out; Arabic is shaped by the same typesetter as on the certificates.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from certificates.pdf import typesetting


@dataclass(frozen=True, slots=True)
class Picture:
    language: str
    eyebrow: str
    title: str
    lines: Sequence[str]
    organisers: str


@dataclass(frozen=True, slots=True)
class Paper:
    language: str
    eyebrow: str
    title: str
    blocks: Sequence[dict[str, Any]]
    organisers: str
    footer: str


def heading(text: str) -> dict[str, Any]:
    return {"kind": "heading", "text": text}


def paragraphs(text: str) -> list[dict[str, Any]]:
    """A text of the desk: blank lines part its paragraphs."""
    parts = (" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n"))
    return [{"kind": "text", "text": part} for part in parts if part]


def facts(rows: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {"kind": "facts", "rows": rows}


def closing(lines: Sequence[str]) -> dict[str, Any]:
    return {"kind": "closing", "lines": lines}


def picture(page: Picture) -> bytes:
    return typesetting.draw(_template("picture.typ"), _inputs(page))


def paper(page: Paper, *, dated: date) -> bytes:
    return typesetting.typeset_paper(_template("paper.typ"), _inputs(page), dated=dated)


def _inputs(page: Picture | Paper) -> dict[str, str]:
    return {"page": json.dumps(asdict(page), ensure_ascii=False, default=str)}


@cache
def _template(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()
