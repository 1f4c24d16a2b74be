import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import segno

from certificates.pdf import Facts, Signatory, UnprintableError, missing_glyphs, render

ROOT = Path(__file__).parent.parent.parent

ENGLISH = Facts(
    language="en",
    role="mentee",
    name="Amina Wanjirũ Ọláyínká-Diallo",
    edition_name="2021 edition for Africa and the Arab States",
    organisers="International Telecommunication Union · FIRST · EQUALS",
    starts_on=date(2021, 3, 8),
    ends_on=date(2021, 8, 31),
    sessions_attended=5,
    sessions_planned=6,
    serial="WIC-2021-0042",
    verify_url="https://programme.example.org/en/certificates/3q2-7wGm1fXcU5n0bKzJYtA9sLhVdRp8oEiT4uNxQyC",
    issued_on=date(2021, 9, 15),
    signatories=(Signatory("Leïla Mansouri", "Director"), Signatory("Ngozi Adébáyò", "Chair")),
)
FRENCH = replace(
    ENGLISH,
    language="fr",
    role="mentor",
    name="Éloïse N’Guessan-Koffi",
    edition_name="Édition 2021 pour l’Afrique et les États arabes",
    starts_on=date(2021, 3, 1),
    sessions_attended=6,
)
ARABIC = replace(
    ENGLISH,
    language="ar",
    name="أمينة بنت عبد الرحمن الزبيدي",
    edition_name="دورة 2021 لمنطقة إفريقيا ومنطقة الدول العربية",
    organisers="الاتحاد الدولي للاتصالات",
    signatories=(Signatory("ليلى المنصوري", "مديرة مكتب تنمية الاتصالات"), Signatory("نغوزي أديبايو", "رئيسة")),
)
LONGEST = {
    "en": "Maria Esperança Ndjamena-Kouyaté de Oliveira e Silva Vasconcelos do Nascimento Fernández y Góis",
    "fr": "Anne-Élisabeth Marie-Françoise Ouédraogo-N’Guessan de La Rochefoucauld-Montmorency Koné-Traoré",
    "ar": "فاطمة الزهراء بنت عبد الرحمن بن محمد الأمين ولد سيدي أحمد البكاي الشنقيطي الهاشمي بنت أبي بكر القيرواني",
}
LONG_EDITION = (
    "Third edition, offered to women residing in Africa, the Arab States, Asia and the Pacific, Europe and the Americas"
)


def read(facts: Facts) -> list[str]:
    """The lines of the only page, as a reader copies them."""
    document = pypdfium2.PdfDocument(render(facts))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    return [unicodedata.normalize("NFKC", line).strip() for line in text.splitlines()]


def test_says_the_facts_in_english() -> None:
    assert read(ENGLISH) == [
        "Women in Cyber Mentorship Programme",
        "International Telecommunication Union · FIRST · EQUALS",
        "Certificate of participation",
        "This certificate is awarded to",
        "Amina Wanjirũ Ọláyínká-Diallo",
        "who completed the Women in Cyber Mentorship Programme as a mentee.",
        "2021 edition for Africa and the Arab States",
        "The programme ran from 8 March to 31 August 2021.",
        "She attended 5 of the 6 sessions of her mentorship circle.",
        "Leïla Mansouri",
        "Director",
        "Ngozi Adébáyò",
        "Chair",
        "No. WIC-2021-0042",
        "Issued on 15 September 2021",
        "Verify this certificate at",
        "https://programme.example.org/en/certificates/",
        "3q2-7wGm1fXcU5n0bKzJYtA9sLhVdRp8oEiT4uNxQyC",
    ]


def test_thanks_a_mentor_in_french() -> None:
    assert read(FRENCH)[2:9] == [
        "Certificat de reconnaissance",
        "Le présent certificat est décerné, en témoignage de gratitude, à",
        "Éloïse N’Guessan-Koffi",
        "qui, en tant que mentore du programme de mentorat Women in Cyber,",
        "a offert son temps et son expérience aux femmes de son cercle.",
        "Édition 2021 pour l’Afrique et les États arabes",
        "Le programme s’est déroulé du 1er mars au 31 août 2021.",
    ]
    assert "Elle a animé toutes les séances de son cercle de mentorat (6 sur 6)." in read(FRENCH)


def test_arabic_is_copied_as_it_was_given() -> None:
    assert read(ARABIC)[:7] == [
        "برنامج الإرشاد للمرأة في مجال الأمن السيبراني",
        "الاتحاد الدولي للاتصالات",
        "شهادة مشاركة",
        "تمنح هذه الشهادة إلى",
        "أمينة بنت عبد الرحمن الزبيدي",
        "لإتمامها برنامج الإرشاد للمرأة في مجال الأمن السيبراني بصفتها مسترشدة.",
        "دورة 2021 لمنطقة إفريقيا ومنطقة الدول العربية",
    ]


def test_a_latin_name_and_the_address_keep_their_order_on_an_arabic_page() -> None:
    lines = read(replace(ARABIC, name=ENGLISH.name))
    assert lines[4] == ENGLISH.name
    assert lines[-2:] == [
        "https://programme.example.org/en/certificates/",
        "3q2-7wGm1fXcU5n0bKzJYtA9sLhVdRp8oEiT4uNxQyC",
    ]


@pytest.mark.parametrize("name", ["أمينة الزُّبيدي", "نور عليّ", "Zoë Ọ̀ṣun"])
def test_a_name_with_marks_of_its_own_is_kept_whole(name: str) -> None:
    # Readers shuffle combining marks when they copy them from the page. The document's title is beyond their reach.
    document = pypdfium2.PdfDocument(render(replace(ENGLISH, name=name)))
    assert document.get_metadata_dict()["Title"] == f"Certificate of participation – {name}"
    on_page = document[0].get_textpage().get_text_range()
    assert set(name) - set(on_page) == set()


