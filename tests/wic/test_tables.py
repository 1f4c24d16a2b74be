"""Tables as people send them, and as somebody sends them who wants to do harm."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from wic.tables import Line, read, records, write_csv, write_xlsx

UNREADABLE = "This file cannot be read as a table. Please save it as Excel (.xlsx) or as “CSV UTF-8”."
TOO_LARGE = "This file is too large: at most 2 MB are taken."
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


def lines(data: bytes, most_rows: int = 10) -> list[Line]:
    return read(io.BytesIO(data), most_rows=most_rows)


def refusal(data: bytes, most_rows: int = 10) -> str:
    with pytest.raises(ValidationError) as refused:
        lines(data, most_rows)
    return str(refused.value.message)


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def altered(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The same workbook with its parts changed, left out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in parts.namelist():
            if (part := change(name, parts.read(name))) is not None:
                changed.writestr(name, part)
        for name, part in more.items():
            changed.writestr(name, part)
    return out.getvalue()


def with_sheet(rows: str) -> bytes:
    part = (SHEET % rows).encode()
    return altered(workbook(["a"]), lambda name, old: part if name.endswith("sheet1.xml") else old)


def same(_name: str, part: bytes) -> bytes:
    return part


# --- what people send ------------------------------------------------------------------------------------------------
def test_csv_keeps_arabic_and_accents() -> None:
    text = "الاسم,بلد\nأمينة الحدّاد,تونس\nZoé Éléonore,Sénégal\n"
    expected = [
        Line(1, ("الاسم", "بلد")),
        Line(2, ("أمينة الحدّاد", "تونس")),
        Line(3, ("Zoé Éléonore", "Sénégal")),
    ]
    assert lines(text.encode()) == expected
    assert lines(text.encode("utf-8-sig")) == expected
    assert lines(text.encode("utf-16")) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_country(delimiter: str) -> None:
    assert lines(f"name{delimiter}country\r\nAmina{delimiter}KE\r\n".encode()) == [
        Line(1, ("name", "country")),
        Line(2, ("Amina", "KE")),
    ]


def test_empty_rows_are_left_out_and_the_others_keep_their_number() -> None:
    assert lines(b"name\n\n ,\nAmina\n") == [Line(1, ("name",)), Line(4, ("Amina",))]
    assert lines(workbook(["name"], [None], ["Amina"])) == [Line(1, ("name",)), Line(3, ("Amina",))]


def test_a_workbook() -> None:
    assert lines(workbook(["الاسم", "quota"], [" أمينة ", 5], ["Zoé", 2.5])) == [
        Line(1, ("الاسم", "quota")),
        Line(2, ("أمينة", "5")),
        Line(3, ("Zoé", "2.5")),
    ]


def test_a_formula_is_told() -> None:
    assert [line.has_formula for line in lines(workbook(["name"], ["=1+1"], ["Amina"]))] == [False, True, False]
    assert [line.has_formula for line in lines(b"name\n =cmd|'/C calc'!A0\nAmina\n")] == [False, True, False]


def test_records_by_heading() -> None:
    found = records(
        lines("E-MAIL ,الاسم,note\na@example.org,أمينة,x\n".encode()),
        {"name": ["Name", "الاسم"], "email": ["E-mail"]},
        required={"name": "Name", "email": "E-mail"},
    )
    assert [(record.number, dict(record.cells)) for record in found] == [
        (2, {"email": "a@example.org", "name": "أمينة"})
    ]


def test_a_missing_column_is_named() -> None:
    """By what its reader calls it, which is not always what the list of headings begins with."""
    columns = {"name": ["Name"], "email": ["E-mail", "Courriel"]}
    with pytest.raises(ValidationError, match=r"Missing: Courriel\."):
        records(lines(b"name\nAmina\n"), columns, required={"name": "Nom", "email": "Courriel"})


def test_an_empty_file() -> None:
    with pytest.raises(ValidationError, match="This file is empty"):
        records(lines(b""), {"name": ["Name"]}, required={"name": "Name"})


def test_headings_alone_are_no_list() -> None:
    with pytest.raises(ValidationError, match="This file names the columns, and no row follows"):
        records(lines(b"name\n \n"), {"name": ["Name"]}, required={"name": "Name"})


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n'])
def test_a_delimiter_that_the_file_itself_names(first: str) -> None:
    found = lines(f"{first}name, in full;email\nAmina;a@example.org\n".encode())
    assert [(line.number, line.cells) for line in found] == [
        (1, ("name, in full", "email")),
        (2, ("Amina", "a@example.org")),
    ]


# --- what somebody sends who wants to do harm ------------------------------------------------------------------------
def test_a_huge_file() -> None:
    assert refusal(b"name\n" + b"a" * (10 * 1024 * 1024)) == TOO_LARGE


def test_too_many_rows() -> None:
    expected = "At most 10 rows are taken at a time. Please split the file."
    assert refusal(b"name\n" * 12) == expected
    assert refusal(workbook(*[["a"]] * 12)) == expected
    assert len(lines(b"name\n" * 11)) == 11


def test_a_cell_that_is_a_book() -> None:
    assert refusal(b"name\n" + b"a" * 2000) == "Row 2 holds a text that is too long for a table."
    assert refusal(b"name\n" + b"a" * 200_000) == UNREADABLE  # beyond what Python's reader takes in one field


def test_a_zip_bomb() -> None:
    bomb = altered(workbook(["a"]), same, **{"xl/bomb.xml": b"\0" * (30 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal(bomb) == TOO_LARGE
    many = altered(workbook(["a"]), same, **{f"xl/part{number}.xml": b"" for number in range(600)})
    assert refusal(many) == TOO_LARGE


def test_a_zip_that_lies_about_its_size() -> None:
    bomb = altered(workbook(["a"]), same, **{"xl/bomb.xml": b"\0" * (3 * 1024 * 1024)})
    lying = bomb.replace((3 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    assert refusal(lying) == UNREADABLE


def test_macros() -> None:
    message = "This file contains macros. Please save it as .xlsx without them."
    assert refusal(altered(workbook(["a"]), same, **{"xl/vbaProject.bin": b"x"})) == message
    assert refusal(altered(workbook(["a"]), same, **{"xl/macrosheets/sheet1.xml": b"x"})) == message


def test_entities() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]>' + SHEET % "<row><c t='inlineStr'><is><t>&a;</t></is></c></row>"
    for part in (laughs.encode(), laughs.encode("utf-16")):
        data = altered(workbook(["a"]), lambda name, old, part=part: part if "sheet1" in name else old)
        assert refusal(data) == UNREADABLE


def test_rows_and_columns_beyond_any_sheet() -> None:
    cell = "<row r='{row}'><c r='{column}{row}' t='inlineStr'><is><t>x</t></is></c></row>"
    assert lines(with_sheet(cell.format(row=99_999_999_999, column="A"))) == []
    assert lines(with_sheet(cell.format(row=1, column="XFD"))) == []


def test_an_old_or_locked_excel_file() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == (
        "This is an old or locked Excel file. Please save it as .xlsx without a password."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 but nothing else",
        altered(workbook(["a"]), lambda name, part: None if "workbook" in name else part),
        altered(workbook(["a"]), lambda name, part: b"<broken" if "sheet1" in name else part),
        altered(workbook(["a"]), lambda name, part: None if "sheet1" in name else part),
        with_sheet("<row r='x'/>"),
        with_sheet("<row><c r='A1' t='s'><v>99</v></c></row>"),
        b"name\nAmina\x00\n",
        b'name\n"Amina\n',
    ],
)
def test_what_is_no_table(data: bytes) -> None:
    assert refusal(data) == UNREADABLE


def test_letters_that_would_have_to_be_guessed() -> None:
    for data in ("الاسم\nأمينة\n".encode("cp1256"), "nom\nZoé\n".encode("cp1252"), b"\xff\xd8\xff\xe0 a picture"):
        assert refusal(data).startswith("The characters of this file cannot be read for certain.")


# --- what we write ---------------------------------------------------------------------------------------------------
ROWS = [["name", "number"], ["=HYPERLINK(1)", 3], ["+1", -2], ["@x\x00", 0], ["أمينة", 1]]


def test_no_cell_begins_inside_a_text() -> None:
    """Excel in French parts the columns at semicolons."""
    said = write_csv([["Lead; =HYPERLINK(1)"], ["a\n=1"], ["a;b = c, - d"]]).decode("utf-8-sig")
    assert said == 'Lead; \'=HYPERLINK(1)\r\n"a\n\'=1"\r\n"a;b = c, - d"\r\n'


def test_a_csv_that_no_spreadsheet_runs() -> None:
    data = write_csv(ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == "name,number\r\n'=HYPERLINK(1),3\r\n'+1,-2\r\n'@x,0\r\nأمينة,1\r\n"


def test_a_workbook_that_runs_nothing() -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx(ROWS, title="A/B: all", is_rtl=True))).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["name", "number"],
        ["=HYPERLINK(1)", 3],
        ["+1", -2],
        ["@x", 0],
        ["أمينة", 1],
    ]
    assert sheet["A2"].data_type == "s"
    assert (sheet.title, sheet.sheet_view.rightToLeft) == ("A B  all", True)
