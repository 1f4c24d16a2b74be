"""Tables that people send and take home (CSV, Excel): read without trusting them, written without formulas."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wic.names import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 2 * 1024 * 1024
MOST_BYTES_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 40
MOST_LETTERS = 1000  # in one cell
LAST_ROW = 1_048_576  # of any Excel file: a row numbered beyond is a trap

# What a spreadsheet takes for a formula when it stands first in a cell of a CSV file.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Where a semicolon parts the columns (as Excel has it in French), a cell also begins after one inside a text.
INNER_FORMULA = re.compile(r"([;\t\r\n]\s*)([=+\-@])")
# With what Excel tells itself the delimiter, above everything else; it does not count this line as a row.
DECLARED_DELIMITER = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What a file that is no real workbook makes the reading library raise: it trusts what it reads.
BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # as the spreadsheet counts its rows
    cells: tuple[str, ...]
    has_formula: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    number: int
    cells: Mapping[str, str]  # by the name of the column
    has_formula: bool


def read(file: IO[bytes], *, most_rows: int) -> list[Line]:
    """The lines that hold anything. A ValidationError says what is wrong with the file as a whole, and what to do."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValidationError(_("This file is too large: at most 2 MB are taken."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(_("This is an old or locked Excel file. Please save it as .xlsx without a password."))
    found = _workbook(data, most_lines=most_rows + 1) if data.startswith(b"PK") else _csv(data)
    lines: list[Line] = []
    for line in found:
        if line.cells:
            lines.append(line)
        if len(lines) > most_rows + 1:
            raise ValidationError(
                ngettext(
                    "At most %(count)s row is taken at a time. Please split the file.",
                    "At most %(count)s rows are taken at a time. Please split the file.",
                    most_rows,
                )
                % {"count": most_rows}
            )
    return lines


def records(
    lines: Sequence[Line], columns: Mapping[str, Collection[str]], *, required: Mapping[str, "str | StrPromise"]
) -> list[Record]:
    """The lines below the first, by the columns that it names.

    `columns`: the headings that each may stand under; `required`: what a missing one is called to the reader.
    """
    if not lines:
        raise ValidationError(_("This file is empty."))
    by_heading = {fold(heading): name for name, headings in columns.items() for heading in (name, *headings)}
    names = [by_heading.get(fold(cell), "") for cell in lines[0].cells]
    if missing := [str(label) for name, label in required.items() if name not in names]:
        labels = _(", ").join(missing)
        raise ValidationError(_("The first row should name the columns. Missing: %(columns)s.") % {"columns": labels})
    if len(lines) == 1:
        raise ValidationError(_("This file names the columns, and no row follows."))
    return [
        Record(
            number=line.number,
            cells={name: cell for name, cell in zip(names, line.cells, strict=False) if name},
            has_formula=line.has_formula,
        )
        for line in lines[1:]
    ]


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """For any spreadsheet: with the mark by which Excel knows UTF-8, and no cell that it would run."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_inert(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[Any]], *, title: str, is_rtl: bool = False) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - a third of a second that only files pay for
    from openpyxl.writer.excel import save_workbook  # noqa: PLC0415 - as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.sheet_view.rightToLeft = is_rtl
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_text_cell(sheet, cell) for cell in row])
    data = io.BytesIO()
    save_workbook(book, data)
    return data.getvalue()


def _inert(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    text = INNER_FORMULA.sub(r"\1'\2", UNWRITABLE.sub("", cell))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _text_cell(sheet: "Worksheet", value: Any) -> Any:
    """A string stays a string, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=UNWRITABLE.sub("", value))
    cell.data_type = "s"
    return cell


def _csv(data: bytes) -> Iterator[Line]:
    text = _decoded(data)
    if "\x00" in text:
        _unreadable()
    declared = DECLARED_DELIMITER.match(text)
    text = text[declared.end() :] if declared else text
    first = text.partition("\n")[0]
    delimiter = declared[1] if declared else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            yield _line(number, row, has_formula=any(cell.lstrip().startswith("=") for cell in row))
    except csv.Error:
        _unreadable()


def _decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 that says so. Anything else would be a guess, and a wrong guess spoils Arabic names unseen."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValidationError(
            _(
                "The characters of this file cannot be read for certain. "
                "Please save it as Excel (.xlsx) or as “CSV UTF-8”."
            )
        ) from error


def _workbook(data: bytes, *, most_lines: int) -> list[Line]:
    _must_be_harmless(data)
    from openpyxl import load_workbook  # noqa: PLC0415 - as above

    lines: list[Line] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that are not read
            sheet = load_workbook(io.BytesIO(data), read_only=True, keep_links=False).worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size is not believed
            for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), start=1):
                cells = [_as_text(cell.value) for cell in row]
                if any(cells):
                    lines.append(_line(number, cells, has_formula=any(cell.data_type == "f" for cell in row)))
                if len(lines) > most_lines:
                    break
    except BROKEN:
        _unreadable()
    return lines


def _must_be_harmless(data: bytes) -> None:
    """Small when unpacked, without macros and without entities: looked at before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            entries = parts.infolist()
            # Python unpacks no more of a part than it declares, so the sum of what is declared can be believed.
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES_UNPACKED:
                raise ValidationError(_("This file is too large: at most 2 MB are taken."))
            names = [entry.filename.lower() for entry in entries]
            if any(name.endswith(("vbaproject.bin", ".exe", ".dll")) or "macrosheets/" in name for name in names):
                raise ValidationError(_("This file contains macros. Please save it as .xlsx without them."))
            for entry in entries:
                if b"<!DOCTYPE" in parts.read(entry).replace(b"\x00", b"")[:4096]:
                    _unreadable()
    except BROKEN:
        _unreadable()


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _line(number: int, cells: Sequence[str], *, has_formula: bool) -> Line:
    cleaned = tuple(cell.strip() for cell in cells[:MOST_COLUMNS])
    while cleaned and not cleaned[-1]:
        cleaned = cleaned[:-1]
    if any(len(cell) > MOST_LETTERS for cell in cleaned):
        raise ValidationError(_("Row %(number)s holds a text that is too long for a table.") % {"number": number})
    return Line(number, cleaned, has_formula)


def _unreadable() -> NoReturn:
    raise ValidationError(_("This file cannot be read as a table. Please save it as Excel (.xlsx) or as “CSV UTF-8”."))
