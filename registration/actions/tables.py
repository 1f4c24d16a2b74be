"""The rows of a file, each through the verb that one alone goes through."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from wic.lifecycle import Refused

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, order=True)
class RefusedRow:
    number: int  # as the spreadsheet counts it
    reason: str


def each_row(rows: Iterable[tuple[int, Given]], verb: Callable[[Given], Made]) -> tuple[list[Made], list[RefusedRow]]:
    """What came of the rows, and those that the verb refused, with its reason."""
    made, refused = [], []
    for number, row in rows:
        try:
            made.append(verb(row))
        except Refused as refusal:
            refused.append(RefusedRow(number, str(refusal)))
    return made, refused
