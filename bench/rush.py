"""A rush at the form: `python -m bench.rush --clients 50 --seconds 60`.

Starts everything as `dev.py run` does (with `--production`: PostgreSQL, Redis and the processes of `deploy/systemd`),
and lets new people come one after another: each signs in by her code, fills in the form and sends it in one go. Then
the window closes, and a second later it must refuse and keep what was typed. Prints how many were accepted in a
second, how long each step took, the processor time of one application by process, and whether every acknowledged
reference is in the database with the words that were sent. `--others 20000`: so many have applied before.
"""

import argparse
import contextlib
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
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.servers import postgresql, redis

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
PRETALX = 0.8  # applications a second, accepted by pretalx on a busy machine of this kind
# In the words of the command line.
PROCESSES = {
    "gunicorn": "web",
    "celery": "worker and beat",
    "postgres": "database",
    "redis-server": "broker",
    "valkey-server": "broker",
    "dev.py": "starter",
}
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


@contextlib.contextmanager
def embedded(folder: Path) -> Iterator[dict[str, str]]:
    """SQLite and a private broker, as everybody starts it first."""
    command = [sys.executable, str(ROOT / "dev.py"), "run", "--no-demo", "--port", str(PORT), "--data", str(folder)]
    with _process(command, dict(os.environ), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        if not any("Ctrl-C stops everything" in line for line in server.stdout):
            raise ChildProcessError("`dev.py run` has ended: it says why above.")
        yield {"REDIS_URL": "redis://127.0.0.1:1"}


@contextlib.contextmanager
def production(folder: Path) -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis that are thrown away, and what the units of `deploy/systemd` start."""
    celery = [sys.executable, "-m", "celery", "-A", "wic"]
    gunicorn = [sys.executable, "-m", "gunicorn", "wic.wsgi:application", "--bind", f"127.0.0.1:{PORT}"]
    gunicorn += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
    with postgresql() as database, redis() as broker, contextlib.ExitStack() as processes:
        where = {"DATABASE_URL": database, "REDIS_URL": broker}
        env = {**os.environ, **environment(folder), **where, "WIC_LOG_LEVEL": "ERROR"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        for command in (
            gunicorn,
            [*celery, "worker", "-Q", "mail", "-P", "solo", "-n", "mail@%h"],
            [*celery, "worker", "-Q", "celery", "-c", "2", "-n", "work@%h"],
            [*celery, "beat", "-s", str(folder / "beat")],
        ):
            log = processes.enter_context((folder / "log").open("ab"))
            processes.enter_context(_process(command, env, stdout=log, stderr=log))
        _wait_for_the_site()
        yield where


@contextlib.contextmanager
def _process(command: list[str], env: dict[str, str], **how: Any) -> Iterator[Any]:
    process = subprocess.Popen(command, cwd=ROOT, env=env, **how)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait_for_the_site() -> None:
    for _attempt in range(300):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/health/live", headers={"Host": f"localhost:{PORT}"})
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("The site did not start.")


def environment(folder: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "wic.settings",
        "WIC_EMBEDDED": "true",
        "WIC_DEV_MAILBOX": "true",  # letters leave for nowhere, and their codes can be read
        "WIC_SECRET_KEY": "only-for-benches",
        "WIC_SITE_URL": f"http://localhost:{PORT}",
        "WIC_DATA_DIR": str(folder),
    }


def prepare(folder: Path, where: dict[str, str]) -> Any:
    """An edition whose call is open, on the database that the server uses."""
    os.environ.update({**environment(folder), **where})
    import django

    django.setup()
    from wic.rehearsal.editions import make_edition

    now = datetime.now(UTC)
    began = (now - timedelta(days=10)).date()
    edition = make_edition(year=now.year, begins=began, by=None, now=now - timedelta(days=50))
    edition.windows.update(closes_at=now + timedelta(days=1))
    return edition


def fill(edition: Any, others: int) -> None:
    """So many have sent theirs before, with the codes, sessions, letters and entries of the record that this leaves."""
    from django.contrib.sessions.models import Session

    from registration.models import Application, MenteeDetail, Screening, Submission
    from wic.accounts.models import User
    from wic.audit.models import AuditRow
    from wic.mail.models import Letter

    now, numbers = datetime.now(UTC), range(others)
    User.objects.bulk_create(User(email=f"before{n}@example.org", created_at=now) for n in numbers)
    people = list(User.objects.filter(email__startswith="before").order_by("pk"))
    common = {"edition": edition, "kind": "mentee", "state": "submitted", "country": "KE", "region": "AFR"}
    common |= {"created_at": now, "changed_at": now, "submitted_at": now}
    Application.objects.bulk_create(
        Application(user=user, reference=f"B{user.pk}", full_name=f"Amina {user.pk}", **common) for user in people
    )
    sent = list(Application.objects.filter(user__in=people))
    MenteeDetail.objects.bulk_create(MenteeDetail(application=one, motivation="I want to learn.") for one in sent)
    answers = {**ANSWERS, "motivation": "I want to learn."}
    Submission.objects.bulk_create(Submission(application=one, number=1, answers=answers, at=now) for one in sent)
    Screening.objects.bulk_create(
        Screening(application=one.application, submission=one, outcome="eligible", results=[], rules_version=1, at=now)
        for one in Submission.objects.select_related("application")
    )
    Session.objects.bulk_create(
        Session(session_key=f"before{n}", session_data="", expire_date=now + timedelta(days=9)) for n in numbers
    )
    AuditRow.objects.bulk_create(
        AuditRow(at=now, action="registration.application.submitted", target_label="x", target_pk=str(n))
        for n in range(7 * others)
    )
    Letter.objects.bulk_create(
        Letter(
            key=f"before{n}", message_id=f"before{n}", kind="registration/received", to="her@example.org",
            language="en", subject="Thank you", text="Thank you. " * 40,
            state="sent", next_attempt_at=now, created_at=now, sent_at=now,
        )
        for n in range(2 * others)
    )  # fmt: skip


def spent() -> dict[str, float]:
    """Processor seconds of what this process has started, by what it is."""
    processes, parents = list(_processes()), {os.getpid()}
    seconds = defaultdict[str, float](float)
    while parents:  # generation by generation: a child may well have the lower number
        children = [process for process in processes if process[1] in parents]
        for _pid, _parent, used, words in children:
            seconds[next((name for word, name in PROCESSES.items() if word in words), "other")] += used
        parents = {pid for pid, *_rest in children}
    return seconds


def _processes() -> Iterator[tuple[int, int, float, str]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            rest = path.read_text().rpartition(")")[2].split()
            words = path.with_name("cmdline").read_text()
            yield int(path.parent.name), int(rest[1]), sum(int(number) for number in rest[11:15]) / TICK, words


def crowd(clients: int, seconds: float, slug: str, topic: str, tally: Tally, first: int = 0) -> float:
    """As many at once as there are clients; returns how long it took until the last had her answer."""
    numbers, stop_at, began = count(first), time.monotonic() + seconds, time.monotonic()

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


def report(tally: Tally, took: float, processor: dict[str, float]) -> None:
    accepted = len(tally.references)
    print(f"\n{'step':<12}{'median ms':>11}{'95 % ms':>11}{'most ms':>11}")
    for step, all_of_it in tally.seconds.items():
        ordered = sorted(all_of_it)
        middle, high = statistics.median(ordered), ordered[int(len(ordered) * 0.95) - 1]
        print(f"{step:<12}{1000 * middle:>11.0f}{1000 * high:>11.0f}{1000 * ordered[-1]:>11.0f}")
    rate = accepted / took
    print(f"\naccepted: {accepted} in {took:.1f} s, {rate:.1f} a second ({rate / PRETALX:.0f} times pretalx)")
    each = {name: 1000 * seconds / max(1, accepted) for name, seconds in processor.items()}
    parts = ", ".join(f"{name} {milliseconds:.0f}" for name, milliseconds in each.items())
    print(f"processor time of one application, over all processes: {sum(each.values()):.0f} ms ({parts})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--others", type=int, default=0, help="how many have applied before")
    parser.add_argument("--production", action="store_true", help="PostgreSQL, Redis and the processes of deploy/")
    options = parser.parse_args()
    start = production if options.production else embedded
    with tempfile.TemporaryDirectory(prefix="rush") as name, start(Path(name)) as where:
        return rush(prepare(Path(name), where), options)


def rush(edition: Any, options: argparse.Namespace) -> int:
    fill(edition, options.others)
    topic = edition.topics.order_by("position").first().code
    tally = Tally()
    crowd(8, 3, edition.slug, topic, Tally(), first=9_000_000)  # the first of each page in a process is no measure
    before = spent()
    took = crowd(options.clients, options.seconds, edition.slug, topic, tally)
    time.sleep(2)  # the last letters leave
    report(tally, took, {name: seconds - before.get(name, 0) for name, seconds in spent().items()})
    missing = lost(tally)
    print(f"acknowledged and lost: {len(missing)}; answered otherwise: {len(tally.faults)}")
    for fault in tally.faults[:5]:
        print(f"  {fault}")
    is_refused = refuses_after_the_deadline(edition, topic, tally)
    print(f"a second after the deadline: {'refused, with the text kept' if is_refused else 'NOT refused as it should'}")
    return 0 if is_refused and not missing and not tally.faults else 1


if __name__ == "__main__":
    sys.exit(main())
