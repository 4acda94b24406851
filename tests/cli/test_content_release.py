"""`crest content diff / publish / retire / releases` and `check --installed`."""

import json
import shutil
from pathlib import Path

import pytest

from crest.paths import data_folder
from tests.cli.commands import Crest

PUBLISH = ("content", "publish", "supplier", "2026.1")
RETIRE = ("content", "retire", "supplier-short", "2026.1")


@pytest.fixture
def staffed(crest: Crest) -> Crest:
    """An installation with a programme officer, an administrator and an analyst."""
    federation = ("--federation", "Our federation")
    for name, role in (("dara", "fpo"), ("sokha", "fadm"), ("vanna", "fan")):
        made = crest(
            *("user", "add", f"{name}@f.example", "--name", name.title(), "--role", role),
            *federation,
        )
        assert made.exit_code == 0, made.output
        federation = ()
    return crest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content, to be changed."""
    copy = tmp_path / "questionnaires"
    shutil.copytree(data_folder("questionnaires"), copy)
    return copy


def _standing(crest: Crest) -> dict[str, str]:
    found = json.loads(crest("content", "releases", "--json").stdout)["releases"]
    return {f"{one['bank']} {one['version']}": one["state"] for one in found}


def test_two_people_publish_and_one_retires(staffed: Crest) -> None:
    before = _standing(staffed)

    done = staffed(*PUBLISH, "--by", "dara@f.example", "--second", "sokha@f.example")
    gone = staffed(*RETIRE, "--by", "dara@f.example", "--reason", "A newer one stands.")

    banks = ("supplier 2026.1", "supplier-short 2026.1", "supplier-short 2026.2")
    assert tuple(before[one] for one in banks) == ("draft", "published", "draft")
    assert done.exit_code == 0
    assert done.stdout.startswith("supplier 2026.1: published as ")
    assert (gone.exit_code, gone.stdout) == (0, "supplier-short 2026.1: retired\n")
    after = _standing(staffed)
    assert tuple(after[one] for one in banks) == ("published", "retired", "draft")
    assert staffed("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("second", "words"),
    [
        pytest.param("dara", "You proposed this version yourself", id="one person"),
        pytest.param("vanna", "vanna@f.example may not publish", id="an analyst"),
    ],
)
def test_one_person_alone_publishes_nothing(staffed: Crest, second: str, words: str) -> None:
    done = staffed(*PUBLISH, "--by", "dara@f.example", "--second", f"{second}@f.example")

    assert done.exit_code == 3
    assert words in done.stderr
    assert _standing(staffed)["supplier 2026.1"] == "draft"


def test_an_unknown_version_is_refused(staffed: Crest) -> None:
    done = staffed(
        *("content", "publish", "supplier", "1999.1"),
        *("--by", "dara@f.example", "--second", "sokha@f.example"),
    )

    assert done.exit_code == 3


def test_what_changed_after_publishing_is_refused_by_the_check(
    staffed: Crest, folder: Path
) -> None:
    staffed(*PUBLISH, "--by", "dara@f.example", "--second", "sokha@f.example")
    same = staffed("content", "check", "--installed", "--folder", str(folder))
    path = folder / "banks" / "supplier" / "2026.1.yaml"
    path.write_text(path.read_text("utf-8").replace("minutes: ", "minutes: 1", 1), "utf-8")

    held = staffed("content", "check", "--installed", "--folder", str(folder))

    assert (same.exit_code, held.exit_code) == (0, 3)
    assert "supplier 2026.1: was changed after it was published" in held.stderr
    assert staffed("content", "releases").exit_code == 0


def test_what_differs_is_told_question_by_question(crest: Crest, folder: Path) -> None:
    old = folder / "banks" / "supplier-short" / "2026.1.yaml"
    text = old.read_text("utf-8").replace('version: "2026.1"', 'version: "2027.1"', 1)
    text = text.replace("How many people work for you today?", "How many people work here?", 1)
    (old.parent / "2027.1.yaml").write_text(text, "utf-8")
    words = ("content", "diff", "supplier-short", "2026.1", "2027.1", "--folder", str(folder))

    told, counted = crest(*words), json.loads(crest(*words, "--json").stdout)
    same = crest("content", "diff", "supplier-short", "2026.1", "2026.1")

    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "questions: 0 added, 0 removed, 1 changed, 56 the same",
        "~ PRO-010: How many people work here?",
        "    text: How many people work for you today? -> How many people work here?",
    ]
    assert counted["same"] == 56
    assert [one["code"] for one in counted["questions"]] == ["PRO-010"]
    assert same.stdout == "Nothing differs.\n"
    assert crest("content", "diff", "supplier-short", "2026.1", "1999.1").exit_code == 3
