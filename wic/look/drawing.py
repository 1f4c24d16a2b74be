"""The mark and the icons, as SVG that takes its colours from the sheet."""

from math import cos, pi, sin

RING_RADIUS = 11.5


def mark_svg(*, filled: int, of: int) -> str:
    """One dot with others around it: a mentor and her circle. Dots that are not filled are rings."""
    dots = []
    for place in range(of):
        angle = 2 * pi * place / of - pi / 2
        x, y = 16 + RING_RADIUS * cos(angle), 16 + RING_RADIUS * sin(angle)
        empty = "" if place < filled else ' class="o"'
        dots.append(f'<circle{empty} cx="{x:.4g}" cy="{y:.4g}" r="3"/>')
    return (
        '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        f'<circle class="m" cx="16" cy="16" r="4.75"/>{"".join(dots)}</svg>'
    )


# One family: 24 units, round strokes of 2, no fills. `>` marks those that point and turn round in Arabic.
ICONS = {
    "alert": '<path d="M12 4 2.5 20h19z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "arrow": '>|<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "award": '<circle cx="12" cy="9" r="6"/><path d="m8.5 14-1.5 7 5-3 5 3-1.5-7"/>',
    "back": '>|<path d="M20 12H4m6 6-6-6 6-6"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8m8-4.5V8"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "edit": '>|<path d="m4 20 1-4.5L16 4.5l3.5 3.5-11 11z"/>',
    "external": '>|<path d="M10 5H5v14h14v-5M14 5h5v5m0-5-8 8"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18-5-5.5-5-12.5 0-18"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5m0-9v.1"/>',
    "list": '>|<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1m0 5.9v.1m0 5.9v.1"/>',
    "lock": '<path d="M6 11h12v9H6zm2.5 0V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17zm0 1 8.5 6.5L20.5 7"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M9.8 9v6m4.4-6v6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-8.5 14-8.5 15 0"/>',
    "search": '>|<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "video": '>|<path d="M3.5 7h11v10h-11zm11 4 6-3.5v9l-6-3.5"/>',
}


def icon_svg(name: str) -> str:
    points, _, shapes = ICONS[name].rpartition("|")
    turns = " turns" if points else ""
    return f'<svg class="icon{turns}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shapes}</svg>'
