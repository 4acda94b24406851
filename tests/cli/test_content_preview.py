"""`crest content preview`: changes in words and as one object, and what it refuses."""

import json
import shutil
from pathlib import Path

import pytest

from crest.app import compose
from crest.config import Settings
from crest.domain.permissions import TenantKind
from crest.paths import data_folder
from crest.persistence import tenants
from crest.persistence.session import writing
from tests.cli.commands import Crest
from tests.conftest import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with a changed line of a law and without another law."""
    folder = tmp_path / "questionnaires"
    shutil.copytree(data_folder("questionnaires"), folder)
    path = folder / "instruments" / "kh.ll.yaml"
    old, new = (f"binds: {{fact: country, op: eq, value: {code}}}" for code in ("KH", "TH"))
    path.write_text(path.read_text().replace(old, new, 1))
    (folder / "instruments" / "jp.guide.yaml").unlink()
    return folder


@pytest.fixture
def member(settings: Settings) -> None:
    runtime = compose(settings)
    with runtime.sessions() as session, writing(session):
        facts = {"country": {"value": "KH", "source": "profile", "on": "2026-11-01"}}
        tenants.add(
            session, kind=TenantKind.MEMBER, code="A", name="Member A", now=NOW, facts=facts
        )
    runtime.sessions.kw["bind"].dispose()


def test_the_folders_are_compared_part_by_part(crest: Crest, folder: Path) -> None:
    done = crest("content", "preview", "--folder", str(folder), "--content-only")

    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[0] == "laws: 0 added, 1 changed, 1 removed"
    assert "    binds_when.value: KH -> TH" in lines
    assert lines[-2:] == ["No installation was compared.", "Nothing was written."]


def test_members_are_compared_in_words_and_as_an_object(
    crest: Crest, folder: Path, member: None
) -> None:
    command = ("content", "preview", "--folder", str(folder), "--as-of", "2026-11-21")
    words, done = crest(*command).stdout.splitlines(), crest(*command, "--json")

    found = json.loads(done.stdout)
    assert "applicability: changes for 1 of 1 members" in words
    assert "  A: kh.ll: binds yes, reaches no -> binds no, reaches no" in words
    assert "results: 0 of 0 move, 0 cannot be compared" in words
    assert found["as_of"] == "2026-11-21"
    assert {one["id"]: one["change"] for one in found["laws"]} == {
        "jp.guide": "removed",
        "kh.ll": "changed",
    }
    assert {
        "id": "kh.ll",
        "before": {"binds": "yes", "reaches": "no"},
        "after": {"binds": "no", "reaches": "no"},
    } in found["applicability"][0]["laws"]
    assert (found["assessments"], found["results"]) == (0, [])


def test_a_damaged_folder_is_refused_with_its_line(crest: Crest, folder: Path) -> None:
    path = folder / "instruments" / "kh.ll.yaml"
    path.write_text(path.read_text().replace("kind: statute", "kind: law", 1))

    done = crest("content", "preview", "--folder", str(folder), "--content-only")

    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("instruments/kh.ll.yaml:5: error: kind is law; use one of")
