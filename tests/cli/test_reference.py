"""`crest reference`: a pack loaded, chosen and switched off from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Crest
from tests.content.test_packs import sheet


@pytest.fixture
def pack(tmp_path: Path) -> tuple[str, str]:
    described, table = tmp_path / "own.yaml", tmp_path / "own.csv"
    described.write_text(sheet("iso3,value"), encoding="utf-8")
    table.write_text("iso3,value\nNAM,40\n", encoding="utf-8")
    return str(described), str(table)


def sources(crest: Crest) -> dict[str, Any]:
    found = json.loads(crest("reference", "list", "--json").stdout)
    return {line["source"]: line for line in found["sources"]}


def test_a_pack_counts_once_it_is_chosen(crest: Crest, pack: tuple[str, str]) -> None:
    assert crest("reference", "load", *pack).exit_code == 0
    (loaded,) = sources(crest)["our-index"]["editions"]
    assert (loaded["loaded"], loaded["in_use"], loaded["confidence"]) == (True, False, "low")

    chosen = crest("reference", "choose", "our-index", "7", "--reason", "Agreed")

    assert chosen.exit_code == 0
    line = sources(crest)["our-index"]
    assert line["editions"][0]["in_use"]
    assert (line["chosen"]["edition"], line["chosen"]["reason"]) == ("7", "Agreed")
    lines = crest("reference", "list").stdout.splitlines()
    assert "our-index\t7\t2026-06\tloaded\tcounts" in lines
    assert "us-tip\t2025\t2025-09-29\tshipped\tcounts" in lines


def test_a_source_is_switched_off(crest: Crest) -> None:
    assert crest("reference", "choose", "wgi", "--off", "--reason", "Too old").exit_code == 0

    line = sources(crest)["wgi"]
    assert not line["editions"][0]["in_use"]
    assert line["chosen"]["edition"] is None


def test_refusals_have_their_exit_code(crest: Crest, pack: tuple[str, str]) -> None:
    crest("reference", "load", *pack)
    bad = Path(pack[1])
    bad.write_text("iso3,value\nXYZ,40\n", encoding="utf-8")

    damaged = crest("reference", "load", *pack)
    bad.write_text("iso3,value\nNAM,41\n", encoding="utf-8")

    assert damaged.exit_code == 4
    assert "table:2: error: iso3: XYZ" in damaged.stderr
    assert crest("reference", "load", *pack).exit_code == 3
    assert crest("reference", "choose", "wgi", "1999", "--reason", "x").exit_code == 3
    assert crest("reference", "choose", "wgi", "--reason", "x").exit_code == 2
