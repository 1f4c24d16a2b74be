"""Every page before the Nu HTML checker: `python -m bench.validity`. Fails at an error.

The public pages are those of the site's own map in its three languages. Signed-in people then go wherever a link leads
them from their own page and the application form; the staff's desk, which is Django's, is not looked at. With `--keep`
the count goes to bench/results/validity.md.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from bench.site import Site, ToolMissingError, npm_tool, running

VNU = "vnu-jar@26.9.27"
LANGUAGES = ("en", "fr", "ar")
LINK = re.compile(r'<a [^>]*href="([^"]+)"')
LEFT_OUT = ("/sign-out/", ".pdf", ".ics", "/admin/", "/mailbox/")
MOST_PAGES = 60  # of one person in one language
RESULT = Path(__file__).with_name("results") / "validity.md"


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Each with what it is called in the result."""
    known = site.addresses()
    for address in [*known, *(f"{site.url}/{language}/account/sign-in/" for language in LANGUAGES)]:
        yield address.removeprefix(site.url), opened(address)[1]
    for number, cookie in enumerate((site.cookie, *site.guests), start=1):
        for language in LANGUAGES:
            for address, html in her_pages(site, cookie, language, besides=known):
                yield f"person {number} at {address.removeprefix(site.url)}", html


def her_pages(site: Site, cookie: str, language: str, *, besides: list[str]) -> Iterator[tuple[str, bytes]]:
    """From page to page, as long as there is one that she has not seen."""
    here = f"{site.url}/{language}/"
    forms = [f"{here}{site.edition}/apply/{kind}/" for kind in ("mentee", "mentor")]
    waiting, seen = [f"{here}me/", *forms], set(besides)
    for _page in range(MOST_PAGES):
        if not waiting:
            return
        address, html = opened(waiting.pop(0), cookie)
        if not html or address in seen:
            continue
        seen.add(address)
        yield address, html
        links = (urldefrag(urljoin(address, link)).url for link in LINK.findall(html.decode()))
        waiting += [link for link in links if link.startswith(here) and not any(word in link for word in LEFT_OUT)]
        waiting = [link for link in dict.fromkeys(waiting) if link not in seen]


def opened(address: str, cookie: str = "") -> tuple[str, bytes]:
    """Where it led, and the page; nothing of what is no page."""
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={cookie}"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
        is_page = answer.headers.get_content_type() == "text/html"
        return answer.url, answer.read() if is_page else b""


def check(folder: Path) -> list[dict[str, str]]:
    if not shutil.which("java"):
        raise ToolMissingError("Java is not on this machine (Debian: the package default-jre-headless).")
    jar = npm_tool(VNU, "vnu-jar/build/dist/vnu.jar")
    command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always"]
    done = subprocess.run(
        [*command, *map(str, sorted(folder.glob("*.html")))], capture_output=True, text=True, check=True
    )
    messages: list[dict[str, str]] = json.loads(done.stderr)["messages"]
    return messages


def main() -> int:
    looked_at: dict[str, str] = {}
    try:
        with running() as site, tempfile.TemporaryDirectory() as folder:
            for number, (name, html) in enumerate(pages(site)):
                (Path(folder) / f"{number}.html").write_bytes(html)
                looked_at[f"{number}.html"] = name
            messages = check(Path(folder))
    except ToolMissingError as missing:
        print(missing)
        return os.EX_UNAVAILABLE
    for message in messages:
        print(message["type"], looked_at[Path(message["url"]).name], message["message"], sep=": ")
    found = Counter(message["type"] for message in messages)
    own = sum(name.startswith("person") for name in looked_at.values())
    said = (
        f"{len(looked_at)} pages before the Nu HTML checker ({VNU}), {own} of them of people who are signed in, the "
        f"application form among them: {found['error']} errors and {found['info']} warnings."
    )
    print(said)
    if "--keep" in sys.argv[1:]:
        RESULT.write_text(f"# What the HTML checker says\n\n{said}\n", encoding="utf-8")
    return 1 if found["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
