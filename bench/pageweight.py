"""Bytes and requests of a first view: `python -m bench.pageweight`. Fails past the budget.

Pages are rendered in this process and compressed as the embedded run and the proxy do. With `--keep` the table is
written to bench/results/pageweight.md.
"""

import gzip
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

# One TCP initial window, and what issue and look ask for.
WIRE, REQUESTS, SCRIPT = 14_000, 6, 8_000
BUDGETED = {"home", "form, mentee", "form, mentor"}
# Measured when this programme was planned.
OTHERS = (("pretalx", "61 kB", "231 kB"), ("pretix", "417 kB", "437 kB"))
RESULT = Path(__file__).with_name("results") / "pageweight.md"


class Weight(NamedTuple):
    page: str
    language: str
    wire: int  # HTML with the inline sheet
    requests: int
    script: int

    @property
    def is_over(self) -> bool:
        return self.wire > WIRE or self.requests > REQUESTS or self.script > SCRIPT


def prepare() -> None:
    folder = tempfile.mkdtemp(prefix="pageweight")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="wic.settings", WIC_DEBUG="true", WIC_DEV_MAILBOX="true", WIC_DATA_DIR=folder
    )
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def weigh(path: str, page: str, language: str, browser: object) -> Weight:
    from django.contrib.staticfiles.finders import find

    response = browser.get(path, headers={"accept-encoding": "gzip", "host": "localhost"})  # type: ignore[attr-defined]
    assert response.status_code == 200, (path, response.status_code)
    assert response.headers.get("Content-Encoding") == "gzip"
    html = gzip.decompress(response.content).decode()
    links = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    sizes = {}
    for link in set(links):
        found = find(link.removeprefix("/static/"))
        with open(found, "rb") as file:  # type: ignore[arg-type] # noqa: PTH123
            sizes[link] = len(gzip.compress(file.read()))
    script = sum(size for link, size in sizes.items() if link.endswith(".js"))
    return Weight(page, language, len(response.content), 1 + len(sizes), script)


def world() -> tuple[str, Any, Any]:
    """An edition whose call is open, a visitor's browser and one that is signed in."""
    from django.test import Client

    from wic.accounts.actions import open_account
    from wic.rehearsal.editions import make_edition
    from wic.rehearsal.extra import ask_more
    from wic.rehearsal.season import staff

    now = datetime.now(UTC)
    desk = staff(now=now - timedelta(days=60))
    begins = (now - timedelta(days=10)).date()
    edition = make_edition(year=now.year, begins=begins, by=desk["headquarters"], now=now - timedelta(days=50))
    ask_more(edition, by=None, now=now)
    applicant = open_account("applicant@example.org", language="en", time_zone="Africa/Nairobi", by=None, now=now)
    visitor, signed_in = Client(), Client()
    signed_in.force_login(applicant)
    return edition.slug, visitor, signed_in


def weights() -> Iterator[Weight]:
    slug, visitor, signed_in = world()
    pages = [
        ("home", f"{slug}/", visitor),
        ("form, mentee", f"{slug}/apply/mentee/", signed_in),
        ("form, mentor", f"{slug}/apply/mentor/", signed_in),
        ("who can apply", f"{slug}/eligibility/", visitor),
        ("self-check", f"{slug}/eligibility/check/", visitor),
        ("nominating organisations", f"{slug}/nominators/", visitor),
        ("calendar", f"{slug}/calendar/", visitor),
        ("sign in", "account/sign-in/", visitor),
        ("her page", "me/", signed_in),
        ("map of the network", "network/map/", visitor),
    ]
    for page, path, browser in pages:
        for language in ("en", "fr", "ar"):
            yield weigh(f"/{language}/{path}", page, language, browser)


def report(found: list[Weight]) -> str:
    lines = ["# What a first view weighs", "", "Bytes of HTML with its sheet as compressed on the wire; requests;"]
    lines += [f"bytes of script. Budget of home and form: {WIRE} B, {REQUESTS} requests, {SCRIPT} B of script.", ""]
    lines += ["| page | language | wire B | requests | script B |", "| --- | --- | ---: | ---: | ---: |"]
    lines += [f"| {w.page} | {w.language} | {w.wire} | {w.requests} | {w.script} |" for w in found]
    lines += ["", "| others, first view | home | form |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {home} | {form} |" for name, home, form in OTHERS]
    return "\n".join(lines) + "\n"


def main() -> int:
    prepare()
    found = list(weights())
    said = report(found)
    print(said)
    if "--keep" in sys.argv[1:]:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(said, encoding="utf-8")
    over = [weight for weight in found if weight.is_over and weight.page in BUDGETED]
    for weight in over:
        print(f"Past its budget: {weight.page} ({weight.language})")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
