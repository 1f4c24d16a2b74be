"""Documents are known by what is in them, and are never shown inside this site."""

import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.http import Http404

from registration.models import SignedLetter
from wic.files import MOST_BYTES, MOST_STREAMS, document_type, serve

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"x" * 30 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
NOT_TAKEN = "Please attach a PDF file, or a picture as JPEG or PNG."


def file(data: bytes, name: str = "letter.pdf", content_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        document_type(file(data))
    return str(refused.value.message)


@pytest.mark.parametrize(("data", "expected"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_document_is_what_it_holds(data: bytes, expected: str) -> None:
    sent = file(data, "evil.html", "text/html")
    assert document_type(sent) == expected
    assert sent.tell() == 0  # ready to be kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a%PDF-1.7 %%EOF",  # two kinds in one
        b"PK\x03\x04 a workbook",
        b"MZ a program",
        PDF[:20],  # cut off
        JPEG[:50],
        PNG[:-4],
        b"\x00" + PDF,
    ],
)
def test_anything_else_is_not_taken(data: bytes) -> None:
    assert refusal(data) == NOT_TAKEN


def test_a_document_of_ten_megabytes() -> None:
    assert refusal(PDF + b" " * (10 * 1024 * 1024)) == "This file is too large: at most 5 MB are taken."
    assert document_type(file(b"%PDF-" + b" " * (MOST_BYTES - 10) + b"%%EOF")) == "application/pdf"


@pytest.mark.parametrize("part", ["/JavaScript", "/J#61va#53cript", "/Launch", "/EmbeddedFile", "/RichMedia"])
def test_a_letter_that_does_things(part: str) -> None:
    assert refusal(PDF.replace(b"<<>>", f"<<{part} 1>>".encode())) == (
        "This PDF file contains programs or attachments. Please print it to PDF anew."
    )


def test_a_letter_made_to_be_looked_through_for_hours() -> None:
    begun = time.process_time()
    many = b"%PDF-1.7\n" + b" " * 4_000_000 + b"stream\n" * MOST_STREAMS + b"%%EOF\n"
    assert document_type(file(many)) == "application/pdf"
    assert time.process_time() - begun < 30  # each byte once; once for each stream it would be ten minutes
    locked = "This PDF file is locked or cannot be looked into. Please print it to PDF anew."
    assert refusal(many.replace(b"%%EOF", b"stream\n%%EOF")) == locked


def packed(objects: bytes, *, about: bytes = b"/Type /ObjStm /Filter /FlateDecode") -> bytes:
    stream = b"\n2 0 obj\n<<" + about + b">>\nstream\n" + objects + b"\nendstream\nendobj\n"
    return PDF.replace(b"endobj\n", b"endobj\n" + stream)


@pytest.mark.parametrize("name", [b"/JavaScript", b"/Java#53cript", b"/EmbeddedFile"])
def test_a_letter_that_does_things_out_of_sight(name: bytes) -> None:
    said = "This PDF file contains programs or attachments. Please print it to PDF anew."
    objects = zlib.compress(b"<</S " + name + b">>" + b" " * 99_999)
    assert refusal(packed(objects)) == said
    assert refusal(packed(objects, about=b"/Filter /FlateDecode")) == said


@pytest.mark.parametrize(
    "data",
    [
        packed(b"no zlib"),
        packed(zlib.compress(b"<<>>")[:-5]),
        packed(b"x", about=b"/Type /Obj#53tm /Filter /LZWDecode"),
        PDF.replace(b"trailer<<>>", b"trailer<</Encrypt 9 0 R>>"),
        packed(zlib.compress(b" " * 70_000_000)),
    ],
    ids=["nonsense", "cut off", "another packing", "encrypted", "a bomb"],
)
def test_a_letter_that_cannot_be_looked_into(data: bytes) -> None:
    assert refusal(data) == "This PDF file is locked or cannot be looked into. Please print it to PDF anew."


def test_packed_text_and_pictures_are_taken() -> None:
    assert document_type(file(packed(zlib.compress(b"BT (Dear all) Tj ET")))) == "application/pdf"
    assert (
        document_type(file(packed(b"\xff\xd8 /JPEG", about=b"/Subtype /Image /Filter /DCTDecode"))) == "application/pdf"
    )


def test_a_document_is_given_out_as_a_download() -> None:
    response = serve(ContentFile(PDF), content_type="application/pdf", name="signed-letter")
    assert b"".join(response) == PDF
    assert {header: response[header] for header in response.headers if header != "Content-Length"} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="signed-letter.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def test_a_document_that_is_gone_from_the_disk_is_not_found() -> None:
    with pytest.raises(Http404):
        serve(
            FieldFile(SignedLetter(), SignedLetter._meta.get_field("file"), "gone"), content_type="image/png", name="x"
        )
