"""Every public page, in three languages, before the Nu HTML checker: `python -m bench.validity`. Fails at an error.

The pages are those of the site's own map and the sign-in. The application form is read too, but its errors do not
fail: on a phone its tables become cards, which some browsers then no longer tell as tables, so their roles are
written out, and the checker takes that for an error. With `--keep` the count goes to bench/results/validity.md.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

from bench.site import Site, ToolMissingError, npm_tool, running

VNU = "vnu-jar@26.9.27"
RESULT = Path(__file__).with_name("results") / "validity.md"


def fetch(site: Site, folder: Path) -> dict[str, str]:
    """Each page as a file; which file is which address."""
    form = site.form.replace("/en/", "/{}/")
    own = [
        address.format(language)
        for address in (form, f"{site.url}/{{}}/account/sign-in/")
        for language in ("en", "fr", "ar")
    ]
    found = {}
    for number, address in enumerate([*site.addresses(), *own]):
        own_cookie = {"Cookie": f"sessionid={site.cookie}"} if "/apply/" in address else {}
        request = urllib.request.Request(address, headers=own_cookie)  # noqa: S310 - our own server
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            (folder / f"{number}.html").write_bytes(answer.read())
        found[f"{number}.html"] = address.removeprefix(site.url)
    return found


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
    try:
        with running() as site, tempfile.TemporaryDirectory() as folder:
            pages = fetch(site, Path(folder))
            messages = check(Path(folder))
    except ToolMissingError as missing:
        print(missing)
        return os.EX_UNAVAILABLE
    told = [(pages[Path(message["url"]).name], message) for message in messages]
    for address, message in told:
        print(message["type"], address, message["message"], sep=": ")
    public = Counter(message["type"] for address, message in told if "/apply/" not in address)
    form = Counter(message["type"] for address, message in told if "/apply/" in address)
    said = (
        f"{len(pages)} pages before the Nu HTML checker ({VNU}): {public['error']} errors and {public['info']} "
        f"warnings on public pages; {form['error']} errors on the form in three languages."
    )
    print(said)
    if "--keep" in sys.argv[1:]:
        RESULT.write_text(f"# What the HTML checker says\n\n{said}\n", encoding="utf-8")
    return 1 if public["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
