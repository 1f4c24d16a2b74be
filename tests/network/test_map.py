import re
from pathlib import Path

import pytest

from network.map import HEIGHT, LAND, WIDTH, project
from wic.places import PLACES

ISLAND_STATES = ["BH", "CV", "KM", "MU", "SC", "ST"]


def rings() -> list[list[tuple[float, float]]]:
    """The path, drawn: absolute points of each ring."""
    drawn = []
    for start, steps in re.findall(r"M([\d.,]+)l([^z]+)z", LAND):
        x, y = (float(number) for number in start.split(","))
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.\d|\d+|\.\d)", steps)]
        ring = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        drawn.append(ring)
    return drawn


def is_inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


# Reckoned by d3-geo, which also drew the land.
@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [
        (0, 0, (480.0, 260.0)),
        (-1.3, 36.8, (573.9, 263.8)),
        (30.0, 31.2, (556.2, 171.1)),
        (14.7, -17.4, (436.0, 216.5)),
        (-18.1, 178.4, (928.5, 313.5)),
        (66.5, 25.7, (531.0, 67.4)),
    ],
)
def test_project(latitude, longitude, point):
    assert project(latitude, longitude) == point


def test_the_whole_path_is_understood():
    assert re.fullmatch(r"(?:M\d+(?:\.\d)?,\d+(?:\.\d)?l[-\d. ]+z)+", LAND)
    assert len(LAND.encode()) <= 22_000
    assert len(rings()) == LAND.count("M")


def test_the_land_fills_the_drawing_and_stays_in_it():
    points = [point for ring in rings() for point in ring]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > 0.9 * WIDTH
    assert max(y for _, y in points) - min(y for _, y in points) > 0.8 * HEIGHT


def test_every_bubble_lies_in_the_drawing():
    points = [project(place.latitude, place.longitude) for place in PLACES.values()]
    assert [(x, y) for x, y in points if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT)] == []


def test_bubbles_of_the_mainland_lie_on_land():
    drawn = rings()
    served = {code: project(p.latitude, p.longitude) for code, p in PLACES.items() if p.region in {"AFR", "ARB"}}
    at_sea = {code for code, point in served.items() if not any(is_inside(point, ring) for ring in drawn)}
    # Islands that are dots, or smaller than one; the network draws the bubble, which is enough.
    assert at_sea <= {"BH", "CV", "IO", "KM", "MU", "RE", "SC", "SH", "ST", "YT"}


@pytest.mark.parametrize("code", ISLAND_STATES)
def test_island_states_are_drawn(code):
    x, y = project(PLACES[code].latitude, PLACES[code].longitude)
    assert any(abs(px - x) < 3 and abs(py - y) < 3 for ring in rings() for px, py in ring)


def test_the_note_says_where_the_land_is_from():
    note = (Path(__file__).parents[2] / "network/map/SOURCE.md").read_text(encoding="utf-8")
    assert "Natural Earth" in note
    assert "ISC" in note
