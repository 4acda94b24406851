"""What a changed library would do to members and results, and that it writes nothing."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from crest.content.library import Library, load_library
from crest.paths import data_folder
from crest.persistence.models import AssessmentRow, ScoreRow, SupplierRow, TenantRow
from crest.persistence.session import DatabaseSession, reading
from crest.services.content_preview import preview_content, preview_impact
from tests.library import COMPILED
from tests.services.world import World, start_supplier, submit

DAY = date(2026, 11, 21)
Changed = Callable[[str, str, str], Library]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Return the shipped library with one text of one file replaced."""

    def make(file: str, old: str, new: str) -> Library:
        folder = tmp_path / "questionnaires"
        shutil.copytree(data_folder("questionnaires"), folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_library(folder, COMPILED)  # only the changed file is read anew

    return make


@pytest.fixture
def submitted(session: DatabaseSession, world: World, library: Library) -> None:
    submit(session, world.a.editor, start_supplier(session, world.a, library), library)


def test_the_same_library_changes_nothing(
    session: DatabaseSession, submitted: None, library: Library
) -> None:
    impact = preview_impact(session, before=library, after=library, as_of=DAY)

    assert (impact.members, impact.changed_members) == (2, ())
    assert (impact.assessments, impact.unscored, impact.changed_results) == (1, 0, ())


def test_a_law_that_ends_moves_the_results_it_stood_in(
    session: DatabaseSession, submitted: None, library: Library, changed: Changed
) -> None:
    ended = changed(
        "instruments/kh.ll.yaml",
        'status: in_force\nin_force_from: "1997"\nin_force_to: null',
        'status: repealed\nin_force_from: "1997"\nin_force_to: "2026-11-20"',
    )

    (law,) = preview_content(library, ended)
    impact = preview_impact(session, before=library, after=ended, as_of=DAY)

    assert {part.place for part in law.parts} == {"status", "in_force_to"}
    (result,) = impact.changed_results
    assert (result.member, result.subject_kind) == ("a", "supplier")
    assert "kh.ll" in {one.id for one in result.move.laws}
    assert result.move.residual[0] == result.move.residual[1]
    day_before = preview_impact(session, before=library, after=ended, as_of=date(2026, 11, 20))
    assert day_before.changed_results == ()


def test_a_moved_line_changes_whom_a_law_binds(
    session: DatabaseSession, world: World, library: Library, changed: Changed
) -> None:
    elsewhere = changed(
        "instruments/kh.ll.yaml",
        "binds: {fact: country, op: eq, value: KH}",
        "binds: {fact: country, op: eq, value: TH}",
    )

    impact = preview_impact(session, before=library, after=elsewhere, as_of=DAY)

    assert [one.member for one in impact.changed_members] != []
    assert {law.id for one in impact.changed_members for law in one.laws} == {"kh.ll"}


def test_an_assessment_whose_bank_is_gone_is_counted_apart(
    session: DatabaseSession, submitted: None, library: Library, changed: Changed
) -> None:
    without = changed("instruments/kh.ll.yaml", "id: kh.ll\n", "id: kh.ll\n")
    shutil.rmtree(without.folder / "banks" / "supplier-short")

    impact = preview_impact(session, before=library, after=without, as_of=DAY)

    assert (impact.assessments, impact.unscored, impact.changed_results) == (1, 1, ())


def test_nothing_is_written(
    session: DatabaseSession, submitted: None, library: Library, changed: Changed
) -> None:
    def kept() -> list[object]:
        with reading(session):
            tables = (TenantRow, SupplierRow, AssessmentRow, ScoreRow)
            return [
                session.execute(select(table.__table__)).all()  # type: ignore[attr-defined]
                for table in tables
            ]

    before = kept()
    harsher = changed(
        "instruments/kh.ll.yaml",
        "binds: {fact: country, op: eq, value: KH}",
        "binds: {fact: country, op: eq, value: TH}",
    )

    preview_impact(session, before=library, after=harsher, as_of=DAY)

    assert kept() == before
