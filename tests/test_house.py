"""The rules of the house that a program can check."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ["wic", "programme", "registration", "events", "circles", "certificates", "network"]
# These write their rows themselves: plumbing below the verbs, and the rehearsal's fixtures.
FREE_WRITERS = ("wic/mail/", "wic/audit/", "wic/lifecycle.py", "wic/rehearsal/")
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "update", "delete"}


def modules(*, outside: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and not name.startswith(outside):
                yield name, ast.parse(path.read_text())


def is_verb_home(name: str) -> bool:
    return name.endswith("/actions.py") or "/actions/" in name


def test_imports_point_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_rows_are_written_by_verbs_only() -> None:
    found = []
    for name, tree in modules(outside=FREE_WRITERS):
        if is_verb_home(name):
            continue
        modules_of_verbs = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if "actions" in f"{node.module}.{alias.name}"
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                source = ast.unparse(node.func.value)
                if source in modules_of_verbs or source == "np":  # an array's
                    continue
                is_rows = "objects" in source or "_set" in source or node.func.attr in {"bulk_create", "get_or_create"}
                if is_rows or (
                    node.func.attr in {"save", "delete"} and "super()" not in source and not source.endswith("session")
                ):
                    found.append(f"{name}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []


@pytest.mark.parametrize("banned", ["timezone.now", "datetime.now", "date.today", "time.time"])
def test_the_clock_is_read_at_the_edge_only(banned: str) -> None:
    edges = ("views", "tasks", "admin", "commands", "middleware", "context", "templatetags", "backend", "sending")
    edges += ("adapter", "desk/site", "accounts/typed")  # what allauth calls; the desk's first page; around views
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not any(edge in name for edge in edges)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == banned
    ]
    assert found == []


def test_rules_ask_the_database_nothing() -> None:
    """What needs a query is fetched by the verb or the view, and passed in."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if "/views/" not in name and ("/rules/" in name or name.endswith("/rules.py"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}
    ]
    assert found == []


def test_no_module_or_function_outgrows_a_screen() -> None:
    too_long = []
    for name, tree in modules():
        lines = len((ROOT / name).read_text().splitlines())
        if lines > 500:
            too_long.append(f"{name}: {lines} lines")
        too_long += [
            f"{name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 50
        ]
    assert too_long == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("except Refused as \\w+:\n +(messages.error\\(request|form.add_error\\()", "refusals_told, refusals_on"),
        ("require_http_methods\\(", "show_or_send"),
        ("Paginator\\(", "page_of"),
        ("FormHelper\\(\\)", "unframed"),
    ],
)
def test_what_wic_pages_does_is_done_nowhere_else(written: str, instead: str) -> None:
    pattern = re.compile(written)
    found = [name for name, _tree in modules(outside=("wic/pages.py",)) if pattern.search((ROOT / name).read_text())]
    assert found == [], instead


def test_lists_have_the_comma_of_the_language() -> None:
    written = [name for name, _tree in modules() if '", ".join' in (ROOT / name).read_text()]
    assert written == [], "join_words"


def test_what_is_translated_has_a_name_that_is_collected() -> None:
    """xgettext knows the functions of Django by their names, and one other: what is called otherwise stays English."""
    found = [
        f"{name}:{node.lineno} {alias.asname}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in {None, "_"} and "gettext" in alias.name
    ]
    assert found == []


def test_no_signals_and_no_vague_names() -> None:
    vague = {"utils", "helpers", "services", "selectors", "signals", "managers", "constants", "exceptions", "common"}
    names = [name for name, _tree in modules() if vague & set(name.removesuffix(".py").split("/"))]
    assert names == []


def test_templates_keep_to_the_rules() -> None:
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text()
        if len(text.splitlines()) > 150:
            found.append(f"{name}: longer than 150 lines")
        if "/mail/" not in name and re.search(r'\sstyle="|<style(?!>\{% sheet %\})|<script(?![^>]*\ssrc=)', text):
            found.append(f"{name}: inline style or script")
        if re.search(r"\|\s*safe\b|\{%\s*autoescape off", text):
            found.append(f"{name}: unescaped")
        if 'join:", "' in text:
            found.append(f"{name}: a list with a comma that is not Arabic; the filter `words` has that of the language")
    assert found == []


def test_every_class_of_a_public_page_has_a_rule_in_the_sheet() -> None:
    ruled = set(re.findall(r"\.([a-zA-Z][\w-]*)", (ROOT / "static" / "wic.css").read_text()))
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT / "templates").as_posix()
        if name.startswith("admin/") or "mail/" in name:
            continue
        markup = re.sub(r"\{[%{].*?[%}]\}", "?", path.read_text())  # what a tag makes of a class is not known here
        for classes in re.findall(r'class="([^"]*)"', markup):
            found += [f"{name}: {each}" for each in classes.split() if "?" not in each and each not in ruled]
    assert found == []


def test_markup_is_trusted_in_named_places_only() -> None:
    trusted = {"wic/look/templatetags/look.py", "wic/look/drawing.py"}
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("mark_safe", "SafeString"))
    }
    assert found - trusted == set()


def test_style_sheets_are_logical() -> None:
    pattern = re.compile(r"(margin|padding|border|inset)-(left|right)|text-align:\s*(left|right)|float:\s*(left|right)")
    found = [
        f"{path.name}: {match.group()}"
        for path in (ROOT / "static").rglob("*.css")
        for match in pattern.finditer(path.read_text())
    ]
    assert found == []


def test_no_machine_and_no_registry_is_named() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hosts = re.compile(
        "|".join(["py" + "pi\\.org", "python" + "hosted", "registry\\.npm" + "js", "deb\\.debian" + "\\.org"])
    )
    found = []
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".ttf", ".png", ".mo", ".woff2", ".pdf"} or not path.is_file():
            continue
        if hosts.search(path.read_text(errors="replace")):
            found.append(name)
    assert found == []


def test_every_dependency_says_why() -> None:
    lines = (ROOT / "pyproject.toml").read_text().split("dependencies = [", 1)[1].split("\n]", 1)[0].splitlines()
    silent = [line for line in lines if "==" in line and "#" not in line and "python_version >=" not in line]
    assert silent == []


def test_one_readable_file_of_settings() -> None:
    assert len((ROOT / "wic" / "settings.py").read_text().splitlines()) <= 250


def test_every_setting_stands_in_the_readme() -> None:
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "wic" / "settings.py").read_text())
    told = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(set(read)) == sorted(told)


def test_every_command_and_benchmark_is_told() -> None:
    told = (ROOT / "README.md").read_text()
    commands = [path.stem for app in APPS for path in (ROOT / app).rglob("management/commands/*.py")]
    benchmarks = [path.stem for path in (ROOT / "bench").glob("*.py") if "__main__" in path.read_text()]
    assert [name for name in sorted([*commands, *benchmarks]) if name != "__init__" and name not in told] == []


def test_a_form_that_is_included_gets_its_token() -> None:
    """`only` leaves the token of the page behind; without it the button of the form answers 403."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for name, given in re.findall(r'{% include "([^"]+)"([^%]*) only %}', path.read_text()):
            has_form = "{% csrf_token %}" in (ROOT / "templates" / name).read_text()
            if has_form and "csrf_token=csrf_token" not in given:
                found.append((path.relative_to(ROOT).as_posix(), name))
    assert found == []


def test_no_form_asks_twice_for_its_token() -> None:
    """Each writes its own, `unframed` fields add none."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        if text.count('method="post"') != len(re.findall(r"\{% csrf_token %\}", text)):
            found.append(path.relative_to(ROOT).as_posix())
    assert found == []
