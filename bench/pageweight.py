"""Bytes and requests of a first view: `python -m bench.pageweight`. Fails past the budget.

Pages are rendered in this process and compressed as the embedded run and the proxy do.
"""

import gzip
import os
import re
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

# One TCP initial window, and what issue and look ask for.
WIRE, REQUESTS, SCRIPT = 14_000, 6, 8_000


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


def main() -> int:
    prepare()
    from django.test import Client

    from wic.accounts.actions import open_account
    from wic.rehearsal.editions import make_edition
    from wic.rehearsal.season import staff

    now = datetime.now(UTC)
    desk = staff(now=now - timedelta(days=60))
    edition = make_edition(
        year=now.year, begins=(now - timedelta(days=10)).date(), by=desk["headquarters"], now=now - timedelta(days=50)
    )
    applicant = open_account("applicant@example.org", language="en", time_zone="Africa/Nairobi", by=None, now=now)
    visitor, signed_in = Client(), Client()
    signed_in.force_login(applicant)
    pages = [
        ("home", f"{edition.slug}/", visitor),
        ("who can apply", f"{edition.slug}/eligibility/", visitor),
        ("self-check", f"{edition.slug}/eligibility/check/", visitor),
        ("calendar", f"{edition.slug}/calendar/", visitor),
        ("sign in", "account/sign-in/", visitor),
        ("application form", f"{edition.slug}/apply/mentee/", signed_in),
        ("her page", "me/", signed_in),
        ("map of the network", "network/map/", visitor),
    ]
    print(f"{'page':<20}{'':>4}{'wire B':>9}{'requests':>10}{'script B':>10}")
    over = 0
    for page, path, browser in pages:
        for language in ("en", "fr", "ar"):
            weight = weigh(f"/{language}/{path}", page, language, browser)
            is_first_view = page in {"home", "application form"}
            over += weight.is_over and is_first_view
            flag = "  over" if weight.is_over else ""
            print(f"{page:<20}{language:>4}{weight.wire:>9}{weight.requests:>10}{weight.script:>10}{flag}")
    print(f"budget of home and form: {WIRE} B, {REQUESTS} requests, {SCRIPT} B of script; {over} over")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
