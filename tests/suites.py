"""What `dev.py check`, `test`, `prove` and `messages` do, once the packages are there.

`dev.py` hands its arguments on; its functions are used here for processes and the embedded broker.
"""

import argparse
import contextlib
import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from dev import PYTHON, ROOT, STOPPER, Children, SetupError, call, environment, socket_folder, start_broker
from tests import servers

LANGUAGES = ("ar", "fr")
NO_TESTS_OF_A_PATH = ("stories", "prove", "rehearsal", "factories")  # they take minutes, or help all tests
# Run by `prove`; each exits with 0 when its numbers hold, and with TOOL_MISSING when it had nothing to measure with.
BENCHES = ("bench.pageweight", "bench.validity", "bench.lighthouse")
TOOL_MISSING = 69  # as in sysexits.h: unavailable
# Without the options of pyproject.toml that keep the browser tests and the long proof out of a plain `pytest`.
ON_THEIR_OWN = ["-o", "addopts=-ra --strict-markers --strict-config"]


@contextlib.contextmanager
def testing_environment() -> Iterator[dict[str, str]]:
    """SQLite and an embedded broker, thrown away afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="wic-data-") as data,
        socket_folder() as folder,
        contextlib.closing(Children()) as children,
    ):
        yield environment(
            WIC_EMBEDDED="true",
            WIC_SECRET_KEY="only-for-tests",
            WIC_SITE_URL="http://localhost:8000",
            WIC_DATA_DIR=data,
            REDIS_URL=start_broker(children, Path(data), folder),
        )


def passes(name: str, command: list[str], env: dict[str, str]) -> bool:
    print(f"\n— {name}", flush=True)
    return call(command, env) == 0


# --- check -----------------------------------------------------------------------------------------------------------
def check(options: argparse.Namespace) -> int:
    with testing_environment() as env:
        wanted = steps(options.paths) if options.no_tests else [*steps(options.paths), tests_step(options.paths)]
        failed = [name for name, command in wanted if not passes(name, command, env)]
    print("\n" + (f"To mend: {', '.join(failed)}." if failed else "All is well."), flush=True)
    return 1 if failed else 0


def steps(paths: list[str]) -> list[tuple[str, list[str]]]:
    """What a program can say of these paths, or of everything, without running the tests."""
    python = [path for path in paths if path.endswith(".py") or (ROOT / path).is_dir()] if paths else ["."]
    typed = [path for path in python if Path(path).parts[:1] not in (("tests",), ("bench",))]
    folders = [ROOT / path for path in paths or ["templates"] if (ROOT / path).is_dir()]
    pages = [path for path in paths if path.endswith(".html")]
    pages += sorted(str(page.relative_to(ROOT)) for folder in folders for page in folder.rglob("*.html"))
    djade = str(Path(PYTHON).parent / "djade")
    wanted = [
        ("style", [PYTHON, "-m", "ruff", "check"], python),
        ("format", [PYTHON, "-m", "ruff", "format", "--check"], python),
        ("types", [PYTHON, "-m", "mypy"], typed),
        ("templates", [djade, "--check", "--target-version", "5.2"], pages),
        ("migrations", [PYTHON, "manage.py", "makemigrations", "--check"], [] if paths else ["--dry-run"]),
    ]
    return [(name, [*command, *targets]) for name, command, targets in wanted if targets]


def tests_step(paths: list[str]) -> tuple[str, list[str]]:
    """The rules of the house, layers among them, and the tests beside these paths or beside what has changed."""
    tests = sorted({"tests/test_house.py", *tests_of(paths or changed_paths())})
    return "tests", [PYTHON, "-m", "pytest", "-q", "-n", "2", "-m", "not race", *tests]


def changed_paths() -> list[str]:
    """Since the last commit, as git sees it; nothing where there is no git."""
    if not shutil.which("git"):
        return []
    command = ["git", "status", "--porcelain", "--untracked-files=all", "--no-renames", "-z"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [entry[3:] for entry in said.split("\0") if (ROOT / entry[3:]).is_file()]


def tests_of(paths: list[str]) -> set[str]:
    """registration/rules.py → tests/registration."""
    found = set()
    for path in map(Path, paths):
        if path.parts[:1] == ("tests",):
            is_test = path.name.startswith("test_") or (ROOT / path).is_dir()
            found.add(str(path if is_test else path.parent))
        else:
            names = [*path.parent.parts, path.stem]
            found.update(f"tests/{name}" for name in names if name and (ROOT / "tests" / name).is_dir())
    return {test for test in found if test != "tests" and Path(test).parts[1] not in NO_TESTS_OF_A_PATH}


# --- messages --------------------------------------------------------------------------------------------------------
def messages(_options: argparse.Namespace) -> int:
    return 0 if write_messages(ROOT) else 1


def write_messages(root: Path) -> bool:
    if not shutil.which("msgfmt"):
        raise SetupError("GNU gettext is not on this machine (Debian and Ubuntu: apt install gettext).")
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    ignored = [part for folder in (".venv", "tests", "bench") for part in ("--ignore", folder)]
    collected = ["makemessages", *languages, *ignored, "--add-location", "file", "--no-obsolete"]
    compiled = ["compilemessages", *languages, "--ignore", ".venv"]
    env = environment(WIC_DEBUG="true")
    return all(call([PYTHON, "manage.py", *job], env, cwd=root) == 0 for job in (collected, compiled))


def stale_catalogues() -> list[str]:
    """Which catalogues lack a sentence of the code, or hold one that is gone: found in a copy of the tree."""
    print("\n— translations", flush=True)
    names = [f"locale/{language}/LC_MESSAGES/django.po" for language in LANGUAGES]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=not_copied)
        if not write_messages(copy):
            return names
        return [name for name in names if sentences(ROOT / name) != sentences(copy / name)]


def not_copied(folder: str, names: list[str]) -> list[str]:
    top = Path(folder) == ROOT
    return [name for name in names if name.startswith(".") or name == "__pycache__" or (top and name == "data")]


def sentences(catalogue: Path) -> list[str]:
    """A catalogue without its dates and source references."""
    lines = catalogue.read_text().splitlines() if catalogue.exists() else []
    return [line for line in lines if not line.startswith(("#:", '"POT-Creation-Date'))]


# --- test, prove -----------------------------------------------------------------------------------------------------
@dataclasses.dataclass(frozen=True)
class Part:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    wrong: str = ""
    """Why it does not count although no test failed."""
    missing: str = ""
    """Why it could not run on this machine."""

    def line(self) -> str:
        if self.missing:
            return f"  {self.name:24}  did not run: {self.missing}"
        counts = f"{self.passed:5} passed {self.failed:4} failed {self.skipped:4} skipped {self.seconds:6.0f} s"
        return f"  {self.name:24}{counts}  {self.wrong}".rstrip()


def pytest_part(name: str, arguments: list[str], env: dict[str, str]) -> Part:
    print(f"\n— {name}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        # Apart, so that its workers and whatever a test started end with it.
        code = call([PYTHON, "-m", "pytest", *arguments, f"--junitxml={report}"], env, start_new_session=True)
        return part_of_report(name, report, code, time.monotonic() - began)


def part_of_report(name: str, report: Path, code: int, seconds: float) -> Part:
    """pytest's exit code is heard as well: 5 says that no test was found, and that is no success."""
    suites = list(ET.parse(report).iter("testsuite")) if report.exists() else []  # noqa: S314  # written by us
    total, failures, errors, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    passed = total - failed - skipped
    return Part(name, passed, failed, skipped, seconds, what_is_wrong(code, passed, failed))


