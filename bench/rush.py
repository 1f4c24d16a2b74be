"""A rush at the form: `python -m bench.rush --clients 50 --seconds 60`.

Starts everything as `dev.py run` does, and lets new people come one after another: each signs in by her code, fills
in the form and sends it in one go. Then the window closes, and a second later it must refuse and keep what was typed.
Prints how many were accepted in a second, how long each step took, the processor time of one application over all
processes, and whether every acknowledged reference is in the database with the words that were sent.
"""

import argparse
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
PRETALX = 0.8  # applications a second, accepted by pretalx on a busy machine of this kind
TICK = os.sysconf("SC_CLK_TCK")
ANSWERS = {
    "full_name": "Amina Wanjiku", "gender": "woman", "country": "KE", "time_zone": "Africa/Nairobi",
    "sector": "government", "employer": "Ministry of Posts", "post": "Analyst", "pathway": "cybersecurity",
    "years": "3", "english": "2", "has_computer": "yes", "has_connection": "yes", "languages-en": "3",
    "languages-en-rank": "1", "availability": ["0-evening", "2-evening"], "consent": "on",
}  # fmt: skip


@dataclass
class Tally:
    seconds: dict[str, list[float]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)  # to what was typed
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person:
    """Somebody with a browser of her own, on a line of her own."""

    def __init__(self, number: int, slug: str, topic: str, tally: Tally) -> None:
        self.email = f"rush{number}@example.org"
        self.motivation = f"I am number {number} and want to lead a response team."
        self.form = f"/en/{slug}/apply/mentee/"
        self.topic, self.tally = topic, tally
        self.cookies: dict[str, str] = {}
        # A network of her own within this machine: codes are limited by network, and a rush comes from many.
        line = f"127.{1 + (number >> 16 & 127)}.{number >> 8 & 255}.{number & 255}"
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60, source_address=(line, 0))

    def ask(self, step: str, path: str, answers: dict[str, Any] | None = None) -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Host": f"localhost:{PORT}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = None if answers is None else urlencode(answers, doseq=True)
        began = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        with self.tally.lock:
            self.tally.seconds.setdefault(step, []).append(time.perf_counter() - began)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def post(self, step: str, path: str, page: str, answers: dict[str, Any]) -> tuple[int, str, str]:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        return self.ask(step, path, {"csrfmiddlewaretoken": token[1] if token else "", **answers})

    def sign_in(self) -> str:
        """Up to the form, as it stands before her."""
        address = f"/en/account/sign-in/?{urlencode({'next': self.form})}"
        page = self.ask("sign-in", address)[2]
        self.post("address", address, page, {"email": self.email})
        page = self.ask("code", "/en/account/sign-in/code/")[2]
        self.post("her code", "/en/account/sign-in/code/", page, {"code": code_for(self.email), "time_zone": "UTC"})
        return self.ask("form", self.form)[2]

    def send(self, page: str) -> tuple[int, str, str]:
        chosen = {"topics": [self.topic], "goal": self.topic, "motivation": self.motivation, "revision": "0"}
        return self.post("send", self.form, page, {**ANSWERS, **chosen, "send": "1"})

    def apply(self) -> None:
        status, where, _text = self.send(self.sign_in())
        if status != 302 or not where.endswith("/sent/"):
            with self.tally.lock:
                self.tally.faults.append(f"{self.email}: {status} {where}")
            return
        copy = self.ask("copy", where)[2]
        reference = re.search(r"[A-Z]+\d+-[2-9A-Z]{6}", copy)
        with self.tally.lock:
            self.tally.references[reference[0] if reference else f"none {self.email}"] = self.motivation


def code_for(email: str) -> str:
    from wic.mail.models import Letter

    letter = Letter.objects.filter(to=email, kind="accounts/code").order_by("-pk").first()
    found = re.search(r"^ +(\d{6})$", letter.text if letter else "", re.MULTILINE)
    return found[1] if found else ""


