"""When the tests are, and what keeps their rows apart."""

from datetime import UTC, datetime
from itertools import count

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, half a minute that has just begun
numbers = count(1)
