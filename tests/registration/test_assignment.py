"""Who reads what: nobody who must not, as evenly as can be, the same for the same seed."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from random import Random

import pytest

from registration.rules.assignment import Assignment, Bar, Gap, Reader, Reading, assign, bar

ALL = frozenset({"en", "fr", "ar"})
READER = Reader(1, ALL, "CH", "first")


def reading(key: int = 1, **facts: object) -> Reading:
    return Reading(**({"key": key, "language": "en", "country": "KE"} | facts))  # type: ignore[arg-type]


def pool(*countries: str) -> list[Reader]:
    return [Reader(key, ALL, country, f"employer {key}") for key, country in enumerate(countries)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"language": "pt"}, Bar.LANGUAGE),
        ({"country": "CH"}, Bar.COUNTRY),
        ({"employer": "first"}, Bar.EMPLOYER),
        ({"employer": ""}, None),
        ({"organisations": frozenset({"first", "other"})}, Bar.ORGANISATION),
        ({"barred": frozenset({1})}, Bar.CONFLICT),
    ],
)
def test_who_must_not_read_it(facts: dict[str, object], expected: Bar | None) -> None:
    assert bar(reading(**facts), READER) == expected


def test_nobody_reads_it_twice_and_the_loads_differ_by_one_at_most() -> None:
    found = assign([reading(key, wanted=2) for key in range(100)], pool(*"ABCDEFG"), seed=1)
    assert len(set(found.pairs)) == 200
    assert sorted(found.loads.values()) == [28, 28, 28, 29, 29, 29, 29]
    assert found.gaps == ()


def test_what_she_has_already_counts() -> None:
    readers = [Reader(1, ALL, "A", "a", load=5), Reader(2, ALL, "B", "b")]
    assert assign([reading(key) for key in range(7)], readers, seed=1).loads == {1: 6, 2: 6}


def test_the_seed_decides_and_the_order_does_not() -> None:
    readings, readers = [reading(key) for key in range(40)], pool(*"ABCDE")
    one = assign(readings, readers, seed=1)
    assert assign(readings[::-1], readers[::-1], seed=1).pairs == one.pairs
    assert assign(readings, readers, seed=2).pairs != one.pairs


@pytest.mark.parametrize(
    ("readers", "facts", "gap"),
    [
        ([], {}, Gap(1, 1, Bar.NOBODY, "en")),
        (pool("A"), {"language": "pt"}, Gap(1, 1, Bar.LANGUAGE, "pt")),
        (pool("KE", "KE"), {}, Gap(1, 1, Bar.COUNTRY, "en")),
        (pool("A"), {"employer": "employer 0"}, Gap(1, 1, Bar.EMPLOYER, "en")),
        (pool("A"), {"organisations": frozenset({"employer 0"})}, Gap(1, 1, Bar.ORGANISATION, "en")),
        (pool("A", "KE"), {"barred": frozenset({0})}, Gap(1, 1, Bar.CONFLICT, "en")),
        (pool("A"), {"wanted": 2}, Gap(1, 1, Bar.LANGUAGE, "en")),
    ],
)
def test_what_lacks_a_reviewer_is_named(readers: list[Reader], facts: dict[str, object], gap: Gap) -> None:
    assert assign([reading(**facts)], readers, seed=1).gaps == (gap,)


def best(readings: Sequence[Reading], readers: Sequence[Reader]) -> list[int]:
    """By trying everything: the evenest loads, as many times as can be read."""

    def choices(one: Reading) -> Iterator[tuple[int, ...]]:
        fit = [reader.key for reader in readers if bar(one, reader) is None]
        return combinations(fit, min(one.wanted, len(fit)))

    def loads(chosen: Sequence[Sequence[int]]) -> list[int]:
        held = {reader.key: reader.load for reader in readers}
        for keys in chosen:
            for key in keys:
                held[key] += 1
        return sorted(held.values(), reverse=True)

    return min(loads(chosen) for chosen in product(*(list(choices(one)) for one in readings)))


@pytest.mark.parametrize("seed", range(150))
def test_no_other_assignment_is_more_even(seed: int) -> None:
    random = Random(seed)
    readers = [
        Reader(key, frozenset(random.sample(sorted(ALL), random.randint(1, 3))), random.choice("AB"), "", key % 2)
        for key in range(random.randint(1, 4))
    ]
    readings = [
        reading(key, language=random.choice(sorted(ALL)), country=random.choice("ABC"), wanted=random.randint(1, 2))
        for key in range(random.randint(1, 6))
    ]
    found = assign(readings, readers, seed=seed)
    assert sorted(found.loads.values(), reverse=True) == best(readings, readers)
    assert_allowed(found, readings, readers)


def assert_allowed(found: Assignment, readings: Sequence[Reading], readers: Sequence[Reader]) -> None:
    by_key, reader_by_key = {one.key: one for one in readings}, {one.key: one for one in readers}
    assert [pair for pair in found.pairs if bar(by_key[pair[0]], reader_by_key[pair[1]])] == []
    given = {one.key: sum(key == one.key for key, _reader in found.pairs) for one in readings}
    missing = {gap.key: gap.missing for gap in found.gaps}
    assert {one.key: given[one.key] + missing.get(one.key, 0) for one in readings} == {
        one.key: one.wanted for one in readings
    }
