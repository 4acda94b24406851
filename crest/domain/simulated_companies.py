"""Random companies for simulated respondents: what is true of them before they answer.

`USUAL` draws by how often a fact is met at companies of a size. The chances are our own scale, set
so that a reader finds the companies sensible, and no finding about real ones; the guide for those
who keep content shows them. `EVERY_RISK` draws each risk at three companies in ten, whatever their
size, and answers at random where a bank names no case for "none": so a walk meets what is rare.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crest.domain.bank import Questionnaire
from crest.domain.conditions import Operator, tests
from crest.domain.facts import CATALOGUE, SUMS_WITHOUT_YEAR, FactType, FactValue

HOME = "KH"
# What no scope names.
OTHER = "(another)"
# How often a fact is so that more is asked, where every risk is drawn.
SOME = 0.3

_WORDED = frozenset({FactType.TEXT, FactType.CODE, FactType.LIST, FactType.DAY_OF_YEAR})


class Draw(StrEnum):
    """How companies are drawn: as they usually are, or with every risk often."""

    USUAL = "usual"
    EVERY_RISK = "every_risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeClass:
    """Companies with so many people, both ends included."""

    code: str
    least: int
    most: int


SIZES = (
    SizeClass(code="micro", least=1, most=9),
    SizeClass(code="small", least=10, most=99),
    SizeClass(code="medium", least=100, most=249),
    SizeClass(code="large", least=250, most=5000),
)

# Of 100 companies of each size (micro, small, medium, large), how many have some people of a kind,
# say yes, or are, sell or hire where a scope names them.
USUAL: Mapping[str, tuple[int, int, int, int]] = {
    "workforce.migrants": (2, 4, 6, 12),
    "workforce.agency": (2, 8, 20, 30),
    "workforce.under_18": (3, 3, 4, 5),
    "workforce.isolated_women": (5, 5, 5, 5),
    "workforce.seasonal": (15, 20, 25, 25),
    "recruitment.channels": (2, 5, 10, 15),
    "recruitment.cross_border": (1, 2, 3, 5),
    "recruitment.origins": (0, 0, 0, 0),
    "accommodation.provided": (6, 8, 15, 30),
    "transport.provided": (3, 8, 30, 50),
    "site.guards": (5, 25, 70, 90),
    "structure.subcontracting": (5, 12, 30, 40),
    "structure.homework": (4, 4, 4, 4),
    "structure.labour_contractors": (2, 6, 15, 25),
    "exports_to": (2, 12, 40, 60),
    "imports_into": (2, 10, 30, 50),
    "business_in": (1, 1, 3, 8),
    "customers.bound_by": (1, 5, 20, 35),
    "turnover.group_gbp": (0, 0, 1, 5),
    "turnover.group_aud": (0, 0, 1, 5),
    "sector": (40, 40, 40, 40),
    "country": (0, 0, 0, 0),
}
# A fact that usually goes with people of a kind: of 100 companies that have some, how many.
WITH: Mapping[str, tuple[str, int]] = {
    "recruitment.channels": ("workforce.agency", 90),
    "structure.labour_contractors": ("workforce.agency", 60),
    "recruitment.cross_border": ("workforce.migrants", 60),
    "recruitment.origins": ("workforce.migrants", 100),
}
# Of 100 people of a company that has some of a kind, how many they are at most.
AT_MOST: Mapping[str, int] = {
    "workforce.migrants": 30,
    "workforce.agency": 40,
    "workforce.under_18": 10,
}
# For facts that a bank names and the table does not.
ELSE = (10, 10, 10, 10)


def draw_company(
    questionnaire: Questionnaire, size: SizeClass, draw: Draw, chance: random.Random
) -> dict[str, FactValue]:
    """Return the facts of a random company, as far as the bank reads them."""
    total = _people(size, draw, chance)
    company: dict[str, FactValue] = {
        "workforce.total": Decimal(total),
        "workforce.women": Decimal(chance.randint(0, total)),
    }
    for key in AT_MOST:
        some = chance.random() < _chance(key, size, draw, company)
        company[key] = Decimal(chance.randint(1, _most(key, total, draw)) if some else 0)
    options = _options(questionnaire) if draw is Draw.USUAL else {}
    for key, named in _named(questionnaire).items():
        if key in company:
            continue
        some = chance.random() < _chance(key, size, draw, company)
        others = [value for value in options.get(key, ()) if value not in named]
        company[key] = _said(key, named if some else (), others or _none(key), chance)
    return {"country": HOME, **company}


def _people(size: SizeClass, draw: Draw, chance: random.Random) -> int:
    """Return how many people: usually each doubling of a size is as frequent as the next."""
    if draw is Draw.EVERY_RISK:
        return chance.randint(size.least, size.most)
    return round(size.least * math.pow(size.most / size.least, chance.random()))


def _chance(key: str, size: SizeClass, draw: Draw, company: Mapping[str, FactValue]) -> float:
    if draw is Draw.EVERY_RISK:
        return SOME
    leading, often = WITH.get(key, ("", 0))
    if company.get(leading):
        return often / 100
    return USUAL.get(key, ELSE)[SIZES.index(size)] / 100


def _most(key: str, total: int, draw: Draw) -> int:
    return total if draw is Draw.EVERY_RISK else max(1, total * AT_MOST[key] // 100)


def _none(key: str) -> Sequence[str]:
    return (HOME,) if key == "country" else (OTHER,)


def _options(questionnaire: Questionnaire) -> Mapping[str, Sequence[str]]:
    """Return what the fact questions offer, by fact."""
    return {
        one.fact: [option.fact_value or option.code for option in one.options]
        for one in questionnaire.questions.values()
        if one.fact
    }


def _named(questionnaire: Questionnaire) -> Mapping[str, Sequence[str | Decimal]]:
    """Return what the scopes name for each fact, by the key that the fact is kept under."""
    found: dict[str, list[str | Decimal]] = {}
    scopes = [one.scope for one in questionnaire.questions.values() if one.scope is not None]
    for test in (test for scope in scopes for test in tests(scope)):
        key = SUMS_WITHOUT_YEAR.get((test.fact or "", test.currency or ""), test.fact or "")
        named = found.setdefault(key, [])
        if test.op is not Operator.ANSWERED:
            named.extend(test.value if isinstance(test.value, tuple) else (test.value,))
    return found


def _said(
    key: str,
    named: Sequence[str | Decimal],
    others: Sequence[str],
    chance: random.Random,
) -> FactValue:
    """Return one of the named values, or where none is given one of the others."""
    definition = CATALOGUE.get(key)
    type_ = definition.type if definition else FactType.TEXT
    if type_ is FactType.YES_NO:
        return "yes" if named else "no"
    value = chance.choice(named or others)
    if type_ is FactType.LIST and isinstance(value, str):
        return (value,)
    if type_ not in _WORDED and not isinstance(value, Decimal):
        return Decimal(0)
    return value
