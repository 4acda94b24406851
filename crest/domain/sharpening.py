"""What would sharpen the figures of suppliers first: missing facts by the risk they leave open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from crest.domain.facts import Facts
from crest.domain.method import Factor, Method
from crest.domain.risk import at_best, at_worst, exact_inherent
from crest.domain.rounding import kept
from crest.domain.scores import FactorState, FactorValue

# Where this fact is there, nobody is asked for it again: what is open hangs on another one.
_GIVEN_BY: Mapping[Factor, str] = {
    Factor.COUNTRY: "country",
    Factor.SECTOR: "sector",
    Factor.GOODS: "goods",
}
_MARK = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharpening:
    """A risk factor with a fact missing, at how many suppliers, and what that leaves open.

    `points` is the sum over these suppliers of the width of the inherent risk (0-100 each) that
    would close if the factor were known.
    """

    factor: Factor
    suppliers: int
    points: Decimal

    @property
    def each(self) -> Decimal:
        """Return the points of one supplier, on average."""
        return self.points / self.suppliers


def gaps(
    factors: Sequence[FactorValue], *, facts: Facts, method: Method
) -> Mapping[Factor, Decimal]:
    """Return by factor with a missing fact how many points of inherent risk (0-100) it leaves open.

    It is the width between the risk with every unknown factor at its best and at its worst, less
    that width with this factor held at its present value.
    """
    open_ones = [part for part in factors if _is_missing(part, facts)]
    if not open_ones:
        return {}
    whole = _width(factors, method)
    return {
        part.factor: kept(whole - _width(_settled(factors, part), method)) for part in open_ones
    }


def ranked(groups: Iterable[tuple[Mapping[str, str], int]]) -> tuple[Sharpening, ...]:
    """Return the factors that leave most open first, from gaps as kept and how often each occurs.

    Equal ones stand in the order of the table of factors.
    """
    suppliers: dict[Factor, int] = defaultdict(int)
    points: dict[Factor, Decimal] = defaultdict(Decimal)
    for found, count in groups:
        for name, width in found.items():
            suppliers[Factor(name)] += count
            points[Factor(name)] += count * Decimal(width)
    order = tuple(Factor)
    lines = [
        Sharpening(factor=factor, suppliers=suppliers[factor], points=points[factor])
        for factor in suppliers
    ]
    return tuple(sorted(lines, key=lambda one: (-one.points, order.index(one.factor))))


def write_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs as one text `|name=value|...|` in which each can be found; empty for none."""
    text = _MARK.join(f"{name}={value}" for name, value in pairs)
    return f"{_MARK}{text}{_MARK}" if text else ""


def read_pairs(text: str | None) -> dict[str, str]:
    """Return the pairs of a text that `write_pairs` made."""
    found = (part.partition("=") for part in (text or "").split(_MARK) if part)
    return {name: value for name, _, value in found}


def _is_missing(part: FactorValue, facts: Facts) -> bool:
    if part.state in {FactorState.KNOWN, FactorState.OUT}:
        return False
    given = _GIVEN_BY.get(part.factor)
    return given is None or not facts.get(given)


def _width(factors: Sequence[FactorValue], method: Method) -> Fraction:
    worst = exact_inherent(at_worst(factors, method), method)
    return worst - exact_inherent(at_best(factors, method), method)


def _settled(factors: Sequence[FactorValue], settled: FactorValue) -> tuple[FactorValue, ...]:
    return tuple(
        replace(part, state=FactorState.KNOWN) if part is settled else part for part in factors
    )
