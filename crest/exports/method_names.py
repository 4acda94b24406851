"""The parameters of a method as named cells, so that formulas read what the sheet shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.method import Factor, Method, RiskBand

K_BANKS, K_VALUES = "m_k_banks", "m_k_values"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: the name of its cell, its value and what it does."""

    name: str
    value: Decimal
    meaning: str


def weight_name(factor: Factor) -> str:
    """Return the name of the cell with the weight of a factor."""
    return f"m_weight_{factor.value}"


def band_name(band: RiskBand) -> str:
    """Return the name of the cell with the lower edge of a band."""
    return f"m_band_{band.value}"


def live_parameters(method: Method) -> Iterator[Parameter]:
    """Yield the parameters that the formulas of the register use."""
    inherent, residual, priority = method.inherent, method.residual, method.priority
    yield _parameter("m_a", inherent.a, "Part of the inherent risk that its highest factor makes")
    for factor, weight in inherent.weights.items():
        yield _parameter(weight_name(factor), weight, f"Weight of the factor {factor.value}")
    yield _parameter("m_stop_step", residual.stop_step, "What each open stop question takes off")
    yield _parameter("m_open", residual.open, "Least residual risk while a trigger is open")
    yield _parameter("m_remedy", residual.remedy, "Least residual risk while all are under remedy")
    for band, edge in method.bands.items():
        if band is RiskBand.LOW:  # what is below the others is low: no formula asks for its edge
            continue
        yield _parameter(
            band_name(band), edge, f"Residual risk from which the band is {band.value}"
        )
    for name in ("band", "trigger", "people", "residual"):
        part = Decimal(getattr(priority, name))
        yield _parameter(f"m_priority_{name}", part, f"Part of the priority key: {name}")


def stored_parameters(method: Method) -> Iterator[Parameter]:
    """Yield the parameters behind figures that the register holds as values."""
    yield _parameter("m_assumed", method.inherent.assumed, "A factor that was not asked yet")
    yield _parameter("m_no_reply", method.inherent.no_reply, "A factor after the due date")
    for word, weight in method.weight_class.items():
        yield _parameter(f"m_class_{word.value}", weight, f"Weight of a {word.value} question")
    for force, weight in method.force.items():
        yield _parameter(f"m_force_{force.value}", weight, f"Weight of a duty: {force.value}")
    for level, part in method.assurance.factor.items():
        yield _parameter(
            f"m_assurance_{level.value}", part, f"Credit that counts when {level.value}"
        )
    yield _parameter("m_credibility", method.assurance.credibility, "After a contradiction")
    yield _parameter(
        "m_verified_months", Decimal(method.assurance.verified_months), "Months a check counts"
    )
    for group, weight in method.groups.items():
        yield _parameter(f"m_group_{group.value}", weight, f"Weight of the group {group.value}")
    for name in ("met", "shown", "critical_credit", "critical_support", "partly", "answered"):
        line = getattr(method.status, name)
        yield _parameter(f"m_status_{name}", line, f"Line of the statuses: {name}")
    fresh = method.freshness
    yield _parameter("m_fresh_months", Decimal(fresh.months), "Months an assessment counts in full")
    yield _parameter("m_fresh_then", fresh.then, "How far it counts after that")
    yield _parameter("m_fresh_for", Decimal(fresh.for_months), "For how many months more")
    for place, line in enumerate(method.priority.people_class, 1):
        yield _parameter(f"m_people_{place}", Decimal(line), f"People at risk for class {place}")
    yield _parameter("m_unknown_share", method.priority.unknown_share, "An unknown share counts as")
    yield _parameter(
        "m_unknown_class", Decimal(method.priority.unknown_class), "Class of an unknown workforce"
    )


def _parameter(name: str, value: Decimal, meaning: str) -> Parameter:
    return Parameter(name=name, value=value, meaning=meaning)
