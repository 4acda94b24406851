"""What moved between two registers of the same selection of suppliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crest.domain.method import RiskBand
from crest.domain.register import RegisterRow

_BANDS = tuple(RiskBand)


class Move(StrEnum):
    """How a supplier stands against the register before."""

    NEW = "new"
    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRow:
    """A supplier as an earlier register showed it; the residual risk is 0-100."""

    code: str
    name: str
    residual: Decimal
    band: RiskBand


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """How one row moved; `residual` is now less before, None for a supplier that is new."""

    move: Move
    residual: Decimal | None = None
    before: EarlierRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChange:
    """The move of each row by supplier code, and the suppliers that are no longer there."""

    rows: Mapping[str, RowChange]
    gone: tuple[EarlierRow, ...]

    def count(self, move: Move) -> int:
        """Return how many rows moved so."""
        return sum(row.move is move for row in self.rows.values())


def compare(rows: Sequence[RegisterRow], earlier: Sequence[EarlierRow]) -> RegisterChange:
    """Return what moved; whoever is gone comes with the largest residual risk first."""
    held = {one.code: one for one in earlier}
    found = {row.supplier_code: change_of(row, held.get(row.supplier_code)) for row in rows}
    gone = [one for one in earlier if one.code not in found]
    return RegisterChange(
        rows=found, gone=tuple(sorted(gone, key=lambda one: (-one.residual, one.code)))
    )


def change_of(row: RegisterRow, before: EarlierRow | None) -> RowChange:
    """Return how a row stands against the same supplier's in an earlier register."""
    if before is None:
        return RowChange(move=Move.NEW)
    step = _BANDS.index(row.band) - _BANDS.index(before.band)
    move = Move.HIGHER if step > 0 else Move.LOWER if step < 0 else Move.SAME
    return RowChange(move=move, residual=row.residual - before.residual, before=before)
