"""The parameters of a method as named cells, so that formulas read what the sheet shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.method import Factor, Method, RiskBand
from crest.exports.register_words import BAND, FACTOR, in_words
from crest.i18n import N_, Phrase

_BAND_FROM = N_("Residual risk from which the band is %(band)s")
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
    yield _parameter(
        "m_a", inherent.a, N_("Part of the inherent risk that its highest factor makes")
    )
    for factor, weight in inherent.weights.items():
        yield _parameter(
            weight_name(factor),
            weight,
            Phrase(N_("Weight of the factor %(factor)s"), factor=Phrase(FACTOR[factor])),
        )
    yield _parameter(
        "m_stop_step", residual.stop_step, N_("What each open stop question takes off")
    )
    yield _parameter("m_open", residual.open, N_("Least residual risk while a trigger is open"))
    yield _parameter(
        "m_remedy", residual.remedy, N_("Least residual risk while all are under remedy")
    )
    for band, edge in method.bands.items():
        if band is RiskBand.LOW:  # what is below the others is low: no formula asks for its edge
            continue
        yield _parameter(band_name(band), edge, Phrase(_BAND_FROM, band=Phrase(BAND[band])))
    for name in ("band", "trigger", "people", "residual"):
        part = Decimal(getattr(priority, name))
        yield _parameter(
            f"m_priority_{name}",
            part,
            Phrase(N_("Part of the priority key: %(part)s"), part=in_words(name)),
        )


def stored_parameters(method: Method) -> Iterator[Parameter]:
    """Yield the parameters behind figures that the register holds as values."""
    yield _parameter("m_assumed", method.inherent.assumed, N_("A factor that was not asked yet"))
    yield _parameter("m_no_reply", method.inherent.no_reply, N_("A factor after the due date"))
    for word, weight in method.weight_class.items():
        yield _parameter(
            f"m_class_{word.value}",
            weight,
            Phrase(N_("Weight of a question that is %(sort)s"), sort=in_words(word.value)),
        )
    for force, weight in method.force.items():
        yield _parameter(
            f"m_force_{force.value}",
            weight,
            Phrase(N_("Weight of a duty: %(force)s"), force=in_words(force.value)),
        )
    for level, part in method.assurance.factor.items():
        yield _parameter(
            f"m_assurance_{level.value}",
            part,
            Phrase(N_("Credit that counts when %(level)s"), level=in_words(level.value)),
        )
    yield _parameter("m_credibility", method.assurance.credibility, N_("After a contradiction"))
    yield _parameter(
        "m_verified_months", Decimal(method.assurance.verified_months), N_("Months a check counts")
    )
    for group, weight in method.groups.items():
        yield _parameter(
            f"m_group_{group.value}",
            weight,
            Phrase(N_("Weight of the group %(group)s"), group=in_words(group.value)),
        )
    for name in ("met", "shown", "critical_credit", "critical_support", "partly", "answered"):
        line = getattr(method.status, name)
        yield _parameter(
            f"m_status_{name}",
            line,
            Phrase(N_("Line of the statuses: %(name)s"), name=in_words(name)),
        )
    yield from _time_parameters(method)


def _time_parameters(method: Method) -> Iterator[Parameter]:
    fresh = method.freshness
    yield _parameter(
        "m_fresh_months", Decimal(fresh.months), N_("Months an assessment counts in full")
    )
    yield _parameter("m_fresh_then", fresh.then, N_("How far it counts after that"))
    yield _parameter("m_fresh_for", Decimal(fresh.for_months), N_("For how many months more"))
    for place, line in enumerate(method.priority.people_class, 1):
        yield _parameter(
            f"m_people_{place}",
            Decimal(line),
            Phrase(N_("People at risk for class %(place)s"), place=place),
        )
    yield _parameter(
        "m_unknown_share", method.priority.unknown_share, N_("An unknown share counts as")
    )
    yield _parameter(
        "m_unknown_class",
        Decimal(method.priority.unknown_class),
        N_("Class of an unknown workforce"),
    )


def _parameter(name: str, value: Decimal, meaning: str) -> Parameter:
    return Parameter(name=name, value=value, meaning=meaning)
