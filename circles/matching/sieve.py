"""The mentees worth most to a mentor at given prices, from all of them.

Nearly all are told apart in the small type of the scores: a pair is worth whole points at least where its score reaches
a whole number that depends on the mentee alone. What passes is then compared exactly.
"""

from functools import lru_cache

import numpy as np

from circles.matching.affinity import NEVER, lowest
from circles.matching.grid import Grid, Ints

SCALE = 1000  # to a point of affinity
KEPT_ROWS = 256
NOT_MANY = 2.5  # times as many as wanted may pass


class Sieve:
    """All mentees who work in one language, at their prices."""

    def __init__(self, grid: Grid, prices: Ints, language: int) -> None:
        self.grid = grid
        self.speaks = grid.spoken[language] != NEVER
        self.offset = SCALE * grid.spoken[language].astype(np.int64) - prices
        self.points = self.offset // SCALE
        self.bottom = lowest(grid.pairs.dtype) + 1 + int(self.points[self.speaks].min(initial=0))
        self.start = self.bottom
        self.bits = grid.mentees.bit_length()
        self.required = lru_cache(KEPT_ROWS)(self._required)

    def best(self, option: int, number: int, reached: int | None) -> tuple[Ints, Ints]:
        """Who is worth most there, in falling order, and how much (scaled); of equals the first in the list.

        `reached`: what so many are known to be worth at least (scaled).
        """
        row = self.grid.pairs[self.grid.options.mentor[option]]
        if reached is None:
            self.start = points = self._points_reached(row, number)
        else:
            points = max(self.bottom, reached // SCALE)
        who = np.flatnonzero(row >= self.required(points))
        worth = SCALE * row[who].astype(np.int64) + self.offset[who]
        if self.grid.stay_bonus:
            who, worth = self._with_bonus(option, row, who, worth)
        last = (1 << self.bits) - 1
        keys = worth << self.bits | (last - who)
        keys.sort()
        best = keys[: -number - 1 : -1]
        return last - (best & last), best >> self.bits

    def _required(self, points: int) -> Ints:
        """The least score with which each mentee is worth so many points."""
        kind = self.grid.pairs.dtype
        nobody = np.iinfo(kind).max
        return np.where(self.speaks, np.clip(points - self.points, lowest(kind) + 1, nobody), nobody).astype(kind)

    def _points_reached(self, row: Ints, number: int) -> int:
        """By at least that many mentees and not many more, if there are as many; sought from where it was last."""
        low, high, points, step = None, None, self.start, 1
        while True:
            reaching = np.count_nonzero(row >= self.required(points))
            if number <= reaching <= NOT_MANY * number or (reaching < number and points == self.bottom):
                return points
            low, high = (points, high) if reaching >= number else (low, points)
            if low is None or high is None:
                points = max(self.bottom, points + (step if high is None else -step))
                step *= 2
            elif high - low == 1:
                return low
            else:
                points = (low + high) // 2

    def _with_bonus(self, option: int, row: Ints, who: Ints, worth: Ints) -> tuple[Ints, Ints]:
        """With those who sit there already, whose points do not tell."""
        is_home = (self.grid.home == option) & self.speaks & (row != lowest(row.dtype))
        staying = np.flatnonzero(is_home)
        others = ~is_home[who]
        bonus = SCALE * (row[staying].astype(np.int64) + self.grid.stay_bonus) + self.offset[staying]
        return np.r_[who[others], staying], np.r_[worth[others], bonus]
