"""CPU per certificate: python bench/certificates.py [how many, default 300].

Every certificate has its own name, serial and address, as in a season; the three languages take turns.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from certificates.pdf import Facts, Language, Signatory, ornament, render

SEASON = Facts(
    language="en",
    role="mentee",
    name="",
    edition_name="2021 edition for Africa and the Arab States",
    organisers="International Telecommunication Union · FIRST · EQUALS Global Partnership",
    starts_on=date(2021, 3, 8),
    ends_on=date(2021, 8, 31),
    sessions_attended=5,
    sessions_planned=6,
    serial="",
    verify_url="",
    issued_on=date(2021, 9, 15),
    signatories=(
        Signatory("Leïla Mansouri", "Director, Telecommunication Development Bureau"),
        Signatory("Ngozi Adébáyò", "Chair, Forum of Incident Response and Security Teams"),
    ),
    specimen=True,
)
FIRST: dict[Language, tuple[str, ...]] = {
    "en": ("Amina", "Ngozi", "Wanjirũ", "Thandiwe", "Ọláyínká"),
    "fr": ("Éloïse", "Aïssatou", "Françoise", "Mariétou", "Zoë"),
    "ar": ("أمينة", "فاطمة الزهراء", "خديجة", "سلمى", "لمياء"),
}
LAST: dict[Language, tuple[str, ...]] = {
    "en": ("Adébáyò", "Kariũki", "Mwangi-Otieno", "van der Merwe", "Diallo", "Nkosi", "Tesfaye"),
    "fr": ("N’Guessan", "Diop", "Koné-Traoré", "Bâ", "Ndiaye", "de La Forêt", "Ouédraogo"),
    "ar": ("الزبيدي", "بنت عبد الرحمن", "المنصوري", "آل ياسين", "الأنصارية", "بن علي", "القاسمي"),
}
SEGMENTS = ("north", "coast", "delta", "plateau", "harbour", "valley", "oasis", "lagoon", "summit", "dune", "river")


def season(count: int) -> list[Facts]:
    languages: tuple[Language, ...] = ("en", "fr", "ar")
    facts = []
    for number in range(count):
        language = languages[number % 3]
        turn = number // 3
        first, last = FIRST[language], LAST[language]
        name = f"{first[turn % 5]} {last[turn % 7]} {last[turn // 7 % 7]} {first[turn // 49 % 5]}"
        address = f"https://programme.example.org/{language}/certificates/{SEGMENTS[number % 11]}-{number:08d}"
        facts.append(replace(SEASON, language=language, name=name, serial=f"WIC-2021-{number:05d}", verify_url=address))
    return facts


def cpu(work: Callable[[Facts], object], over: list[Facts]) -> list[float]:
    spent = []
    for item in over:
        before = time.process_time()
        work(item)
        spent.append(1000 * (time.process_time() - before))
    return spent


def main(count: int) -> None:
    facts = season(count)
    first = cpu(render, facts[:1])[0]
    print(f"{'':24}{'documents':>10}{'median ms':>11}{'p95 ms':>9}{'mean ms':>9}")
    rows = {
        language: cpu(render, [one for one in facts if one.language == language]) for language in ("en", "fr", "ar")
    }
    rows["all three"] = [value for values in list(rows.values()) for value in values]
    rows["of this, the QR code"] = cpu(lambda one: ornament.qr(one.verify_url), facts)
    for label, spent in rows.items():
        p95 = statistics.quantiles(spent, n=20)[-1]
        print(f"{label:24}{len(spent):>10}{statistics.median(spent):>11.2f}{p95:>9.2f}{statistics.mean(spent):>9.2f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"first document {first:.0f} ms, of {len(render(facts[0])) / 1024:.0f} KiB; most memory {memory:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
