"""Documents that people attach: looked at before they are kept, and given out so that no browser runs them."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

MOST_BYTES = 5 * 1024 * 1024
TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# A letter has no use for these parts of a PDF file.
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # how a PDF file may spell any letter of a name
STREAM = re.compile(rb"(?<!end)stream\r?\n")
MOST_UNPACKED, PIECE = 64 * 1024 * 1024, 16 * 1024
MOST_STREAMS = 10_000  # a letter has some hundreds


def document_type(file: UploadedFile) -> str:
    """What its content says that it is, whatever it is called. A ValidationError says why it is not taken."""
    if file.size is None or file.size > MOST_BYTES:
        raise ValidationError(_("This file is too large: at most 5 MB are taken."))
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    file.seek(0)
    if _is_pdf(data):
        _must_be_passive(data)
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-4096:]:
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and data[-8:-4] == b"IEND":
        return "image/png"
    raise ValidationError(_("Please attach a PDF file, or a picture as JPEG or PNG."))


def serve(kept: File, *, content_type: str, name: str) -> HttpResponse:
    """As a download that is never shown inside this site; `name` is ours, not what it was called when it came."""
    try:
        file = kept.open("rb")
    except (FileNotFoundError, ValueError) as gone:  # as after a restore without the files
        raise Http404 from gone
    with file:
        response = HttpResponse(file.read(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{TYPES[content_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]


def _must_be_passive(data: bytes) -> None:
    """Nothing active by name, packed objects included. What cannot be looked into is not taken.

    It is no proof, a PDF file has many ways to hide: so whatever is taken is given out as a download in a sandbox.
    """
    unpacked = 0
    for part in chain([data], _packed(data)):
        unpacked += len(part)
        named = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), part)
        if any(name in named for name in ACTIVE):
            raise ValidationError(_("This PDF file contains programs or attachments. Please print it to PDF anew."))
        if (part is data and b"/Encrypt" in named) or unpacked > MOST_UNPACKED + len(data):
            raise ValidationError(_locked())


def _packed(data: bytes) -> Iterator[bytes]:
    """Its streams unpacked, but for pictures."""
    before = 0
    for count, begin in enumerate(STREAM.finditer(data)):
        if count == MOST_STREAMS:
            raise ValidationError(_locked())
        # What says of what kind it is stands behind the stream before it: no byte is looked through twice.
        head = data[max(before, data.rfind(b"obj", before, begin.start())) : begin.start()]
        before = begin.end()
        head = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), head)
        if b"/Image" in head:
            continue
        unpacked, is_whole = _unpacked(data, begin.end())
        if not is_whole and b"/ObjStm" in head and b"/Filter" in head:
            raise ValidationError(_locked())
        yield unpacked


def _unpacked(data: bytes, start: int) -> tuple[bytes, bool]:
    """As far as it goes, piece by piece: where it ends, it says itself."""
    stream, found = zlib.decompressobj(), bytearray()
    with suppress(zlib.error):
        for at in range(start, len(data), PIECE):
            found += stream.decompress(data[at : at + PIECE])
            if stream.eof or len(found) > MOST_UNPACKED:
                break
    return bytes(found), stream.eof


def _locked() -> str:
    return _("This PDF file is locked or cannot be looked into. Please print it to PDF anew.")
