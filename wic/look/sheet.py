"""The one style sheet, made small once and allowed by its hash.

It stands inside the page because a second request costs a whole round trip on a slow line.
Imported by the settings, so it needs nothing of Django.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "static" / "wic.css"


@cache
def sheet() -> str:
    return minified(SOURCE.read_text(encoding="utf-8"))


@cache
def sheet_hash() -> str:
    """The sheet as a source of `style-src` in the content security policy."""
    digest = hashlib.sha256(sheet().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    # Spaces around + and - stay: calc() needs them. So does the one before a colon: it may be a descendant selector.
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r": ", ":", css)
    return css.replace(";}", "}").strip()
