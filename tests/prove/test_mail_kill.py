"""G1: no letter is lost, and none that must not be repeated is, however often its sender is killed."""

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
LETTERS = int(os.environ.get("PROVE_LETTERS", "300"))
KILLS = int(os.environ.get("PROVE_KILLS", "20"))
SECONDS_UNTIL_STAFF_SEE = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
    else:
        with servers.postgresql() as url:
            yield url


def kill_often(database: str, *options: str, **more: str) -> dict[str, Any]:
    env = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(ROOT), "WIC_DEV_MAILBOX": "false", **more}
    command = [sys.executable, "tests/prove/mail_kill.py", f"--letters={LETTERS}", f"--kills={KILLS}", *options]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(found)  # noqa: T201 - the figures are what a proof is run for
    return found


def test_killed_twenty_times_nothing_is_lost_and_no_decision_comes_twice(database: str) -> None:
    found = kill_often(database)

    assert found["kills_while_letters_waited"] == KILLS
    assert sum(found["states"].values()) == LETTERS
    assert set(found["states"]) <= {"sent", "held"}
    assert found["sent_but_not_taken"] == 0
    assert found["decisions_repeated"] == 0
    assert found["several_message_ids"] == 0
    assert found["held"] <= KILLS
    assert found["seconds_until_last_held"] <= SECONDS_UNTIL_STAFF_SEE


def test_the_proof_sees_a_sender_that_does_not_hold_back(database: str) -> None:
    found = kill_often(database, "--careless")

    assert found["decisions_repeated"] > 0


def test_workers_that_are_asked_to_stop_finish_their_letter(database: str) -> None:
    with servers.redis() as broker:
        found = kill_often(database, "--gently", "--kills=5", REDIS_URL=f"{broker}/0")

    assert found["states"] == {"sent": LETTERS}
    assert (found["decisions_repeated"], found["codes_repeated"], found["sent_but_not_taken"]) == (0, 0, 0)
