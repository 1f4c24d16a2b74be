"""Throw-away PostgreSQL and Redis for tests and proofs: real servers in a temporary folder, gone afterwards.

Only the standard library, because `dev.py` uses this before anything is installed. By hand:
`python3 tests/servers.py .venv/bin/python -m pytest tests/registration` runs one command against both.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10
APT = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/throw-away.conf")
POSTGRESQL_SETTINGS = {
    "unix_socket_directories": tempfile.gettempdir(),
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    # The data are thrown away: nothing needs to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class ServerMissingError(Exception):
    """A program that is not on this machine, and what would bring it, in one sentence."""


def postgresql_programs() -> Path | None:
    """The folder of `postgres` and `initdb`; Debian keeps it off PATH."""
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def redis_program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def chromium_program() -> str | None:
    """The shell without windows does the same for a fifth less of the processor."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def noto_fonts() -> bool:
    return Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf").exists()


# Debian package → does this machine have what it brings?
PACKAGES: dict[str, Callable[[], object]] = {
    "postgresql": postgresql_programs,
    "redis-server": redis_program,
    "gettext": lambda: shutil.which("msgfmt"),
    "chromium-headless-shell": chromium_program,  # in Debian
    "chromium": chromium_program,  # where that is not to be had
    "fonts-noto-core": noto_fonts,
}


def install_missing() -> None:
    """Bring what the tests need, where that may be done without asking: as root on Debian or Ubuntu."""
    if all(is_here() for is_here in PACKAGES.values()) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    _apt("update")
    with _no_main_cluster():
        # One by one: a package that cannot be had must not keep the others away.
        for package, is_here in PACKAGES.items():
            if not is_here():
                print(f"Installing {package} (once) …", flush=True)
                _apt("install", "--no-install-recommends", package)


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run([*APT, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).rpartition("\n")[2]
        print(f"apt-get {' '.join(arguments)} failed: {last}", flush=True)


@contextlib.contextmanager
def _no_main_cluster() -> Iterator[None]:
    """Debian would create and start a database server of its own: the programs are enough."""
    made = not NO_CLUSTER.exists()
    if made:
        NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        if made:
            NO_CLUSTER.unlink()


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for the length of the block: yields its DATABASE_URL."""
    programs = postgresql_programs()
    if not programs:
        raise ServerMissingError("PostgreSQL is not on this machine (Debian and Ubuntu: the package postgresql).")
    account = _ordinary_account()
    password = secrets.token_hex(16)
    with _folder("wic-postgresql-", account) as folder:
        password_file = folder / "password"
        password_file.write_text(password)
        if account:
            shutil.chown(password_file, **_owner(account))
        _initdb(programs, folder, password_file, account)
        with _serving(lambda port: _start_postgres(programs, folder, port, account), signal.SIGINT) as port:
            # By its socket, as in production: that costs the tests 6 % less than TCP.
            yield f"postgres://wic:{password}@:{port}/postgres?host={tempfile.gettempdir()}"


def _initdb(programs: Path, folder: Path, password_file: Path, account: dict[str, Any]) -> None:
    # With --no-locale PostgreSQL folds only ASCII: iexact would not find "École".
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    command = [
        *(str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", "wic", "--encoding", "UTF8"),
        *(f"--locale={locale}", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync"),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **account)
    if done.returncode:
        raise ServerMissingError(f"PostgreSQL could not make its folder: {done.stderr.strip()}")


def _start_postgres(programs: Path, folder: Path, port: int, account: dict[str, Any]) -> "Server":
    settings = [part for name, value in POSTGRESQL_SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port), *settings]
    status = folder / "data" / "postmaster.pid"
    return Server(command, folder, lambda: status.exists() and "ready" in status.read_text(), account)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis server for the length of the block: yields its REDIS_URL, without a database number."""
    program = redis_program()
    if not program:
        raise ServerMissingError("Redis is not on this machine (Debian and Ubuntu: the package redis-server).")
    password = secrets.token_hex(16)
    with (
        _folder("wic-redis-", {}) as folder,
        _serving(lambda port: _start_redis(program, folder, port, password), signal.SIGTERM) as port,
    ):
        yield f"redis://default:{password}@127.0.0.1:{port}"


def _start_redis(program: str, folder: Path, port: int, password: str) -> "Server":
    settings = folder / "redis.conf"  # a password on the command line could be read by everybody
    settings.write_text(f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir {folder}\n')
    return Server([program, str(settings)], folder, lambda: _answers(port), {})


class Server:
    """One process of ours in its own session, so that Ctrl-C reaches the tests first and the server last."""

    def __init__(self, command: list[str], folder: Path, is_ready: Callable[[], bool], account: dict[str, Any]) -> None:
        self.log = folder / "log"
        self.is_ready = is_ready
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **account
            )

    def wait_until_ready(self) -> bool:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self.process.poll() is None:
            if self.is_ready():
                return True
            time.sleep(0.02)
        return False

    def stop(self, gently: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(gently)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def _serving(start: Callable[[int], Server], gently: signal.Signals) -> Iterator[int]:
    """Start on a free port. Another process may take the port in between: then try again on the next one."""
    for _ in range(3):
        port = _free_port()
        server = start(port)
        try:
            if server.wait_until_ready():
                yield port
                return
        finally:
            server.stop(gently)
    raise ServerMissingError(f"A server did not start: {server.log.read_text(errors='replace').strip()[-400:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ordinary_account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the account that its package brings."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _owner(account: dict[str, Any]) -> dict[str, str]:
    return {"user": account["user"], "group": account["group"]}


@contextlib.contextmanager
def _folder(prefix: str, account: dict[str, Any]) -> Iterator[Path]:
    # As root not in TMPDIR: the server's account may not be let into it.
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp" if account else None))  # noqa: S108
    try:
        if account:
            shutil.chown(folder, **_owner(account))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    install_missing()
    with postgresql() as database, redis() as broker:
        return subprocess.run(
            command, env={**os.environ, "DATABASE_URL": database, "REDIS_URL": broker}, check=False
        ).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    try:
        sys.exit(main(sys.argv[1:]))
    except ServerMissingError as missing:
        sys.exit(str(missing))
