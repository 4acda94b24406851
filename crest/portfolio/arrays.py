"""Names for the arrays that scores are computed in, and their one rounding."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from crest.domain.errors import RefusedInputError
from crest.domain.rounding import kept as kept_exactly

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]
Counts = NDArray[np.int64]
Place = tuple[int, ...]

THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
# A float of a score carries an error below 1e-6 of the last decimal that is kept.
_NEAR = 1e-5
_HALF = 0.5


def whole(value: Decimal, unit: int) -> int:
    """Return the value in parts of a unit; refused where it is finer than that."""
    scaled = value * unit
    if scaled != scaled.to_integral_value():
        raise RefusedInputError("figure_too_fine", value=f"{value:f}", parts=unit)
    return int(scaled)


def kept(values: Floats, exact: Callable[[Place], Fraction]) -> Floats:
    """Return the figures as they are kept: half away from zero, six decimals; nan stays nan.

    `exact` gives the figure of one place without rounding. It is asked where the float is too
    close to half a unit of the last decimal to be trusted.
    """
    units = values * MILLION
    rounded = np.rint(units)
    units -= rounded
    np.abs(units, out=units)
    with np.errstate(invalid="ignore"):
        doubtful = units > _HALF - _NEAR
    for found in np.argwhere(doubtful):
        place = tuple(int(number) for number in found)
        rounded[place] = float(kept_exactly(exact(place)) * MILLION)
    rounded /= MILLION
    return rounded


def divided(above: Floats, below: Floats) -> Floats:
    """Return the quotients; nan where nothing is divided by nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(above / below, dtype=np.float64)
