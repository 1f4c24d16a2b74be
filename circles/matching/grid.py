"""The problem as numbers: which circles could open (options), who could sit in them and for how much."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from circles.matching.affinity import NEVER, Scores, lowest, pair_scores, spoken_scores
from circles.matching.problem import Id, InstanceRefused, PinKind, Problem

Ints = NDArray[Any]
Flags = NDArray[np.bool_]

NOWHERE = -1
STAY_SHARE = 50  # staying in her circle counts like a fiftieth of the top score


@dataclass(frozen=True, slots=True)
class Options:
    """A circle that could open: one mentor in one language; sorted by mentor."""

    mentor: Ints
    language: Ints
    lower: Ints
    upper: Ints

    def __len__(self) -> int:
        return len(self.mentor)


@dataclass(frozen=True, slots=True)
class Grid:
    languages: tuple[str, ...]
    pairs: Scores  # mentors x mentees; a pinned mentee is acceptable to her mentor only
    spoken: Scores  # languages x mentees
    options: Options
    required: Ints  # for each mentee the mentor a pin gives her, or NOWHERE
    conflicts: Ints  # pairs of mentees, n x 2
    home: Ints  # for each mentee the option she sits in already, or NOWHERE
    has_gaps: bool  # some pair is not acceptable for another reason than language
    stay_bonus: int = 0

    @property
    def mentees(self) -> int:
        return int(self.pairs.shape[1])

    @property
    def must_open(self) -> Flags:
        flags = np.zeros(self.pairs.shape[0], dtype=np.bool_)
        flags[self.required[self.required != NOWHERE]] = True
        return flags

    def scores(self, options: Ints, mentees: Ints) -> Scores:
        """Of each (option, mentee), stay bonus included; for pairs known to be acceptable."""
        pairs = self.pairs[self.options.mentor[options], mentees].astype(np.int64)
        spoken = self.spoken[self.options.language[options], mentees]
        stays = self.stay_bonus * (self.home[mentees] == options)
        return np.asarray(pairs + spoken + stays)

    def without_bonus(self) -> "Grid":
        return replace(self, stay_bonus=0)

    def accepts(self, options: Ints, mentees: Ints) -> Flags:
        """Whether each (option, mentee) is acceptable."""
        pairs = self.pairs[self.options.mentor[options], mentees]
        return np.asarray(
            (pairs != lowest(pairs.dtype)) & (self.spoken[self.options.language[options], mentees] != NEVER)
        )

    def open_to(self, mentee: int) -> Flags:
        """Which circles she could sit in."""
        pairs = self.pairs[self.options.mentor, mentee]
        return np.asarray((pairs != lowest(pairs.dtype)) & (self.spoken[self.options.language, mentee] != NEVER))

    def acceptable(self, option: int) -> Flags:
        """Which mentees could sit in this circle."""
        pairs = self.pairs[self.options.mentor[option]]
        return np.asarray((pairs != lowest(pairs.dtype)) & (self.spoken[self.options.language[option]] != NEVER))


def tally(grid: Grid, seat: Ints) -> tuple[int, int]:
    """How many are seated, and their affinity with the stay bonus."""
    seated = np.flatnonzero(seat != NOWHERE)
    return len(seated), int(grid.scores(seat[seated], seated).sum())


def build_grid(
    problem: Problem, keep: Mapping[Id, tuple[Id, str]] | None = None, stay_bonus: int | None = None
) -> Grid:
    languages = tuple(sorted({code for mentor in problem.mentors for code in mentor.languages}))
    mentee_at = {mentee.id: i for i, mentee in enumerate(problem.mentees)}
    mentor_at = {mentor.id: m for m, mentor in enumerate(problem.mentors)}
    pairs, spoken = pair_scores(problem), spoken_scores(problem, languages)
    options = _options(problem, languages)
    required = np.full(len(problem.mentees), NOWHERE)
    for n, pin in enumerate(problem.pins):
        i, m = mentee_at[pin.mentee], mentor_at[pin.mentor]
        where = f"pins[{n}] ({pin.mentee}, {pin.mentor})"
        if pin.kind is PinKind.NEVER:
            pairs[m, i] = lowest(pairs.dtype)
        else:
            _refuse_hopeless(pairs, spoken, options, i, m, where)
            pairs[np.arange(len(pairs)) != m, i] = lowest(pairs.dtype)
            required[i] = m
    _refuse_pinned_conflicts(problem, required, mentee_at)
    options = _open_to_pinned(problem, options, required, spoken)
    place = {(int(m), languages[k]): c for c, (m, k) in enumerate(zip(options.mentor, options.language, strict=True))}
    home = np.full(len(problem.mentees), NOWHERE)
    for mentee, (mentor, language) in (keep or {}).items():
        if mentee in mentee_at and mentor in mentor_at:
            home[mentee_at[mentee]] = place.get((mentor_at[mentor], language), NOWHERE)
    conflicts = {tuple(sorted((mentee_at[one], mentee_at[other]))) for one, other in problem.conflicts}
    conflict_pairs = np.array(sorted(conflicts), dtype=np.intp).reshape(-1, 2)
    has_gaps = bool(pairs.min(initial=0) == lowest(pairs.dtype))
    bonus = top_score(pairs, spoken) // STAY_SHARE + 1 if stay_bonus is None else stay_bonus
    return Grid(languages, pairs, spoken, options, required, conflict_pairs, home, has_gaps, bonus if keep else 0)


def top_score(pairs: Scores, spoken: Scores) -> int:
    return max(0, int(pairs.max(initial=0)) + int(spoken.max(initial=0)))


def _options(problem: Problem, languages: tuple[str, ...]) -> Options:
    row = {code: n for n, code in enumerate(languages)}
    listed = [
        (m, row[code], max(1, mentor.lower), mentor.upper)
        for m, mentor in enumerate(problem.mentors)
        for code in sorted(mentor.languages)
        if mentor.upper > 0
    ]
    return Options(*np.array(listed, dtype=np.intp).reshape(-1, 4).T)


def _refuse_hopeless(pairs: Scores, spoken: Scores, options: Options, i: int, m: int, where: str) -> None:
    if pairs[m, i] == lowest(pairs.dtype):
        raise InstanceRefused(where, "must be together, but the pair is not acceptable")
    shared = options.language[options.mentor == m]
    if not (spoken[shared, i] != NEVER).any():
        raise InstanceRefused(where, "must be together, but she has no seat in a language of hers")


def _refuse_pinned_conflicts(problem: Problem, required: Ints, mentee_at: Mapping[Id, int]) -> None:
    for n, (one, other) in enumerate(problem.conflicts):
        mentor = required[mentee_at[one]]
        if mentor != NOWHERE and mentor == required[mentee_at[other]]:
            who = problem.mentors[mentor].id
            raise InstanceRefused(f"conflicts[{n}] ({one}, {other})", f"pins put both in the circle of {who!r}")


def _open_to_pinned(problem: Problem, options: Options, required: Ints, spoken: Scores) -> Options:
    """Without the languages that a pinned mentee of the mentor does not work in."""
    keep = np.ones(len(options), dtype=np.bool_)
    for m in np.unique(required[required != NOWHERE]):
        pinned = np.flatnonzero(required == m)
        mentor = problem.mentors[m]
        where = f"mentors[{m}] ({mentor.id})"
        if len(pinned) > mentor.upper:
            raise InstanceRefused(where, f"{len(pinned)} mentees are pinned to {mentor.upper} seats")
        hers = options.mentor == m
        keep[hers] = (spoken[options.language[hers]][:, pinned] != NEVER).all(axis=1)
        if not keep[hers].any():
            raise InstanceRefused(where, "the mentees pinned to this circle share no language with it")
    return Options(options.mentor[keep], options.language[keep], options.lower[keep], options.upper[keep])