def what_is_wrong(code: int, passed: int, failed: int) -> str:
    """1 says that tests failed; a Python that cannot even begin says the same, of none."""
    if code == 5:
        return "no test was found"
    if code not in (0, 1) or (code and not failed):
        return f"pytest ended with exit code {code}"
    return "" if code or passed else "no test ran"


def part_with_servers(name: str, arguments: list[str], env: dict[str, str]) -> Part:
    try:
        with servers.postgresql() as database, servers.redis() as broker:
            return pytest_part(name, arguments, {**env, "DATABASE_URL": database, "REDIS_URL": broker})
    except servers.ServerMissingError as missing:
        return Part(name, missing=str(missing))


def browser_part(arguments: list[str], env: dict[str, str]) -> Part:
    if not servers.chromium_program():
        return Part("Browser", missing="Chromium is not on this machine (Debian: the package chromium).")
    return pytest_part("Browser", [*ON_THEIR_OWN, *arguments], env)


def test(options: argparse.Namespace) -> int:
    """Own arguments go to the two suites, unless they name a browser test."""
    servers.install_missing()
    own = options.arguments
    in_browser = any(argument.startswith("tests/stories") for argument in own)
    parts = []
    with testing_environment() as env:
        if not in_browser:
            parts.append(pytest_part("SQLite, embedded broker", ["-n", "2", *own], env))
            # What no database is asked in has just been tested, and would come out the same.
            parts.append(part_with_servers("PostgreSQL, Redis", ["-n", "2", *(own or ["--with-database"])], env))
        if in_browser or not own:
            parts.append(browser_part(own or ["-n", "2", "tests/stories"], env))
    return summary(parts)


