"""`crest members import` and `crest erase member`: shown first, done once, refused too early."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from crest.config import Settings
from crest.persistence.models import AssociationCompanyRow, TenantRow
from crest.persistence.session import create_session_factory, reading, writing
from tests.cli.commands import Crest, crest_for
from tests.conftest import NOW

LIST = """Code,Name,Kind,Size,Associations
TULA,Tula Garments,,120,SEWERS
SEWERS,Sewers of Cambodia,association,,
BAD 1,Broken,,,
TULA,Once more,,,
"""


@pytest.fixture
def crest(settings: Settings, engine: Engine) -> Crest:
    """Run `crest` on either database, with a federation in it."""
    url = engine.url.render_as_string(hide_password=False)
    run = crest_for(settings)
    found: Crest = lambda *args, **kw: run(*args, **{"CREST_DATABASE_URL": url, **kw})  # noqa: E731
    made = found(
        "user",
        "add",
        "admin@f.example",
        "--name",
        "Sok",
        "--role",
        "fadm",
        "--federation",
        "F",
        "--password-stdin",
        stdin="four words in a row\n",
    )
    assert made.exit_code == 0, made.output
    return found


@pytest.fixture
def listed(tmp_path: Path) -> str:
    path = tmp_path / "members.csv"
    path.write_text(LIST, encoding="utf-8")
    return str(path)


def _members(engine: Engine) -> dict[str, str]:
    with create_session_factory(engine)() as session, reading(session):
        rows = session.scalars(select(TenantRow).where(TenantRow.kind == "member"))
        return {row.code: json.dumps(row.facts) for row in rows}


def test_a_list_is_shown_and_taken_in_once(
    crest: Crest, engine: Engine, listed: str, tmp_path: Path
) -> None:
    shown = json.loads(crest("members", "import", listed, "--dry-run", "--json").stdout)
    assert shown["counts"] == {"create": 2, "change": 0, "same": 0, "refused": 2}
    assert {(one["row"], one["column"]) for one in shown["faults"]} == {(4, "Code"), (5, "Code")}
    assert _members(engine) == {}

    report = tmp_path / "rows.xlsx"
    taken = crest("members", "import", listed, "--report", str(report))
    assert taken.exit_code == 0, taken.output
    assert report.read_bytes()[:2] == b"PK"
    held = _members(engine)
    assert list(held) == ["TULA"]
    assert "120" in held["TULA"]

    again = json.loads(crest("members", "import", listed, "--json").stdout)
    assert again["counts"] == {"create": 0, "change": 0, "same": 2, "refused": 2}
    assert _members(engine) == held
    with create_session_factory(engine)() as session, reading(session):
        assert len(session.scalars(select(AssociationCompanyRow)).all()) == 1


def test_a_member_is_erased_once_its_term_is_over(
    crest: Crest, engine: Engine, listed: str
) -> None:
    crest("members", "import", listed)
    assert crest("erase", "member", "NONE").exit_code == 3
    early = crest("erase", "member", "TULA")
    counted = crest("erase", "member", "TULA", "--dry-run", "--json")
    assert (early.exit_code, json.loads(counted.stdout)["rows"]) == (3, {"association_company": 1})

    with create_session_factory(engine)() as session, writing(session):
        leaves = {"leaving_at": NOW, "erase_from": NOW}
        session.execute(update(TenantRow).where(TenantRow.code == "TULA").values(**leaves))
    gone = crest("erase", "member", "TULA")

    assert gone.exit_code == 0, gone.output
    assert _members(engine) == {"TULA": "{}"}
    # Whoever has left comes back under another code, and is not erased twice.
    assert crest("erase", "member", "TULA").exit_code == 3
    again = json.loads(crest("members", "import", listed, "--json").stdout)
    assert again["counts"]["refused"] == 3
