"""What moved between two registers."""

from decimal import Decimal

from crest.domain.method import RiskBand
from crest.domain.register_change import EarlierRow, Move, compare
from tests.exports.registers import register


def _earlier(code: str, residual: Decimal, band: RiskBand) -> EarlierRow:
    return EarlierRow(code=code, name=code, residual=residual, band=band)


def test_rows_are_new_higher_lower_or_the_same() -> None:
    rows = [entry.row for entry in register(12).entries]
    low = next(row for row in rows if row.band is RiskBand.LOW)
    severe = next(row for row in rows if row.band is RiskBand.SEVERE)
    same = next(row for row in rows if row not in {low, severe})
    earlier = [
        _earlier(low.supplier_code, Decimal(60), RiskBand.HIGH),
        _earlier(severe.supplier_code, Decimal(1), RiskBand.LOW),
        _earlier(same.supplier_code, same.residual, same.band),
        _earlier("X-1", Decimal(10), RiskBand.LOW),
        _earlier("X-2", Decimal(70), RiskBand.HIGH),
    ]

    change = compare(rows, earlier)

    assert change.rows[low.supplier_code].move is Move.LOWER
    assert change.rows[low.supplier_code].residual == low.residual - 60
    assert change.rows[severe.supplier_code].move is Move.HIGHER
    assert change.rows[same.supplier_code].move is Move.SAME
    assert change.rows[same.supplier_code].residual == 0
    assert change.count(Move.NEW) == len(rows) - 3
    assert [one.code for one in change.gone] == ["X-2", "X-1"]
