"""One typst compiler per thread, made when it is first needed."""

import os
import threading
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import cast

import typst

from certificates.pdf.glyphs import FONTS

TEMPLATE = Path(__file__).with_name("certificate.typ")


class UsedBeforeForkError(RuntimeError):
    """The parent process typeset before it forked: typst's threads did not come along and would be awaited for ever."""


class _Thread(threading.local):
    compiler: typst.Compiler | None = None


_thread = _Thread()
_process_that_typesets: int | None = None


def typeset(inputs: dict[str, str], *, dated: date) -> bytes:
    """The template with these inputs as tagged, archival PDF: the same inputs give the same bytes."""
    compiled = _compiler().compile(
        _template(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-3a"],
        timestamp=datetime.combine(dated, time(), tzinfo=UTC),
    )
    pdf = cast("bytes", compiled)  # a list only for pictures of several pages
    # The hint for the order of facing pages makes Chromium's reader copy Latin names and addresses word by word
    # backwards. One page faces none; of the same length, so that the offsets in the file stay true.
    return pdf.replace(b"/Direction/R2L", b"/Direction/L2R", 1)


def typeset_paper(template: bytes, inputs: dict[str, str], *, dated: date) -> bytes:
    """Another template than the certificate's, as tagged PDF."""
    moment = datetime.combine(dated, time(), tzinfo=UTC)
    return cast("bytes", _compiler().compile(template, format="pdf", sys_inputs=inputs, timestamp=moment))


def draw(template: bytes, inputs: dict[str, str]) -> bytes:
    """A template of one page as PNG, a pixel for each of its points."""
    return cast("bytes", _compiler().compile(template, format="png", sys_inputs=inputs, ppi=72))


def _compiler() -> typst.Compiler:
    global _process_that_typesets  # noqa: PLW0603 - the process itself is the subject
    if _process_that_typesets not in (None, os.getpid()):
        raise UsedBeforeForkError("typst was used in the parent process; typeset only in the workers that it starts")
    _process_that_typesets = os.getpid()
    # A compiler refuses to work in two threads at once.
    if _thread.compiler is None:
        _thread.compiler = typst.Compiler(font_paths=_fonts())
    return _thread.compiler


@cache
def _fonts() -> typst.Fonts:
    """The committed fonts and no others, so that every machine prints the same."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
