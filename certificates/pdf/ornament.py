"""The drawings of the certificate that are not type: what lies behind the words, and the QR code."""

import math
from collections.abc import Iterator
from functools import cache

import segno

TEAL = "#0b6b66"
PALE_TEAL = "#bcd6d4"
INK = "#17203a"
WIDTH, HEIGHT = 297, 210  # A4 landscape, millimetres
MARK_Y, RINGS_Y = 25.5, 74


@cache
def ground(*, right_to_left: bool) -> str:
    """The mark at the head of the page and, on the far side, its rings: six stones that fell into still water."""
    edge = WIDTH if right_to_left else 0
    mark_x, rings_x = abs(edge - 28.5), abs(edge - 252)
    stones = [(rings_x, RINGS_Y), *_five_around(rings_x, RINGS_Y, 41)]
    rings = [_circle(*stones[0], radius) for radius in range(5, 87, 3)]
    rings += [_circle(x, y, radius) for x, y in stones[1:] for radius in range(2, 42, 3)]
    mark = [_circle(mark_x, MARK_Y, 2.2), *(_circle(x, y, 1.1) for x, y in _five_around(mark_x, MARK_Y, 5.2))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path fill="none" stroke="{PALE_TEAL}" stroke-width=".1" d="{"".join(rings)}"/>'
        f'<path fill="{PALE_TEAL}" d="{"".join(_circle(x, y, 0.8) for x, y in stones)}"/>'
        f'<path fill="{TEAL}" d="{"".join(mark)}"/></svg>'
    )


def qr(url: str) -> str:
    """The address as a QR code: the modules only, the page gives the quiet zone."""
    # A fixed mask: choosing the best of the eight costs four times the rest, and every reader takes any of them.
    return segno.make_qr(url, error="m", mask=1).svg_inline(border=0, dark=INK, omitsize=True)


def _five_around(x: float, y: float, reach: float) -> Iterator[tuple[float, float]]:
    for fifth in range(5):
        turn = math.tau * fifth / 5
        yield x + reach * math.sin(turn), y - reach * math.cos(turn)


def _circle(x: float, y: float, radius: float) -> str:
    half = f"a{radius} {radius} 0 1 0 {{}} 0"
    return f"M{x - radius:.2f} {y:.2f}{half.format(2 * radius)}{half.format(-2 * radius)}z"
