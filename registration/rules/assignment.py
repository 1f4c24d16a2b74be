"""Who reads what. Plain values in, pairs and gaps out; the same seed gives the same answer.

Loads are as even as eligibility allows: no chain of swaps would take one application from somebody to somebody
who has at least two fewer, and so no other assignment is more even.
"""

import hashlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Bar(StrEnum):
    """Why somebody does not read an application, in the order in which they are looked at."""

    LANGUAGE = "language"
    COUNTRY = "country"
    EMPLOYER = "employer"
    ORGANISATION = "organisation"
    CONFLICT = "conflict"  # her own application, one that she gave back, or one that she has already
    NOBODY = "nobody"  # there is no reviewer at all


@dataclass(frozen=True, slots=True)
class Reading:
    """An application that wants so many more reviewers."""

    key: int
    language: str
    country: str
    employer: str = ""  # folded, like every name here
    organisations: frozenset[str] = frozenset()  # that nominated her
    barred: frozenset[int] = frozenset()  # reviewers
    wanted: int = 1


@dataclass(frozen=True, slots=True)
class Reader:
    key: int
    languages: frozenset[str]
    country: str
    employer: str
    load: int = 0  # what she has been given before


@dataclass(frozen=True, slots=True)
class Gap:
    """An application that lacks reviewers: by what most of those are barred who come nearest."""

    key: int
    missing: int
    bar: Bar
    language: str


@dataclass(frozen=True, slots=True)
class Assignment:
    pairs: tuple[tuple[int, int], ...]  # application, reader
    gaps: tuple[Gap, ...]
    loads: Mapping[int, int] = field(default_factory=dict)


def bar(reading: Reading, reader: Reader) -> Bar | None:
    if reading.language not in reader.languages:
        return Bar.LANGUAGE
    if reading.country == reader.country:
        return Bar.COUNTRY
    if reading.employer and reading.employer == reader.employer:
        return Bar.EMPLOYER
    if reader.employer and reader.employer in reading.organisations:
        return Bar.ORGANISATION
    return Bar.CONFLICT if reader.key in reading.barred else None


def assign(readings: Sequence[Reading], readers: Sequence[Reader], *, seed: int) -> Assignment:
    """Most readings first of all, then the evenest loads; a lot breaks ties."""
    order = sorted(readers, key=lambda reader: _lot(seed, reader.key))
    fit = {reading.key: [reader.key for reader in order if bar(reading, reader) is None] for reading in readings}
    loads = {reader.key: reader.load for reader in order}
    given: dict[int, set[int]] = {reading.key: set() for reading in readings}
    for reading in sorted(readings, key=lambda reading: (len(fit[reading.key]), _lot(seed, reading.key))):
        for _place in range(min(reading.wanted, len(fit[reading.key]))):
            free = [key for key in fit[reading.key] if key not in given[reading.key]]
            chosen = min(free, key=lambda key: loads[key])
            given[reading.key].add(chosen)
            loads[chosen] += 1
    _even_out(given, fit, loads)
    gaps = [_gap(reading, order, given=len(given[reading.key])) for reading in readings]
    pairs = tuple(sorted((key, reader) for key, chosen in given.items() for reader in chosen))
    return Assignment(pairs, tuple(gap for gap in gaps if gap), loads)


def _lot(seed: int, key: int) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def _even_out(given: dict[int, set[int]], fit: Mapping[int, list[int]], loads: dict[int, int]) -> None:
    """Swap along chains from the busiest to somebody with at least two fewer, until there is none."""
    while any(_swap(busiest, given, fit, loads) for busiest in sorted(loads, key=lambda key: -loads[key])):
        pass


def _swap(busiest: int, given: dict[int, set[int]], fit: Mapping[int, list[int]], loads: dict[int, int]) -> bool:
    """Breadth first, so that the chain is the shortest."""
    held: dict[int, list[int]] = {}
    for key in given:
        for reader in given[key]:
            held.setdefault(reader, []).append(key)
    came: dict[int, tuple[int, int]] = {}  # reader: from whom, with which application
    waiting = deque([busiest])
    while waiting:
        giver = waiting.popleft()
        for key in held.get(giver, ()):
            for taker in fit[key]:
                if taker in given[key] or taker in came or taker == busiest:
                    continue
                came[taker] = (giver, key)
                if loads[taker] <= loads[busiest] - 2:
                    _hand_over(taker, busiest, came, given)
                    loads[busiest] -= 1
                    loads[taker] += 1
                    return True
                waiting.append(taker)
    return False


def _hand_over(last: int, first: int, came: Mapping[int, tuple[int, int]], given: dict[int, set[int]]) -> None:
    taker = last
    while taker != first:
        giver, key = came[taker]
        given[key].remove(giver)
        given[key].add(taker)
        taker = giver


def _gap(reading: Reading, readers: Sequence[Reader], *, given: int) -> Gap | None:
    """The bar met last is the one to remedy: whoever reads the language but comes from her country, and so on."""
    if given >= reading.wanted:
        return None
    bars = {found for reader in readers if (found := bar(reading, reader))}
    nearest = max(bars, key=list(Bar).index, default=Bar.NOBODY)
    # Those who could read it do so already, but she wants more of them: the pool is short of her language.
    return Gap(reading.key, reading.wanted - given, Bar.LANGUAGE if given else nearest, reading.language)