def prepare(folder: Path) -> Any:
    """An edition whose call is open, on the database that the server uses."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="wic.settings",
        WIC_EMBEDDED="true",
        WIC_SECRET_KEY="reads only",  # noqa: S106 - of this process, which signs nothing
        WIC_SITE_URL=f"http://localhost:{PORT}",
        WIC_DATA_DIR=str(folder),
        REDIS_URL="redis://127.0.0.1:1",
    )
    import django

    django.setup()
    from wic.rehearsal.editions import make_edition

    now = datetime.now(UTC)
    began = (now - timedelta(days=10)).date()
    edition = make_edition(year=now.year, begins=began, by=None, now=now - timedelta(days=50))
    edition.windows.update(closes_at=now + timedelta(days=1))
    return edition


def spent(root: int) -> float:
    """Processor seconds of this process and all below it."""
    below, ticks = {root}, 0
    stats = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = path.parent.name, path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats.append((int(pid), int(rest[1]), sum(int(number) for number in rest[11:15])))
    for pid, parent, used in sorted(stats):
        if pid in below or parent in below:
            below.add(pid)
            ticks += used
    return ticks / TICK


def crowd(clients: int, seconds: float, slug: str, topic: str, tally: Tally) -> float:
    """As many at once as there are clients; returns how long it took until the last had her answer."""
    numbers, stop_at, began = count(), time.monotonic() + seconds, time.monotonic()

    def come_one_after_another() -> None:
        from django.db import connection

        while time.monotonic() < stop_at:
            person = Person(next(numbers), slug, topic, tally)
            try:
                person.apply()
            except OSError as error:
                with tally.lock:
                    tally.faults.append(f"{person.email}: {type(error).__name__}")
        connection.close()

    threads = [threading.Thread(target=come_one_after_another) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def lost(tally: Tally) -> list[str]:
    from registration.models import Application

    sent = Application.objects.submitted().prefetch_related("submissions")
    stored = {one.reference: one.submissions.get().answers["motivation"] for one in sent}
    return [reference for reference, typed in tally.references.items() if stored.get(reference) != typed]


def refuses_after_the_deadline(edition: Any, topic: str, tally: Tally) -> bool:
    """The form was opened in time, and sent a second too late."""
    from registration.models import Application

    late = Person(10_000_000, edition.slug, topic, tally)
    page = late.sign_in()
    closes_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    edition.windows.update(closes_at=closes_at)
    time.sleep((closes_at + timedelta(seconds=1) - datetime.now(UTC)).total_seconds())
    status, _where, text = late.send(page)
    is_stored = Application.objects.filter(user__email=late.email).exists()
    return status == 200 and late.motivation in text and "Registration is not open" in text and not is_stored


def report(tally: Tally, took: float, processor: float) -> None:
    accepted = len(tally.references)
    print(f"\n{'step':<12}{'median ms':>11}{'95 % ms':>11}{'most ms':>11}")
    for step, all_of_it in tally.seconds.items():
        ordered = sorted(all_of_it)
        middle, high = statistics.median(ordered), ordered[int(len(ordered) * 0.95) - 1]
        print(f"{step:<12}{1000 * middle:>11.0f}{1000 * high:>11.0f}{1000 * ordered[-1]:>11.0f}")
    rate = accepted / took
    print(f"\naccepted: {accepted} in {took:.1f} s, {rate:.1f} a second ({rate / PRETALX:.0f} times pretalx)")
    print(f"processor time of one application, over all processes: {1000 * processor / max(1, accepted):.0f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rush") as name:
        folder = Path(name)
        command = [sys.executable, str(ROOT / "dev.py"), "run", "--no-demo", "--port", str(PORT), "--data", name]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if "Ctrl-C stops everything" in line:
                    break
            return rush(folder, server.pid, options)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def rush(folder: Path, server: int, options: argparse.Namespace) -> int:
    edition = prepare(folder)
    topic = edition.topics.order_by("position").first().code
    tally = Tally()
    Person(9_999_999, edition.slug, topic, Tally()).sign_in()  # the first page of each process is no measure
    before = spent(server)
    took = crowd(options.clients, options.seconds, edition.slug, topic, tally)
    time.sleep(2)  # the last letters leave
    report(tally, took, spent(server) - before)
    missing = lost(tally)
    print(f"acknowledged and lost: {len(missing)}; answered otherwise: {len(tally.faults)}")
    for fault in tally.faults[:5]:
        print(f"  {fault}")
    is_refused = refuses_after_the_deadline(edition, topic, tally)
    print(f"a second after the deadline: {'refused, with the text kept' if is_refused else 'NOT refused as it should'}")
    return 0 if is_refused and not missing and not tally.faults else 1


if __name__ == "__main__":
    sys.exit(main())
