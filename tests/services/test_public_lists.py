"""Lists as they are published: every row becomes a supplier; names of other scripts too."""

import csv
import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from crest.domain.supplier_match import Kind
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, reading
from crest.services.supplier_imports import ImportOutcome, ListFile, import_file
from tests.conftest import NOW
from tests.databases import on_one_kind
from tests.library import shipped_library
from tests.services.world import World

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "tests" / "matching"
# One name in three ways that look the same: the order of subscripts, a sign nobody sees.
KHMER = "រោងចក្រ ស្ត្រី ដេរ"
KHMER_AGAIN = "រោងចក្រ ស្រ្តី\u200b ដេរ"
THAI = "บริษัท ตัดเย็บสยาม จำกัด"
THAI_SHORT = "ตัดเย็บสยาม"


def _take(session: DatabaseSession, world: World, path: Path) -> ImportOutcome:
    source = ListFile(path=path)
    return import_file(session, world.b.editor, source, library=shipped_library(), now=NOW)


def _as_workbook(path: Path, folder: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    made = folder / "list.xlsx"
    book.save(made)
    return made


@on_one_kind
@pytest.mark.parametrize("as_book", [False, True], ids=["text", "workbook"])
def test_every_row_of_the_public_lists_becomes_a_supplier(
    session: DatabaseSession,
    world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    as_book: bool,
) -> None:
    counts = []
    for path in (LISTS / "published.csv", LISTS / "second" / "published.csv"):
        sent = _as_workbook(path, tmp_path) if as_book else path
        report = _take(session, world, sent).report
        again = _take(session, world, sent).report
        counts.append((report.rows, report.created, report.updated, report.refused))
        assert (again.created, again.updated, again.refused) == (0, 0, 0)

    with capsys.disabled():
        print(f"\npublic lists (rows, created, updated, refused): {counts}")  # noqa: T201
    assert counts == [(431, 431, 0, 0), (15, 15, 0, 0)]


def test_names_of_khmer_and_thai_are_kept_found_again_and_compared(
    session: DatabaseSession, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"ឈ្មោះ,ប្រទេស,អាសយដ្ឋាន\n{KHMER},កម្ពុជា,ផ្លូវ ៨\n{THAI},ประเทศไทย,ถนน 9\n")
    first = _take(session, world, path)
    path.write_text(f"ឈ្មោះ,ប្រទេស,អាសយដ្ឋាន\n{KHMER_AGAIN},KH,ផ្លូវ ៨\n{THAI_SHORT},TH,ถนน 9\n")
    second = _take(session, world, path)

    with reading(session):
        own = SupplierRow.tenant_id == world.b.tenant_id
        names = set(session.scalars(select(SupplierRow.name).where(own)))
    assert (first.report.created, first.report.refused) == (2, 0)
    # One supplier, now spelled as the newest list spells it; the other is asked about.
    assert {KHMER_AGAIN, THAI, THAI_SHORT} <= names
    assert KHMER not in names
    assert (second.report.updated, second.report.created) == (1, 1)
    found = [(one.left, one.kind) for one in second.proposals]
    assert found == [("3", Kind.SAME)]


def test_a_share_of_women_is_kept_as_a_note_and_a_count_as_a_fact(
    session: DatabaseSession, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,% Female Workers,Raw materials\nA Sew,71.0%,cotton (China)\n")
    _take(session, world, path)
    path.write_text("name,workers,female workers\nB Sew,100,71\n")
    _take(session, world, path)

    with reading(session):
        rows = {row.name: row for row in session.scalars(select(SupplierRow))}
    assert rows["A Sew"].note == "% Female Workers: 71.0%"
    assert rows["A Sew"].facts["inputs"]["value"] == ["cotton (china)"]
    assert "workforce.women" not in rows["A Sew"].facts
    assert rows["B Sew"].facts["workforce.women"]["value"] == "71"


def test_each_oddity_of_the_guide_names_a_test_that_there_is() -> None:
    guide = (ROOT / "docs" / "supplier-lists.md").read_text(encoding="utf-8")
    told = re.findall(r"`(tests/[\w/.]+)::(\w+)`", guide)

    assert len(told) >= 30
    for path, name in told:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name
