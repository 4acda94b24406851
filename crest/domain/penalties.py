"""Fines that the law counts in days of a base wage, as amounts of a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crest.domain.instruments import Confidence, Obligation
from crest.domain.law_data import BaseWage, LawData

_SUREST_FIRST = tuple(Confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fine:
    """The least and the most of a fine, in the currency of the wage that it is counted in."""

    minimum: Decimal
    maximum: Decimal
    days: tuple[Decimal, Decimal]
    wage: BaseWage
    confidence: Confidence

    @property
    def currency(self) -> str:
        """Return the currency of both amounts."""
        return self.wage.currency


def fine_of(obligation: Obligation, data: LawData, *, as_of: date) -> Fine | None:
    """Return the fine for a breach on that day.

    None where the law names no multiple, where the penalty is of low confidence (it is not
    shown), or where no base wage is known on that day. The confidence is the lower one of
    penalty and wage.
    """
    multiple = obligation.penalty.multiple if obligation.penalty else None
    sure = obligation.confidence.penalty
    wage = data.base_daily_wage(as_of)
    if multiple is None or wage is None or sure is Confidence.LOW:
        return None
    return Fine(
        minimum=multiple.minimum * wage.amount,
        maximum=multiple.maximum * wage.amount,
        days=(multiple.minimum, multiple.maximum),
        wage=wage,
        confidence=max(sure, wage.confidence, key=_SUREST_FIRST.index),
    )
