"""Pages about all members read released cubes and nothing else."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = {"CubeReleaseRow", "ReleasedCubeRow"}
# module: what it may import of CREST
MAY_IMPORT = {
    "crest/persistence/released.py": {
        "crest.persistence.models": TABLES,
        "crest.persistence.session": {"DatabaseSession"},
    },
    "crest/services/released_figures.py": {
        "crest.domain.errors": {"NotFoundError"},
        "crest.domain.permissions": {"Actor", "Permission", "require"},
        "crest.domain.told_form": {"Key"},
        "crest.domain.told_last": {"Edition", "LastTold", "last_told"},
        "crest.persistence": {"released"},
        "crest.persistence.released": {"ReleasedCube", "ReleaseHead", "ReleaseLine"},
        "crest.persistence.released_rights": {"reading_released"},
        "crest.persistence.session": {"DatabaseSession"},
    },
    # the yearly report adds its own texts, and who wrote them
    "crest/persistence/protocol_reports.py": {
        "crest.domain.protocol_report": {"ReportText"},
        "crest.persistence.models": {"ProtocolReportRow", "ProtocolTextRow", "UserRow"},
        "crest.persistence.session": {"DatabaseSession"},
    },
}
# who may read what releases are made from
BEHIND = {"crest/services/aggregates.py", "crest/services/member_counting.py"}
SECRET = {"crest.persistence.cubes", "CubeBasisRow"}


def _imports(source: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, set()).update(one.name for one in node.names)
        elif isinstance(node, ast.Import):
            found.update({one.name: set() for one in node.names})
    return {name: names for name, names in found.items() if name.startswith("crest")}


def _beyond(source: str, allowed: dict[str, set[str]]) -> set[str]:
    return {
        f"{module} {name}"
        for module, names in _imports(source).items()
        for name in names or {"*"}
        if name not in allowed.get(module, set())
    }


@pytest.mark.parametrize("path", MAY_IMPORT)
def test_what_reads_released_figures_knows_no_other_table(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")

    assert _imports(source)
    assert _beyond(source, MAY_IMPORT[path]) == set()
    assert "text(" not in source


def test_another_table_would_be_noticed() -> None:
    planted = "from crest.persistence.models import ReleasedCubeRow, ScoreRow\n"

    allowed = MAY_IMPORT["crest/persistence/released.py"]
    assert _beyond(planted, allowed) == {"crest.persistence.models ScoreRow"}


def test_only_the_release_reads_what_it_was_counted_from() -> None:
    found = set()
    for path in (ROOT / "crest").rglob("*.py"):
        imported = _imports(path.read_text(encoding="utf-8"))
        whole = {f"{module}.{name}" for module, names in imported.items() for name in names}
        if SECRET & (set(imported) | whole | set().union(*imported.values())):
            found.add(str(path.relative_to(ROOT)))

    rows = {"crest/persistence/cubes.py", "crest/persistence/models/__init__.py"}
    assert found - rows == BEHIND


def test_the_yearly_report_reads_figures_where_they_are_released_alone() -> None:
    source = (ROOT / "crest/services/protocol_reports.py").read_text(encoding="utf-8")
    stored = {name: names for name, names in _imports(source).items() if ".persistence" in name}

    assert stored.pop("crest.persistence") == {"protocol_reports", "released"}
    assert set(stored) == {
        "crest.persistence.protocol_reports",
        "crest.persistence.released",
        "crest.persistence.released_rights",
        "crest.persistence.session",
        "crest.persistence.trail",
        "crest.persistence.write_keys",
    }