def prove(_options: argparse.Namespace) -> int:
    servers.install_missing()
    parts = []
    with testing_environment() as env:
        if (ROOT / "tests" / "prove").is_dir():
            parts.append(part_with_servers("Kill, race, fuzz", [*ON_THEIR_OWN, "tests/prove"], env))
        parts += [bench_part(script, env) for script in BENCHES]
    return summary(parts)


def bench_part(script: str, env: dict[str, str]) -> Part:
    began = time.monotonic()
    print(f"\n— {script}", flush=True)
    code = call([PYTHON, "-m", script], env)
    if code == TOOL_MISSING:
        return Part(script, missing="one of its tools is not on this machine")
    return Part(script, passed=int(code == 0), failed=int(code != 0), seconds=time.monotonic() - began)


def summary(parts: list[Part]) -> int:
    """Print what ran and what did not; 0 when all is well. On CI a part that could not run is an error too."""
    passed, failed, skipped = (sum(getattr(part, key) for part in parts) for key in ("passed", "failed", "skipped"))
    print("", *(part.line() for part in parts), sep="\n")
    print(f"Total: {passed} passed, {failed} failed, {skipped} skipped", flush=True)
    incomplete = os.environ.get("CI") == "true" and any(part.missing for part in parts)
    return 1 if failed or incomplete or not passed or any(part.wrong for part in parts) else 0


# --- The command line ------------------------------------------------------------------------------------------------
def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="dev.py", allow_abbrev=False)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    quick = commands.add_parser("check", help="style, types, migrations, layers and the tests beside what has changed")
    quick.set_defaults(does=check)
    quick.add_argument("--no-tests", action="store_true", help="leave the tests to `dev.py test`")
    quick.add_argument("paths", nargs="*", help="only these files or folders")
    commands.add_parser("prove", help="the long proof").set_defaults(does=prove)
    commands.add_parser("messages", help="collect and compile the sentences to translate").set_defaults(does=messages)
    return top


def main(arguments: list[str]) -> int:
    STOPPER.listen()
    try:
        if arguments[0] == "test":  # everything after it is pytest's
            return test(argparse.Namespace(arguments=arguments[1:]))
        options = parser().parse_args(arguments)
        code: int = options.does(options)
    except SetupError as trouble:
        print(f"dev.py: {trouble}", file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
