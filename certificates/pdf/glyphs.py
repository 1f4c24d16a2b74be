"""Which characters the committed fonts can draw, read from their character maps."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

BYTE_ORDER_MARK = "\ufeff"  # some fonts list it, tagged PDF forbids it
# One cut of every family: the bolder ones draw the same letters.
FAMILIES = (
    "NotoSerifDisplay-Light.ttf",
    "Amiri-Regular.ttf",
    "NotoSansEthiopic-Light.ttf",
    "NotoSans-Regular.ttf",
)


def missing_glyphs(name: str) -> list[str]:
    """The characters of a name that would not be printed, each once, in order; empty when all would."""
    covered = _covered()
    return [character for character in dict.fromkeys(name) if not _is_printable(character, covered)]


def _is_printable(character: str, covered: frozenset[int]) -> bool:
    # Line breaks, control and private characters are a mistake in a name, whatever a font says about them.
    if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} or character == BYTE_ORDER_MARK:
        return False
    return ord(character) in covered


@cache
def _covered() -> frozenset[int]:
    return frozenset().union(*(_mapped_by((FONTS / name).read_bytes()) for name in FAMILIES))


def _mapped_by(font: bytes) -> set[int]:
    """The code points of a font's Unicode `cmap`, of the two table formats in use (4 and 12)."""
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _checksum, table, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == b"cmap":
            break
    else:
        raise ValueError("not a font with a character map")
    mapped: set[int] = set()
    for number in range(struct.unpack_from(">H", font, table + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, table + 4 + 8 * number)
        read = {4: _segments, 12: _groups}.get(struct.unpack_from(">H", font, table + offset)[0])
        if read:
            mapped |= read(font, table + offset)
    return mapped


def _segments(font: bytes, at: int) -> set[int]:
    """Format 4: ranges of the first plane, whose glyph is computed or looked up; glyph 0 means none."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    columns = f">{count}H"
    ends, starts, deltas, offsets = (
        struct.unpack_from(columns, font, at + 14 + position)
        for position in (0, 2 * count + 2, 4 * count + 2, 6 * count + 2)
    )
    mapped = set()
    for index, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        here = at + 16 + 6 * count + 2 * index
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code if offset == 0 else struct.unpack_from(">H", font, here + offset + 2 * (code - start))[0]
            if (offset and not glyph) or (glyph + delta) % 0x10000 == 0:
                continue
            mapped.add(code)
    return mapped


def _groups(font: bytes, at: int) -> set[int]:
    """Format 12: ranges of all planes."""
    mapped: set[int] = set()
    for index in range(struct.unpack_from(">L", font, at + 12)[0]):
        start, end, _first_glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * index)
        mapped.update(range(start, end + 1))
    return mapped
