"""The world's land without frontiers, and where on it a place lies.

How land.txt was made is told in SOURCE.md.
"""

from math import radians
from pathlib import Path

WIDTH = 960
HEIGHT = 480

LAND = Path(__file__).with_name("land.txt").read_text(encoding="ascii").strip()

# The whole globe would be 919 wide, so that a bubble on Fiji is not cut off. The centre lies below the middle because
# the drawing has no Antarctica.
_SCALE = 168
_CENTRE = (480, 260)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """The point of the drawing, from its top left corner, in Tom Patterson's Natural Earth projection."""
    along, up = radians(longitude), radians(latitude)
    square = up * up
    fourth = square * square
    x = along * (0.8707 - 0.131979 * square + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth)))
    y = up * (1.007226 + square * (0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)))
    return round(_CENTRE[0] + _SCALE * x, 1), round(_CENTRE[1] - _SCALE * y, 1)
