"""Inherent and residual risk, bands, freshness and the span that the unknown leaves."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from crest.domain.errors import RefusedInputError
from crest.domain.method import Factor, Method, RiskBand
from crest.domain.rounding import kept, round6
from crest.domain.scores import FactorState, FactorValue, Inherent, Residual, Span

_ORDER = tuple(Factor)
_MONTHS = 12
_SCALE = 100


def resolve_factor(
    factor: Factor, state: FactorState, value: Decimal | None, *, method: Method, source: str = ""
) -> FactorValue:
    """Return the factor as used (0-100): the method's value where the state is not `known`.

    A known factor without a value is refused; an `out` factor has none.
    """
    stand_in = {
        FactorState.ASSUMED: method.inherent.assumed,
        FactorState.NO_REPLY: method.inherent.no_reply,
        FactorState.WITHHELD: method.tables.extent[factor][1],
        FactorState.OUT: None,
    }
    if state is FactorState.KNOWN and value is None:
        raise RefusedInputError("factor_without_value", factor=factor.value)
    used = value if state is FactorState.KNOWN else stand_in[state]
    rounded = None if used is None else round6(used)
    return FactorValue(factor=factor, state=state, value=rounded, source=source)


def inherent_risk(factors: Sequence[FactorValue], method: Method) -> Inherent:
    """Return inherent risk (0-100) and its parts; refused where no factor is left.

    Where only factors outside the maximum are left (country), their mean stands for it.
    """
    present = in_order(factors)
    mean = mean_of(present, method)
    highest = highest_of(present, method)
    return Inherent(
        value=kept(exact_inherent(factors, method)),
        mean=kept(mean),
        maximum=kept(mean if highest is None else Fraction(highest.value or 0)),
        maximum_factor=None if highest is None else highest.factor,
        assumed_share=kept(_assumed_share(present, method)),
        factors=tuple(sorted(factors, key=lambda part: _ORDER.index(part.factor))),
    )


def exact_inherent(factors: Sequence[FactorValue], method: Method) -> Fraction:
    """Return inherent risk (0-100) before it is rounded, as the residual risk reads it."""
    present = in_order(factors)
    mean = mean_of(present, method)
    highest = highest_of(present, method)
    maximum = mean if highest is None else Fraction(highest.value or 0)
    a = Fraction(method.inherent.a)
    return (1 - a) * mean + a * maximum


def in_order(factors: Sequence[FactorValue]) -> tuple[FactorValue, ...]:
    """Return the factors that count, in the order of the table; refused where all are `out`."""
    present = [part for part in factors if part.value is not None]
    if not present:
        raise RefusedInputError("no_factors")
    return tuple(sorted(present, key=lambda part: _ORDER.index(part.factor)))


def mean_of(present: Sequence[FactorValue], method: Method) -> Fraction:
    """Return the weighted mean of the factors (0-100), exact."""
    weights = method.inherent.weights
    total = sum((weights[part.factor] for part in present), Decimal(0))
    value = sum((weights[part.factor] * (part.value or 0) for part in present), Decimal(0))
    return Fraction(value) / Fraction(total)


def highest_of(present: Sequence[FactorValue], method: Method) -> FactorValue | None:
    """Return the highest factor of those in the maximum; of equals, the first of the table."""
    eligible = [part for part in present if part.factor not in method.inherent.max_without]
    return max(eligible, key=lambda part: round6(part.value or Decimal(0)), default=None)


def residual_risk(  # noqa: PLR0913 - the formula has this many terms, all named
    *,
    inherent: Decimal | Fraction,
    supported: Decimal | Fraction | None,
    method: Method,
    bank: str,
    freshness: Decimal,
    stop_open: int,
    triggers_open: int,
    triggers_remedy: int,
) -> Residual:
    """Return residual risk (0-100) from the inherent risk and the supported score (0-100).

    Both come unrounded (a Fraction) where the last decimal is to be right. `supported` None
    (nothing in the sum, or nothing submitted) removes nothing.
    """
    k = _k(bank, method)
    shown = Fraction(0) if supported is None else Fraction(supported)
    hold = freshness * max(Decimal(0), 1 - method.residual.stop_step * stop_open)
    before = Fraction(inherent) * (1 - Fraction(k) * Fraction(hold) * shown / 100)
    floor = trigger_floor(method, triggers_open=triggers_open, triggers_remedy=triggers_remedy)
    value = kept(before + lift(before, floor, is_open=triggers_open > 0))
    return Residual(
        value=value,
        band=band_of(value, method),
        before_triggers=kept(before),
        hold=round6(hold),
        freshness=freshness,
        stop_open=stop_open,
        triggers_open=triggers_open,
        triggers_remedy=triggers_remedy,
        k=k,
        supported=kept(shown),
    )


def trigger_floor(method: Method, *, triggers_open: int, triggers_remedy: int) -> Decimal | None:
    """Return the risk (0-100) below which live triggers do not let it fall; None without any."""
    if triggers_open:
        return method.residual.open
    return method.residual.remedy if triggers_remedy else None


def lift(before: Fraction, floor: Decimal | None, *, is_open: bool) -> Fraction:
    """Return what triggers add: an open one squeezes the whole scale into what is above its floor.

    With a floor of 75 that is 75 + R1/4.
    """
    if floor is None:
        return Fraction()
    if is_open:
        return Fraction(floor) + before * (_SCALE - Fraction(floor)) / _SCALE - before
    return max(before, Fraction(floor)) - before


def band_of(value: Decimal, method: Method) -> RiskBand:
    """Return the band of a risk; on an edge the worse one."""
    rounded = round6(value)
    return max(
        (band for band in RiskBand if rounded >= method.bands[band]),
        key=lambda band: method.bands[band],
    )


def valid_until(day: date, method: Method) -> date:
    """Return the last day on which an assessment signed off on `day` counts in full."""
    return _months_after(day, method.freshness.months)


def freshness_on(as_of: date, valid_from: date | None, method: Method) -> Decimal:
    """Return how far an assessment of that day still counts (0-1).

    Without a day (not yet signed off or submitted) it is read as if submitted on `as_of`.
    """
    rules = method.freshness
    if valid_from is None or as_of <= valid_until(valid_from, method):
        return Decimal(1)
    if as_of <= _months_after(valid_from, rules.months + rules.for_months):
        return rules.then
    return Decimal(0)


def at_best(factors: Sequence[FactorValue], method: Method) -> tuple[FactorValue, ...]:
    """Return the factors with each that is not known at the best of its table."""
    return tuple(_moved(part, min(_extent(part, method))) for part in factors)


def at_worst(factors: Sequence[FactorValue], method: Method) -> tuple[FactorValue, ...]:
    """Return the factors with each that is not known at the worst of its table."""
    return tuple(_moved(part, max(_extent(part, method))) for part in factors)


def span_between(low: Residual, high: Residual) -> Span:
    """Return the span of two risks; it is firm where both lie in one band."""
    return Span(start=low.value, end=high.value, firm=low.band is high.band)


def _k(bank: str, method: Method) -> Decimal:
    try:
        return method.residual.k[bank]
    except KeyError:
        raise RefusedInputError("bank_not_in_method", bank=bank, method=method.version) from None


def _assumed_share(present: Sequence[FactorValue], method: Method) -> Fraction:
    weights = method.inherent.weights
    total = sum((weights[part.factor] for part in present), Decimal(0))
    unknown = (part for part in present if part.state is not FactorState.KNOWN)
    return Fraction(sum((weights[part.factor] for part in unknown), Decimal(0))) / Fraction(total)


def _extent(part: FactorValue, method: Method) -> tuple[Decimal, ...]:
    """Return what an unknown factor may turn out to be; its own value lies within."""
    value = part.value or Decimal(0)
    return (*method.tables.extent[part.factor], value)


def _moved(part: FactorValue, value: Decimal) -> FactorValue:
    settled = part.state in {FactorState.KNOWN, FactorState.OUT}
    return part if settled else replace(part, value=value)


def _months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
