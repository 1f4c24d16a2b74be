"""Kill sending processes in the middle of their work, and count what arrived. Prints the figures as JSON.

`DATABASE_URL=… python tests/prove/mail_kill.py --letters 300 --kills 20 [--careless | --gently]`: on an empty
database. Gently means Celery's own workers and SIGTERM; it needs a broker at REDIS_URL.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import django
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

django.setup()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db.models import Max  # noqa: E402
from django.utils import timezone  # noqa: E402

from wic.mail.actions import Content, store  # noqa: E402
from wic.mail.models import Letter  # noqa: E402

LOOP = [sys.executable, str(Path(__file__).with_name("mail_worker.py"))]
CELERY = [sys.executable, "-m", "celery", "-A", "wic", "worker", "-Q", "mail", "-P", "solo"]  # as in deploy/
WORKERS = 2
SECONDS_PER_LETTER = 0.5
SECONDS_TO_FINISH = 180
State = Letter.State


class SlowSink:
    """Takes its time before and after the text, so that kills fall into every phase."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.ids: dict[str, set[str]] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await asyncio.sleep(random.uniform(0, SECONDS_PER_LETTER))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        head = envelope.original_content.split(b"\r\n\r\n")[0].decode()
        [message_id] = [line.split(": ")[1] for line in head.split("\r\n") if line.startswith("Message-ID: ")]
        self.taken[address] += 1
        self.ids.setdefault(address, set()).add(message_id)
        await asyncio.sleep(random.uniform(0, SECONDS_PER_LETTER))
        return "250 OK"


class OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Workers:
    def __init__(self, command: list[str], signal_to_send: signal.Signals, port: int) -> None:
        self.command = command
        self.signal = signal_to_send
        self.env = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        self.processes = [self._start() for _ in range(WORKERS)]

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, index: int) -> None:
        self.processes[index].send_signal(self.signal)
        self.processes[index].wait()

    def replace(self, index: int) -> None:
        self.kill(index)
        self.processes[index] = self._start()

    def stop(self) -> None:
        for index in range(WORKERS):
            self.kill(index)


def write_letters(count: int) -> None:
    """About half of them decisions, which must never come twice."""
    for number in range(count):
        kind = random.choice(["once", "code"])
        store(
            Content("Hello", "Good morning.\n", "<p>Good morning.</p>\n"),
            key=f"{kind}/{number}",
            kind=kind,
            to=f"{kind}{number}@example.org",
            language="en",
            repeat_safe=kind == "code",
            now=timezone.now(),
        )


def wait_until_busy(sink: SlowSink, before: int, deadline: float) -> None:
    """The new processes have to be at work again, or the kill would hit one that is still starting."""
    while sum(sink.taken.values()) < before + 2 and time.monotonic() < deadline:
        time.sleep(0.02)


def kill_often(workers: Workers, sink: SlowSink, kills: int) -> int:
    """Returns how many of the kills fell while letters were still waiting."""
    useful = 0
    deadline = time.monotonic() + SECONDS_TO_FINISH
    for number in range(kills):
        wait_until_busy(sink, sum(sink.taken.values()), deadline)
        time.sleep(random.uniform(0, 2 * SECONDS_PER_LETTER))
        useful += Letter.objects.filter(state=State.QUEUED).exists()
        workers.replace(number % WORKERS)
    return useful


def wait_until_settled() -> dict[str, float]:
    """How long after the last kill staff saw the last held letter, and everything had found its end."""
    began = time.monotonic()
    held, last_held = 0, 0.0
    while Letter.objects.exclude(state__in=[State.SENT, State.HELD]).exists():
        passed = time.monotonic() - began
        if passed > SECONDS_TO_FINISH:
            break
        if held < (now_held := Letter.objects.filter(state=State.HELD).count()):
            held, last_held = now_held, passed
        time.sleep(0.2)
    return {
        "seconds_until_last_held": round(last_held, 1),
        "seconds_until_settled": round(time.monotonic() - began, 1),
    }


def figures(sink: SlowSink) -> dict[str, object]:
    states = Counter(Letter.objects.values_list("state", flat=True))
    held = set(Letter.objects.filter(state=State.HELD).values_list("to", flat=True))
    sent = Letter.objects.filter(state=State.SENT)
    repeated = {address: times for address, times in sink.taken.items() if times > 1}
    return {
        "states": dict(states),
        "decisions_repeated": sum(address.startswith("once") for address in repeated),
        "codes_repeated": sum(address.startswith("code") for address in repeated),
        "sent_but_not_taken": sum(address not in sink.taken for address in sent.values_list("to", flat=True)),
        "held": len(held),
        "held_that_had_arrived": sum(address in sink.taken for address in held),
        "several_message_ids": sum(len(ids) > 1 for ids in sink.ids.values()),
        "most_attempts": Letter.objects.aggregate(most=Max("attempts"))["most"],
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--letters", type=int, default=300)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--careless", action="store_true")
    options.add_argument("--gently", action="store_true")
    given = options.parse_args()
    call_command("migrate", "mail", verbosity=0)
    write_letters(given.letters)
    sink = SlowSink()
    controller = OnAnyPort(sink, hostname="127.0.0.1", port=0)
    controller.start()
    if given.gently:
        workers = Workers(CELERY, signal.SIGTERM, controller.port)
    else:
        workers = Workers([*LOOP, "--careless"] if given.careless else LOOP, signal.SIGKILL, controller.port)
    try:
        began = time.monotonic()
        useful = kill_often(workers, sink, given.kills)
        killed = time.monotonic() - began
        settled = wait_until_settled()
    finally:
        workers.stop()
        controller.stop()
    found = {
        "letters": given.letters,
        "kills": given.kills,
        "kills_while_letters_waited": useful,
        "seconds_of_killing": round(killed),
        **settled,
        **figures(sink),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
