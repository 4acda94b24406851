"""The house keeps its shape: sizes, documentation, retention, error messages."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from crest import config
from crest.cli import main
from crest.domain import errors
from crest.persistence.models import Row
from crest.persistence.retention import RETENTION
from crest.web.errors import MESSAGES, STATUS

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "crest").rglob("*.py"))


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_readable_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    long_ones = [
        function.name
        for function in _functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > 40
    ]

    assert lines <= 400
    assert long_ones == []


def test_functions_are_short_as_a_rule() -> None:
    lengths = sorted(
        (function.end_lineno or 0) - function.lineno + 1
        for path in MODULES
        for function in _functions(path)
    )

    assert lengths[len(lengths) // 2] <= 12
    assert lengths[int(len(lengths) * 0.9)] <= 25


def test_no_module_knows_both_the_web_framework_and_the_database_library() -> None:
    def libraries(path: Path) -> set[str]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        ]
        names += [
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
        ]
        return {name.split(".")[0] for name in names}

    both = [str(path) for path in MODULES if {"flask", "sqlalchemy"} <= libraries(path)]

    assert both == []


def test_every_table_has_a_purpose_and_a_retention() -> None:
    assert set(RETENTION) == set(Row.metadata.tables)


def test_every_setting_is_documented() -> None:
    source = inspect.getsource(config)
    settings = set(re.findall(r'"(CREST_[A-Z_]+)"', source))
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert settings
    assert {name for name in settings if f"`{name}`" not in page} == set()


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    context = main.make_context("crest", ["--help"], resilient_parsing=True)
    commands = []
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        subs = getattr(command, "commands", None)
        commands += [f"crest {name} {sub}" for sub in subs] if subs else [f"crest {name}"]

    assert len(commands) > 10
    assert [command for command in commands if f"`{command}" not in page] == []


def test_every_refusal_has_a_status_and_a_message() -> None:
    refusals = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, errors.CrestError)
        and kind is not errors.CrestError
    }

    assert {kind.__name__ for kind in refusals if kind not in STATUS} == set()
    assert {kind.code for kind in refusals if kind.code not in MESSAGES} == set()


def test_project_texts_name_no_machine_and_no_package_index() -> None:
    places = ["crest", "templates", "docs", "tests", "benchmarks", "questionnaires", "requirements"]
    files = [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]
    files += [ROOT / name for name in ("README.md", "Makefile", "pyproject.toml", ".ci/run")]
    wrong = re.compile(r"/root/|/home/\w+/|--(?:extra-)?index-url|find-links[ =]/")
    texts = {".py", ".md", ".html", ".toml", ".yaml", ".yml", ".lock", ".txt", ".css", ".js", ""}

    found = [
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix in texts
        and path != Path(__file__)
        and "__pycache__" not in path.parts
        and wrong.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
