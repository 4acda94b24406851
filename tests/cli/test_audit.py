"""`crest audit verify`: every way of tampering with the trail shows, with its place."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from crest.adapters.head_file import HeadFile
from crest.config import Settings
from crest.domain.errors import DamagedContentError
from crest.domain.trail import INSTALLATION, START, Act, Head, by_operator
from crest.persistence.session import create_database_engine, create_session_factory, writing
from crest.persistence.trail import record
from tests.cli.commands import Crest, crest_for
from tests.conftest import NOW

_COUNT = 6
# What is done behind CREST's back, and what is then said of it.
TAMPERINGS = {
    "edit": (
        ["UPDATE audit_event SET role = 'adm' WHERE number = 3 AND chain_id = :chain"],
        "entry 3 was",
    ),
    "edit of the digest": (
        ["UPDATE audit_event SET told = 'x' WHERE number = 6 AND chain_id = :chain"],
        "entry 6 was",
    ),
    "edit of the hash": (
        ["UPDATE audit_event SET hash = 'x' WHERE number = 2 AND chain_id = :chain"],
        "entry 2 was",
    ),
    "removal": (
        ["DELETE FROM audit_event WHERE number = 4 AND chain_id = :chain"],
        "entry 4 is missing",
    ),
    "removal of the first": (
        ["DELETE FROM audit_event WHERE number = 1 AND chain_id = :chain"],
        "entry 1 is missing",
    ),
    "removal with the gap closed": (
        [
            "DELETE FROM audit_event WHERE number = 4 AND chain_id = :chain",
            "UPDATE audit_event SET number = number - 1 WHERE number > 4 AND chain_id = :chain",
        ],
        "entry 4 was",
    ),
    "insertion": (
        [
            "UPDATE audit_event SET number = number + 100 WHERE number > 2 AND chain_id = :chain",
            (
                "INSERT INTO audit_event SELECT chain_id, 3, at, actor, role, act, object_id, told,"
                " hash FROM audit_event WHERE number = 2 AND chain_id = :chain"
            ),
            "UPDATE audit_event SET number = number - 99 WHERE number > 100 AND chain_id = :chain",
        ],
        "entry 3 was",
    ),
    "insertion behind the end": (
        [
            (
                "INSERT INTO audit_event SELECT chain_id, 7, at, actor, role, act, object_id, told,"
                " hash FROM audit_event WHERE number = 6 AND chain_id = :chain"
            )
        ],
        "entry 7 was",
    ),
    "another order": (
        [
            "UPDATE audit_event SET number = 100 WHERE number = 2 AND chain_id = :chain",
            "UPDATE audit_event SET number = 2 WHERE number = 5 AND chain_id = :chain",
            "UPDATE audit_event SET number = 5 WHERE number = 100 AND chain_id = :chain",
        ],
        "entry 2 was",
    ),
    "a cut tail": (
        ["DELETE FROM audit_event WHERE number > 4 AND chain_id = :chain"],
        "entry 5 and all after it are cut off",
    ),
    "a cut tail with the head moved back": (
        [
            "DELETE FROM audit_event WHERE number > 4 AND chain_id = :chain",
            (
                "UPDATE trail_head SET number = 4, hash = (SELECT hash FROM audit_event"
                " WHERE number = 4 AND chain_id = :chain) WHERE chain_id = :chain"
            ),
        ],
        "entry 5 and all after it are cut off",
    ),
    "a chain that is gone": (
        [
            "DELETE FROM audit_event WHERE chain_id = :chain",
            "DELETE FROM trail_head WHERE chain_id = :chain",
        ],
        "entry 1 and all after it are cut off",
    ),
}


@pytest.fixture
def crest(settings: Settings, engine: Engine) -> Crest:
    """Run `crest` on either database."""
    url = engine.url.render_as_string(hide_password=False)
    crest = crest_for(settings)
    return lambda *arguments, **changed: crest(*arguments, **{"CREST_DATABASE_URL": url, **changed})


@pytest.fixture
def chain(engine: Engine) -> UUID:
    chain_id = uuid4()
    _act(engine, chain_id, count=_COUNT)
    _act(engine, INSTALLATION, count=2)
    return chain_id


def _act(engine: Engine, chain_id: UUID, *, count: int, later: timedelta = timedelta()) -> None:
    with create_session_factory(engine)() as session:
        for number in range(count):
            with writing(session):
                record(
                    session,
                    by_operator(chain_id),
                    Act.PROFILE_SAVE,
                    of=chain_id,
                    told={"number": number},
                    now=NOW + later + timedelta(minutes=number),
                )


def _tamper(engine: Engine, chain_id: UUID, statements: list[str]) -> None:
    # SQLite keeps ids without dashes, PostgreSQL takes them either way.
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {"chain": chain_id.hex})


@pytest.mark.usefixtures("chain")
def test_a_trail_left_alone_is_whole(crest: Crest) -> None:
    assert "2 chains have moved" in crest("audit", "heads").output

    found = crest("audit", "verify")

    assert found.exit_code == 0
    assert found.output == "whole: 8 entries in 2 chains, held against 2 ends kept outside\n"
    assert "0 chains have moved" in crest("audit", "heads").output


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_each_way_of_tampering_shows_with_its_place(
    crest: Crest, engine: Engine, chain: UUID, kind: str
) -> None:
    statements, words = TAMPERINGS[kind]
    assert crest("audit", "heads").exit_code == 0
    _tamper(engine, chain, statements)

    found = crest("audit", "verify")

    assert found.exit_code == 4
    assert f"{chain}: {words}" in found.stderr
    assert "installation" not in found.stderr


def test_a_chain_written_anew_shows_by_its_end_outside(
    crest: Crest, engine: Engine, chain: UUID, tmp_path: Path
) -> None:
    """All hashes fit: only what stands elsewhere tells."""
    crest("audit", "heads")
    everything = [
        "DELETE FROM audit_event WHERE chain_id = :chain",
        "DELETE FROM trail_head WHERE chain_id = :chain",
    ]
    _tamper(engine, chain, everything)
    _act(engine, chain, count=_COUNT + 1, later=timedelta(seconds=1))
    nothing = tmp_path / "nothing.jsonl"
    nothing.touch()

    alone = crest("audit", "verify", "--head", str(nothing))
    found = crest("audit", "verify")

    assert alone.exit_code == 0
    assert found.exit_code == 4
    assert f"{chain}: entry 6 is not the one" in found.stderr


def test_one_tenant_is_examined_alone(crest: Crest, engine: Engine, chain: UUID) -> None:
    _tamper(engine, chain, ["DELETE FROM audit_event WHERE number = 1 AND chain_id = :chain"])

    found = crest("audit", "verify", "--tenant", "installation", "--json")

    assert found.exit_code == 0
    told = json.loads(found.output)
    assert (told["whole"], told["entries"], told["faults"]) == (True, 2, [])
    assert crest("audit", "verify", "--tenant", "nobody").exit_code == 3


def test_json_names_the_place(crest: Crest, engine: Engine, chain: UUID) -> None:
    _tamper(engine, chain, ["DELETE FROM audit_event WHERE number = 2 AND chain_id = :chain"])

    found = crest("audit", "verify", "--json")

    broken = [one for one in json.loads(found.stdout)["chains"] if one["damage"]]
    assert found.exit_code == 4
    assert [(one["code"], one["damage"], one["place"]) for one in broken] == [
        (str(chain), "gone", 2)
    ]


@pytest.fixture
def file(tmp_path: Path) -> HeadFile:
    return HeadFile(path=tmp_path / "trail" / "heads.jsonl")


def test_a_torn_last_line_does_not_count_and_is_cleared(file: HeadFile) -> None:
    file.add([(INSTALLATION, Head(number=1, hash=START))], now=NOW)
    with file.path.open("a", encoding="utf-8") as torn:
        torn.write('{"chain": "0000')

    assert file.read() == {INSTALLATION: {1: START}}
    file.add([(INSTALLATION, Head(number=2, hash="b"))], now=NOW)
    assert file.read() == {INSTALLATION: {1: START, 2: "b"}}


def test_a_line_that_is_none_is_damage(file: HeadFile) -> None:
    file.path.parent.mkdir()
    file.path.write_text('{"chain": "x"}\n', encoding="utf-8")

    with pytest.raises(DamagedContentError):
        file.read()


@pytest.fixture
def sqlite_crest(sqlite_settings: Settings) -> Crest:
    return crest_for(sqlite_settings)


def test_a_restored_backup_has_its_trail_examined(
    sqlite_crest: Crest, sqlite_settings: Settings, tmp_path: Path
) -> None:
    crest, settings, copy = sqlite_crest, sqlite_settings, tmp_path / "copy.sqlite"
    engine = create_database_engine(settings.database_url)
    _act(engine, INSTALLATION, count=3)
    assert crest("db", "backup", str(copy)).exit_code == 0
    _act(engine, INSTALLATION, count=2)
    assert crest("audit", "heads").exit_code == 0
    engine.dispose()

    assert crest("db", "restore", str(copy)).exit_code == 0
    found = crest("audit", "verify", "--json")

    assert json.loads(found.stdout)["entries"] == 3
    assert (settings.data_dir / "trail" / "heads.jsonl.replaced").is_file()
    torn = create_database_engine(f"sqlite:///{copy}")
    _tamper(torn, INSTALLATION, ["UPDATE audit_event SET role = 'x' WHERE number = 2"])
    torn.dispose()
    copy.with_name("copy.sqlite.sha256").unlink()
    refused = crest("db", "restore", str(copy))
    assert refused.exit_code == 4
    assert "trail of acts is broken" in refused.stderr
