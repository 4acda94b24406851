"""The demonstration federation looks alive, marks its companies and is the same each time."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from crest.cli import main
from crest.services.demonstration.companies import MEMBERS, Conduct
from crest.services.demonstration.many import further_members
from crest.services.demonstration.people import PEOPLE
from tests.databases import Databases, snapshot_of


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Mapping[str, str]:
    """Give the settings of an installation with the demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    settings = {
        "CREST_MODE": "demonstration",
        "CREST_DATA_DIR": str(folder),
        "CREST_DATABASE_URL": databases.empty(folder),
    }
    assert CliRunner(env=settings).invoke(main, ["db", "upgrade"]).exit_code == 0
    assert CliRunner(env=settings).invoke(main, ["demo", "--suppliers", "8"]).exit_code == 0
    return settings


def test_every_fictional_name_is_marked_as_an_example() -> None:
    names = [member.name for member in MEMBERS] + [person.name for person in PEOPLE]
    names += [supplier.name for member in MEMBERS for supplier in member.suppliers]

    assert [name for name in names if "Example" not in name] == []
    assert {person.email.rsplit(".", 1)[1] for person in PEOPLE} == {"example"}


def test_further_members_are_marked_and_the_same_each_time() -> None:
    few, many = tuple(further_members(20)), tuple(further_members(156))

    assert many[:20] == few
    assert [one.name for one in many if "Example" not in one.name] == []
    assert len({one.code for one in many}) == 156
    assert len({one.sector_group for one in many}) == 7
    assert {one.conduct for one in many} >= {Conduct.NEVER, Conduct.DRAFT, Conduct.TRIGGER}


def test_sixty_suppliers_stand_in_eight_countries() -> None:
    suppliers = [supplier for member in MEMBERS for supplier in member.suppliers]

    assert len(suppliers) == 60
    assert len({supplier.country for supplier in suppliers}) == 8
    assert len(MEMBERS) == 4


def test_a_second_load_prints_the_logins_and_changes_nothing(
    demonstration: Mapping[str, str], tmp_path: Path
) -> None:
    kept = snapshot_of(demonstration["CREST_DATABASE_URL"], tmp_path)
    before = kept.checksum()

    printed = CliRunner(env=demonstration).invoke(main, ["demo", "--json"])

    logins = json.loads(printed.stdout)
    assert {member["code"] for member in logins["members"]} == {m.code for m in MEMBERS}
    assert all(user["password"] for user in logins["users"])
    assert kept.checksum() == before
    kept.close()


def test_production_refuses_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREST_MODE", "production")
    monkeypatch.setenv("CREST_DATA_DIR", str(tmp_path))

    refused = CliRunner().invoke(main, ["demo"])

    assert refused.exit_code == 3
    assert "demonstration" in refused.stderr