def test_a_span_over_two_years_names_both() -> None:
    facts = replace(ENGLISH, starts_on=date(2020, 11, 1), ends_on=date(2021, 5, 31))
    assert "The programme ran from 1 November 2020 to 31 May 2021." in read(facts)


@pytest.mark.parametrize("facts", [ENGLISH, FRENCH, ARABIC], ids=lambda facts: facts.language)
def test_same_facts_same_bytes(facts: Facts) -> None:
    once = render(facts)
    assert render(replace(facts, serial="WIC-2021-0043")) != once
    assert render(facts) == once


@pytest.mark.parametrize("facts", [ENGLISH, FRENCH, ARABIC], ids=lambda facts: facts.language)
def test_tagged_and_archival(facts: Facts) -> None:
    pdf = render(facts)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert f"/Lang({facts.language})".encode() in pdf


@pytest.mark.parametrize("facts", [ENGLISH, ARABIC], ids=lambda facts: facts.language)
def test_the_printed_code_is_the_address(facts: Facts) -> None:
    scale = 12  # pixels a millimetre
    page = pypdfium2.PdfDocument(render(facts))[0].render(scale=scale * 25.4 / 72, grayscale=True).to_numpy()
    left, top, side = (22 if facts.language == "ar" else 297 - 22 - 25), 210 - 20 - 25, 25
    expected = segno.make_qr(facts.verify_url, error="m", mask=1).matrix
    middles = [(number + 0.5) * side / len(expected) for number in range(len(expected))]
    printed = [[page[round((top + y) * scale)][round((left + x) * scale)] < 128 for x in middles] for y in middles]
    assert printed == [[bool(module) for module in row] for row in expected]


@pytest.mark.parametrize("facts", [ENGLISH, FRENCH, ARABIC], ids=lambda facts: facts.language)
def test_a_specimen_says_so(facts: Facts) -> None:
    note = {
        "en": "Specimen: the names and facts are fictitious.",
        "fr": "Spécimen : les noms et les faits sont fictifs.",
        "ar": "نموذج: الأسماء والوقائع خيالية.",
    }[facts.language]
    specimen = read(replace(facts, specimen=True))
    assert note in specimen
    assert any("SPECIMEN" in line or "SPÉCIMEN" in line for line in specimen)
    assert [line for line in read(facts) if "SP" in line.upper() and "CIMEN" in line.upper()] == []


@pytest.mark.parametrize(
    "name",
    ["#sys.inputs", "*bold* _thin_", "<x> @x", "= Head", "$x^2$", "`raw` // no", '"quoted" \\ #panic("x")', "{name}"],
)
def test_markup_in_a_name_is_printed(name: str) -> None:
    assert read(replace(ENGLISH, name=name))[4] == name


@pytest.mark.parametrize("language", LONGEST)
@pytest.mark.parametrize("script", LONGEST)
def test_the_longest_names_stay_on_the_page(language: str, script: str) -> None:
    facts = {"en": ENGLISH, "fr": FRENCH, "ar": ARABIC}[language]
    facts = replace(facts, name=LONGEST[script], edition_name=LONG_EDITION)
    page = pypdfium2.PdfDocument(render(facts))[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    width, height = page.get_size()
    assert min(box[0] for box in boxes) > 55
    assert max(box[2] for box in boxes) < width - 55
    assert set(LONGEST[script].split()) <= set(" ".join(read(facts)).split())
    assert (round(width), round(height)) == (842, 595)


def test_a_word_too_long_for_the_line_shrinks() -> None:
    name = "Ndjamena-Kouyaté".replace("-", "") * 7
    assert read(replace(ENGLISH, name=name))[4] == name


def test_scripts_that_are_printed() -> None:
    assert missing_glyphs("Éloïse N’Guessan Ọ̀ṣun Ɓuƙar Nguyễn Ελένη Женя أمينة پروین ሰላማዊት ʿAbd al-Raḥmān") == []


def test_names_what_it_cannot_print() -> None:
    assert missing_glyphs("王秀 Mei 王") == ["王", "秀"]
    assert missing_glyphs("Ada\nLovelace\x00🙂\ufeff") == ["\n", "\x00", "🙂", "\ufeff"]


@pytest.mark.parametrize(
    "facts",
    [
        replace(ENGLISH, name="王秀"),
        replace(ENGLISH, edition_name="王秀"),
        replace(ENGLISH, organisers="王秀"),
        replace(ENGLISH, signatories=(Signatory("Leïla", "王秀"),)),
    ],
)
def test_refuses_to_print_boxes(facts: Facts) -> None:
    with pytest.raises(UnprintableError, match=r"^U\+738B U\+79C0$") as refusal:
        render(facts)
    assert refusal.value.characters == ["王", "秀"]


def test_threads_print_the_same() -> None:
    season = [replace(facts, serial=f"WIC-2021-{n:04d}") for n in range(4) for facts in (ENGLISH, FRENCH, ARABIC)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, season)) == [render(facts) for facts in season]


FORKING = """
import os, sys
from certificates.pdf import UsedBeforeForkError, render
from tests.certificates.test_pdf import ENGLISH
used_before = sys.argv[1] == "used"
if used_before:
    render(ENGLISH)
child = os.fork()
if child == 0:
    try:
        done = render(ENGLISH).startswith(b"%PDF")
    except UsedBeforeForkError:
        done = False
    os._exit(0 if done != used_before else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize("parent", ["used", "unused"])
def test_a_forked_worker_prints_or_refuses_but_never_hangs(parent: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKING, parent]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == 0
