"""Numbers as they are kept: exact until the one division, then six decimals."""

from collections.abc import Container, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import cycle, islice

# Wide enough that no sum of weights and credits is ever cut; its division is never used.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

PLACES = 6
STEP = Decimal("0.000001")
_UNITS = 10**PLACES


def round6(value: Decimal) -> Decimal:
    """Return the value rounded half away from zero to six decimals; zero has no sign."""
    rounded = EXACT.quantize(value, STEP)
    return rounded or rounded.copy_abs()


def kept(value: Fraction) -> Decimal:
    """Return an exact ratio as a kept number: half away from zero, six decimals."""
    units, rest = divmod(abs(value.numerator) * _UNITS, value.denominator)
    if 2 * rest >= value.denominator:
        units += 1
    return _in_units(units if value >= 0 else -units)


def kept_or_none(value: Fraction | None) -> Decimal | None:
    """Return the kept number, or None for the ratio of an empty set."""
    return None if value is None else kept(value)


def apportion(
    exact: Sequence[Fraction], total: Decimal, pinned: Container[int] = ()
) -> tuple[Decimal, ...]:
    """Return the parts in six decimals so that they sum to `total`, their kept sum, exactly.

    Each part is rounded to the nearest; what is missing then goes, one unit of the last place at
    a time, to the parts that rounding changed most, the first of equals first. Parts of nothing
    and those at `pinned` places keep their nearest value.
    """
    units = [int(kept(part).scaleb(PLACES, context=EXACT)) for part in exact]
    missing = int(total.scaleb(PLACES, context=EXACT)) - sum(units)
    step = 1 if missing > 0 else -1
    takers = sorted(
        (place for place, part in enumerate(exact) if part and place not in pinned),
        key=lambda place: step * (units[place] - exact[place] * _UNITS),
    )
    for place in islice(cycle(takers), abs(missing)):
        units[place] += step
    return tuple(_in_units(part) for part in units)


def _in_units(units: int) -> Decimal:
    return Decimal(units).scaleb(-PLACES, context=EXACT)
