"""A worker that is killed leaves no half-published circles, and of several who publish at once one wins."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import servers

ROOT = Path(__file__).resolve().parents[2]
MENTORS, SEATS = 8, 4
SECONDS = 240  # a worker that waits for a lock which nobody holds any more must not keep the proof waiting


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
    else:
        with servers.postgresql() as url:
            yield url


def kill(database: str) -> dict[str, Any]:
    env = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(ROOT), "WIC_DEV_MAILBOX": "false"}
    command = [sys.executable, "tests/prove/circles_kill.py", f"--mentors={MENTORS}"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(found)  # noqa: T201 - the figures are what a proof is run for
    return found


def test_killed_in_the_search_and_in_the_publication_it_is_all_or_nothing(database: str) -> None:
    found = kill(database)

    assert found["match_seen"] == [[state, 0, 0, 0] for state in ("queued", "queued", "running", "running", "running")]
    assert found["match_ends"] == "done"
    assert found["publish_seen"] == [["done", 0, 0, 0]] * 7
    assert found["publish_ends"] in (["done", "Illegal"], ["done", "Stale"])  # the other is told
    assert found["stands"] == ["published", MENTORS, MENTORS * SEATS, MENTORS * (SEATS + 1)]
