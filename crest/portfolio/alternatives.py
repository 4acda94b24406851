"""Other methods that somebody could reasonably have chosen, to see what depends on the choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from crest.domain.answers import Assurance
from crest.domain.method import Method, RiskBand

_STEP = Decimal("0.001")
# How far a weight may be off, and still be somebody's honest judgement (scoring.md: +-25 %).
REACH = Decimal("0.25")
_PLAIN = Decimal(1)

Scale = Callable[[Decimal], Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One other choice: a method, and whether means of factors or groups are geometric ones."""

    code: str
    method: Method
    geometric_factors: bool = False
    geometric_groups: bool = False


def drawn(method: Method, chance: np.random.Generator) -> Method:
    """Return the method with each weight and share moved by up to a quarter, evenly drawn.

    Lines between bands stay: they say what a number is called, not what it is.
    """

    def moved(value: Decimal) -> Decimal:
        return (value * _around(chance)).quantize(_STEP)

    def share(value: Decimal) -> Decimal:
        return min(_PLAIN, moved(value))

    return _with_weights(method, weight=moved, share=share)


def alternatives(method: Method) -> tuple[Alternative, ...]:
    """Return structural alternatives: other means, maxima, defaults, cuts and shares."""
    return (
        *_means(method),
        *_maxima(method),
        *_defaults(method),
        *_cuts(method),
        *_shares(method),
        *_weights(method),
    )


def single_weights(method: Method) -> tuple[Alternative, ...]:
    """Return the method with one weight at a time a quarter lower, and a quarter higher."""
    groups = [
        _one(method, "group", group.value, up, {"groups": {**method.groups, group: up * weight}})
        for group, weight in method.groups.items()
        for up in (1 - REACH, 1 + REACH)
    ]
    rules = method.inherent
    factors = [
        _one(
            method,
            "factor",
            factor.value,
            up,
            {"inherent": replace(rules, weights={**rules.weights, factor: up * weight})},
        )
        for factor, weight in rules.weights.items()
        for up in (1 - REACH, 1 + REACH)
    ]
    return (*groups, *factors)


def _one(
    method: Method, kind: str, name: str, up: Decimal, change: Mapping[str, object]
) -> Alternative:
    sign = "up" if up > 1 else "down"
    return Alternative(code=f"{kind}.{name}.{sign}", method=replace(method, **change))  # type: ignore[arg-type]


def _around(chance: np.random.Generator) -> Decimal:
    thousandths = int(chance.integers(int(1000 * (1 - REACH)), int(1000 * (1 + REACH)) + 1))
    return Decimal(thousandths) / 1000


def _with_weights(method: Method, *, weight: Scale, share: Scale) -> Method:
    inherent, residual, assurance = method.inherent, method.residual, method.assurance
    fixed = {Assurance.VERIFIED, Assurance.CONTRADICTED}
    factors = {
        level: factor if level in fixed else share(factor)
        for level, factor in assurance.factor.items()
    }
    return replace(
        method,
        weight_class={key: weight(one) for key, one in method.weight_class.items()},
        groups={key: weight(one) for key, one in method.groups.items()},
        assurance=replace(assurance, factor=factors),
        inherent=replace(
            inherent,
            a=share(inherent.a),
            weights={key: weight(one) for key, one in inherent.weights.items()},
            assumed=weight(inherent.assumed),
            no_reply=weight(inherent.no_reply),
        ),
        residual=replace(
            residual,
            k={bank: share(one) for bank, one in residual.k.items()},
            stop_step=share(residual.stop_step),
        ),
    )


def _means(method: Method) -> Sequence[Alternative]:
    return (
        Alternative(code="mean.factors_geometric", method=method, geometric_factors=True),
        Alternative(code="mean.groups_geometric", method=method, geometric_groups=True),
    )


def _maxima(method: Method) -> Sequence[Alternative]:
    rules = method.inherent
    changed = {
        "maximum.none": replace(rules, a=Decimal(0)),
        "maximum.alone": replace(rules, a=Decimal(1)),
        "maximum.with_country": replace(rules, max_without=()),
    }
    return [
        Alternative(code=code, method=replace(method, inherent=one))
        for code, one in changed.items()
    ]


def _defaults(method: Method) -> Sequence[Alternative]:
    rules = method.inherent
    changed = {
        "default.lower": replace(rules, assumed=rules.assumed - 10, no_reply=rules.no_reply - 10),
        "default.higher": replace(rules, assumed=rules.assumed + 10, no_reply=rules.no_reply + 10),
    }
    return [
        Alternative(code=code, method=replace(method, inherent=one))
        for code, one in changed.items()
    ]


def _cuts(method: Method) -> Sequence[Alternative]:
    def shifted(points: int) -> dict[RiskBand, Decimal]:
        return {band: line + points if line else line for band, line in method.bands.items()}

    return [
        Alternative(code=code, method=replace(method, bands=shifted(points)))
        for code, points in (("cuts.lower", -5), ("cuts.higher", 5))
    ]


def _shares(method: Method) -> Sequence[Alternative]:
    rules, residual = method.assurance, method.residual
    said = {**rules.factor, Assurance.STATED: _PLAIN, Assurance.ATTACHED: _PLAIN}
    unsaid = {**rules.factor, Assurance.STATED: Decimal(0), Assurance.ATTACHED: Decimal(0)}
    return (
        Alternative(
            code="share.said_in_full",
            method=replace(method, assurance=replace(rules, factor=said)),
        ),
        Alternative(
            code="share.said_not_at_all",
            method=replace(method, assurance=replace(rules, factor=unsaid)),
        ),
        Alternative(
            code="share.controls_less",
            method=_with_k(method, 1 - REACH),
        ),
        Alternative(
            code="share.controls_more",
            method=_with_k(method, 1 + REACH),
        ),
        Alternative(
            code="share.stop_questions_not_held",
            method=replace(method, residual=replace(residual, stop_step=Decimal(0))),
        ),
    )


def _with_k(method: Method, times: Decimal) -> Method:
    k = {bank: min(_PLAIN, one * times) for bank, one in method.residual.k.items()}
    return replace(method, residual=replace(method.residual, k=k))


def _weights(method: Method) -> Sequence[Alternative]:
    rules = method.inherent
    return (
        Alternative(
            code="weights.questions_equal",
            method=replace(method, weight_class=dict.fromkeys(method.weight_class, _PLAIN)),
        ),
        Alternative(
            code="weights.groups_equal",
            method=replace(method, groups=dict.fromkeys(method.groups, _PLAIN)),
        ),
        Alternative(
            code="weights.factors_equal",
            method=replace(
                method, inherent=replace(rules, weights=dict.fromkeys(rules.weights, _PLAIN))
            ),
        ),
    )
