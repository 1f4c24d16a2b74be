"""A whole site for the benches that look at it from outside: its data, a server, and somebody who is signed in."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class ToolMissingError(Exception):
    """What a bench looks with is not on this machine and could not be installed."""


@dataclass(frozen=True)
class Site:
    url: str
    edition: str  # its call is open
    cookie: str  # of an applicant who has not begun
    guests: tuple[str, ...]  # the same of the demo's people who are not staff

    @property
    def home(self) -> str:
        return f"{self.url}/en/{self.edition}/"

    @property
    def form(self) -> str:
        return f"{self.url}/en/{self.edition}/apply/mentee/"

    def addresses(self) -> list[str]:
        """What the site itself says it has for everybody."""
        with urllib.request.urlopen(f"{self.url}/sitemap.xml") as answer:  # noqa: S310 - our own server
            return [part.partition("<")[0] for part in answer.read().decode().split("<loc>")[1:]]


@contextlib.contextmanager
def running() -> Iterator[Site]:
    """On a free port, with the demo's three editions, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="wic-bench-") as data, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        listener.close()
        url = f"http://localhost:{port}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "wic.settings",
            "WIC_EMBEDDED": "true",
            "WIC_SECRET_KEY": "only-for-benches",
            "WIC_DATA_DIR": data,
            "WIC_SITE_URL": url,
            "WIC_LOG_LEVEL": "ERROR",
        }
        environment.setdefault("REDIS_URL", "redis://127.0.0.1:1")
        for job in (["migrate", "-v0"], ["demo"]):
            subprocess.run(
                [sys.executable, "manage.py", *job], cwd=ROOT, env=environment, check=True, capture_output=True
            )
        gunicorn = [sys.executable, "-m", "gunicorn", "wic.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        gunicorn += ["--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--log-level", "error"]
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment)
        try:
            _wait_for(f"{url}/health/live")
            edition, cookie, *guests = _sessions(environment)
            yield Site(url, edition, cookie, tuple(guests))
        finally:
            server.terminate()
            server.wait(20)


def npm_tool(package: str, path: str) -> Path:
    """A program of an npm package, installed into the user's cache once."""
    if not shutil.which("npm"):
        raise ToolMissingError("npm is not on this machine (Debian: apt install npm).")
    folder = Path.home() / ".cache" / "wic-bench" / package.replace("@", "-")
    program = folder / "node_modules" / path
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), package]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode or not program.exists():
            raise ToolMissingError(f"npm could not install {package}.")
    return program


def _wait_for(url: str) -> None:
    for _attempt in range(100):
        with contextlib.suppress(OSError), urllib.request.urlopen(url):  # noqa: S310 - our own server
            return
        time.sleep(0.2)
    raise TimeoutError(url)


def _sessions(environment: dict[str, str]) -> list[str]:
    """An edition whose call is open, the session of an applicant who has not begun, and those of the demo's guests."""
    script = """
from django.test import Client
from django.utils import timezone
from programme.models import Edition
from wic.accounts.actions import open_account
from wic.rehearsal.demo import guests
now = timezone.now()
her = open_account("bench@example.org", language="en", time_zone="Africa/Nairobi", by=None, now=now)
said = [Edition.objects.open_to_mentees(now).newest_first().first().slug]
for user in [her, *(guest.user for guest in guests() if not guest.user.roles.is_staff)]:
    browser = Client()
    browser.force_login(user)
    said.append(browser.cookies["sessionid"].value)
print("sessions:", *said)
"""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", script]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    return said.partition("sessions: ")[2].split()
