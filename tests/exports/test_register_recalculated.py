"""The live formulas, recalculated by LibreOffice, give the numbers of the engine."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from crest.domain.method import Method, RiskBand
from crest.exports.register_book import RegisterEntry
from tests.exports.office import changed, recalculated
from tests.exports.registers import METHOD, register, written

pytestmark = pytest.mark.office

ROWS = 300
LIVE = 6
NUMBERS = ("inherent", "hold", "residual", "priority_key", "rank")


def _differences(found: Sequence[dict[str, object]], entries: Sequence[RegisterEntry]) -> list[str]:
    by_code = {str(row["supplier_code"]): row for row in found}
    wrong = []
    for entry in entries:
        cells = by_code[entry.row.supplier_code]
        wrong += [
            f"{entry.row.supplier_code} {code} {cells[code]}"
            for code in NUMBERS
            if not _same(cells[code], getattr(entry.row, code))
        ]
        if cells["band"] != entry.row.band.value:
            wrong.append(f"{entry.row.supplier_code} band {cells['band']}")
    return wrong


def _same(cell: object, value: Decimal | int | None) -> bool:
    if value is None:
        return cell in {None, ""}
    # Half of a step of the sixth decimal may be lost on each side.
    return isinstance(cell, int | float) and abs(cell - float(value)) <= 1.000001e-6


def _other_method() -> Method:
    k = {**METHOD.residual.k, "supplier-short": Decimal("0.55")}
    bands = {**METHOD.bands, RiskBand.HIGH: Decimal("52.5")}
    return replace(METHOD, residual=replace(METHOD.residual, k=k), bands=bands)


def test_formulas_computed_from_zero_equal_the_engine(tmp_path: Path) -> None:
    book = register(ROWS)
    zeroed, count = changed(written(book), zeroed=True)

    found = recalculated(zeroed, tmp_path)

    assert count == LIVE * ROWS
    assert len(found) == ROWS
    assert _differences(found, book.entries) == []
    # The proof can fail: where nothing was computed, zeros stay zeros.
    stale = [{**row, **dict.fromkeys(NUMBERS, 0)} for row in found]
    assert len(_differences(stale, book.entries)) >= ROWS


def test_a_changed_method_moves_the_register_as_it_moves_the_engine(tmp_path: Path) -> None:
    parameters = {"supplier-short": "0.55", "m_band_high": "52.5"}
    content, _ = changed(written(register(ROWS)), zeroed=True, method=parameters)

    found = recalculated(content, tmp_path)

    under_other = register(ROWS, method=_other_method())
    assert _differences(found, under_other.entries) == []
    # The proof can fail: under the method as written many rows differ.
    assert len(_differences(found, register(ROWS).entries)) > ROWS // 20
