"""What `dev.py test` says at its end, and what `dev.py check` looks at."""

from pathlib import Path

import pytest

from tests import suites
from tests.conftest import may_differ
from tests.suites import Part

REPORT = '<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10"/></testsuites>'


def report(folder: Path, text: str) -> Path:
    path = folder / "report.xml"
    path.write_text(text)
    return path


def test_a_report_is_counted(tmp_path: Path) -> None:
    part = suites.part_of_report("Browser", report(tmp_path, REPORT), 1, 2.5)
    assert part == Part("Browser", passed=4, failed=3, skipped=3, seconds=2.5)


@pytest.mark.parametrize(
    ("code", "passed", "failed", "wrong"),
    [
        (0, 1, 0, ""),
        (0, 0, 0, "no test ran"),
        (1, 0, 1, ""),
        (1, 7, 0, "pytest ended with exit code 1"),
        (5, 0, 0, "no test was found"),
        (2, 7, 0, "pytest ended with exit code 2"),
        (4, 0, 0, "pytest ended with exit code 4"),
    ],
)
def test_an_exit_code_counts_too(code: int, passed: int, failed: int, wrong: str) -> None:
    assert suites.what_is_wrong(code, passed, failed) == wrong


@pytest.mark.parametrize("code", [1, 3])
def test_a_run_without_a_report_is_wrong(tmp_path: Path, code: int) -> None:
    assert suites.part_of_report("Suite", tmp_path / "none.xml", code, 0) == Part(
        "Suite", wrong=f"pytest ended with exit code {code}"
    )


def test_the_closing_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("CI", raising=False)
    parts = [Part("SQLite, embedded broker", passed=212, seconds=41), Part("Browser", missing="Chromium is away.")]
    assert suites.summary(parts) == 0
    assert capsys.readouterr().out == (
        "\n"
        "  SQLite, embedded broker   212 passed    0 failed    0 skipped     41 s\n"
        "  Browser                   did not run: Chromium is away.\n"
        "Total: 212 passed, 0 failed, 0 skipped\n"
    )
    monkeypatch.setenv("CI", "true")
    assert suites.summary(parts) == 1


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Part("Suite", passed=3, failed=1)],
        [Part("Suite", passed=3), Part("Browser", wrong="no test was found")],
        [Part("Suite", missing="PostgreSQL is away.")],
    ],
    ids=["nothing ran", "one failed", "a part found no test", "only missing parts"],
)
def test_it_is_not_well_when(parts: list[Part], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert suites.summary(parts) == 1


def test_a_missing_server_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(suites.servers.ServerMissingError) as missing, suites.servers.redis():
        pass
    assert str(missing.value) == "Redis is not on this machine (Debian and Ubuntu: the package redis-server)."


@pytest.mark.parametrize(
    ("code", "counts"), [(0, (1, 0, False)), (1, (0, 1, False)), (suites.TOOL_MISSING, (0, 0, True))]
)
def test_a_bench_is_counted_by_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, code: int, counts: tuple[int, int, bool]
) -> None:
    monkeypatch.setattr(suites, "call", lambda _command, _env: code)
    part = suites.bench_part("bench.any", {})
    assert (part.passed, part.failed, bool(part.missing)) == counts


def test_a_path_leads_to_its_tests() -> None:
    assert suites.tests_of([]) == set()
    assert suites.tests_of(["dev.py"]) == {"tests/dev"}
    assert suites.tests_of(["registration/rules/seats.py"]) == {"tests/registration"}
    assert suites.tests_of(["templates/mail/mailbox.html"]) == {"tests/mail"}
    assert suites.tests_of(["tests/dev/test_dev.py", "tests/stories/test_x.py"]) == {"tests/dev/test_dev.py"}
    assert suites.tests_of(["tests/mail/conftest.py", "tests/factories/people.py"]) == {"tests/mail"}


def test_a_check_looks_only_at_what_it_is_given() -> None:
    steps = dict(suites.steps(["tests/dev/test_dev.py", "templates/base.html"]))
    assert list(steps) == ["style", "format", "templates"]
    assert steps["style"][-1] == "tests/dev/test_dev.py"
    assert steps["templates"][-1] == "templates/base.html"
    assert suites.tests_step(["dev.py"])[1][-2:] == ["tests/dev", "tests/test_house.py"]


def test_a_check_of_everything_asks_for_migrations_too() -> None:
    assert [name for name, _command in suites.steps([])] == ["style", "format", "types", "templates", "migrations"]


def test_references_and_dates_do_not_make_a_catalogue_stale(tmp_path: Path) -> None:
    old, new = tmp_path / "old.po", tmp_path / "new.po"
    old.write_text('"POT-Creation-Date: 2026-01-01\\n"\n#: wic/a.py\nmsgid "Apply"\nmsgstr "Postuler"\n')
    new.write_text('"POT-Creation-Date: 2026-02-02\\n"\n#: wic/b.py\nmsgid "Apply"\nmsgstr "Postuler"\n')
    assert suites.sentences(old) == suites.sentences(new) == ['msgid "Apply"', 'msgstr "Postuler"']


def test_a_test_that_asks_no_database_runs_on_one_of_them_only(request: pytest.FixtureRequest) -> None:
    assert not may_differ(request.node)


def test_a_test_that_asks_the_database_runs_on_both(db: None, request: pytest.FixtureRequest) -> None:
    assert may_differ(request.node)


@pytest.mark.django_db
def test_so_does_one_that_is_marked(request: pytest.FixtureRequest) -> None:
    assert may_differ(request.node)


@pytest.mark.one_database
def test_but_not_where_all_databases_say_the_same(db: None, request: pytest.FixtureRequest) -> None:
    assert not may_differ(request.node)
