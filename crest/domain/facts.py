"""The facts of a company, workplace or supplier: their keys, types and derived shares."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# A fact is text, a number, or several texts. Absent from the mapping means unknown.
FactValue = str | Decimal | tuple[str, ...]
Facts = Mapping[str, FactValue]


class FactType(StrEnum):
    """How the value of a fact is written."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    PERCENT = "percent"
    YES_NO = "yes_no"
    LIST = "list"
    # a number, or a band as text: "1000-4999", or "5000-" where it is open above
    AMOUNT = "amount"
    # a day of the calendar year: "12-31"
    DAY_OF_YEAR = "day_of_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDefinition:
    """One fact: its key and the type of its value.

    A `yearly` fact is kept per financial year (`turnover.group.2025`), a sum of `money` in the
    currency of the company. `within` names the fact whose places take in those of this one.
    """

    key: str
    type: FactType
    yearly: bool = False
    money: bool = False
    places: bool = False
    within: str | None = None


_TYPES: Mapping[str, FactType] = {
    "country": FactType.CODE,
    "province": FactType.TEXT,
    "sector": FactType.CODE,
    "goods": FactType.LIST,
    # what goods are made of, each with its origin in brackets: "cotton (China)"
    "inputs": FactType.LIST,
    "produces_goods": FactType.YES_NO,
    "tier": FactType.NUMBER,
    "form": FactType.CODE,
    "workforce.total": FactType.NUMBER,
    "workforce.women": FactType.NUMBER,
    "workforce.migrants": FactType.NUMBER,
    "workforce.agency": FactType.NUMBER,
    "workforce.under_18": FactType.NUMBER,
    "workforce.migrant_share": FactType.PERCENT,
    "workforce.agency_share": FactType.PERCENT,
    "workforce.under_18_share": FactType.PERCENT,
    "workforce.isolated_women": FactType.YES_NO,
    "workforce.seasonal": FactType.YES_NO,
    "recruitment.channels": FactType.LIST,
    "recruitment.cross_border": FactType.YES_NO,
    "recruitment.origins": FactType.LIST,
    "accommodation.provided": FactType.YES_NO,
    "transport.provided": FactType.YES_NO,
    "site.guards": FactType.YES_NO,
    "structure.subcontracting": FactType.YES_NO,
    "structure.homework": FactType.YES_NO,
    "structure.labour_contractors": FactType.YES_NO,
    "exports_to": FactType.LIST,
    "imports_into": FactType.LIST,
    "business_in": FactType.LIST,
    "customers.bound_by": FactType.LIST,
    "turnover.group_gbp": FactType.NUMBER,
    "turnover.group_aud": FactType.NUMBER,
    "leverage": FactType.PERCENT,
    "currency": FactType.CODE,
    "year_end": FactType.DAY_OF_YEAR,
    "rates.source": FactType.TEXT,
    "public_interest_entity": FactType.YES_NO,
    "activity": FactType.CODE,
    "sells_goods": FactType.YES_NO,
    "controls.goods_entity": FactType.YES_NO,
    "goods.very_minor": FactType.YES_NO,
    "sells_online_to_eu": FactType.YES_NO,
    "business_in.california": FactType.YES_NO,
    "inputs.xinjiang": FactType.YES_NO,
    "suppliers.entity_list": FactType.YES_NO,
    "employs.north_koreans": FactType.YES_NO,
    "suspicion.child_labour": FactType.YES_NO,
    "contracts.federal": FactType.YES_NO,
    "contracts.federal_outside_us_usd": FactType.AMOUNT,
    "contracts.federal_outside_us_older_usd": FactType.AMOUNT,
    "contracts.nsw": FactType.YES_NO,
    "public_body.nsw": FactType.YES_NO,
    "eu.large_presence": FactType.YES_NO,
    "staff.de": FactType.AMOUNT,
}

# Where a company is: a law looks for one country in one of these.
_PLACES: Mapping[str, FactType] = {
    "present_in": FactType.LIST,
    "incorporated_in": FactType.CODE,
    "head_office_in": FactType.CODE,
    "branches_in": FactType.LIST,
    "places_or_assets_in": FactType.LIST,
    "listed_in": FactType.LIST,
    "tax_resident_in": FactType.CODE,
    "taxable_in": FactType.LIST,
    "volunteered_in": FactType.LIST,
}
_OLDER_PLACES = ("country", "recruitment.origins", "exports_to", "imports_into", "business_in")
# `present_in` takes in every country of these: where it lacks one, they lack it too.
_WITHIN_PRESENCE = frozenset(
    {
        "incorporated_in",
        "head_office_in",
        "branches_in",
        "places_or_assets_in",
        "listed_in",
        "tax_resident_in",
    }
)
PRESENCE = "present_in"

MONEY_BY_YEAR = (
    "turnover.group",
    "turnover.own",
    "turnover.eu",
    "receipts.worldwide",
    "assets.group",
    "assets.own",
    "royalties.eu",
    "budget",
)
PEOPLE_BY_YEAR = ("staff.group", "staff.own", "staff.fr")
# Older keys of a sum in one currency and of no year; they stand for the last closed year.
SUMS_WITHOUT_YEAR: Mapping[tuple[str, str], str] = {
    ("turnover.group", "GBP"): "turnover.group_gbp",
    ("turnover.group", "AUD"): "turnover.group_aud",
}

_FIXED: Mapping[str, FactDefinition] = {
    **{
        key: FactDefinition(key=key, type=type_, places=key in _OLDER_PLACES)
        for key, type_ in _TYPES.items()
    },
    **{
        key: FactDefinition(
            key=key,
            type=type_,
            places=True,
            within=PRESENCE if key in _WITHIN_PRESENCE else None,
        )
        for key, type_ in _PLACES.items()
    },
    **{
        key: FactDefinition(key=key, type=FactType.AMOUNT, yearly=True, money=key in MONEY_BY_YEAR)
        for key in (*MONEY_BY_YEAR, *PEOPLE_BY_YEAR)
    },
}
_OF_YEAR = re.compile(r"(?P<base>[a-z_.]+)\.(?P<year>(?:19|20)[0-9]{2})")
_RATE = re.compile(r"rate\.(?P<source>[A-Z]{3})\.(?P<target>[A-Z]{3})\.(?:19|20)[0-9]{2}")


class Catalogue(Mapping[str, FactDefinition]):
    """Every fact by key: iterating gives the fixed keys; keys of a year and rates are looked up.

    A yearly fact is kept under `<key>.<year>` and a rate under `rate.<from>.<to>.<year>`.
    """

    def __getitem__(self, key: str) -> FactDefinition:
        """Return the fact of this key, or raise KeyError."""
        fixed = _FIXED.get(key)
        if fixed is not None:
            return fixed
        found = _OF_YEAR.fullmatch(key)
        if found is not None and (base := _FIXED.get(found["base"])) and base.yearly:
            return FactDefinition(key=key, type=base.type, money=base.money)
        rate = _RATE.fullmatch(key)
        if rate is not None and rate["source"] != rate["target"]:
            return FactDefinition(key=key, type=FactType.NUMBER)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """Return the fixed keys in their order."""
        return iter(_FIXED)

    def __len__(self) -> int:
        """Return how many fixed keys there are."""
        return len(_FIXED)


CATALOGUE = Catalogue()

_SHARES = {
    "workforce.migrant_share": "workforce.migrants",
    "workforce.agency_share": "workforce.agency",
    "workforce.under_18_share": "workforce.under_18",
}


def with_shares(facts: Facts) -> dict[str, FactValue]:
    """Return the facts with each share (percent, 0-100) that two known head counts give."""
    found = dict(facts)
    total = facts.get("workforce.total")
    if not isinstance(total, Decimal) or total <= 0:
        return found
    for share, count_key in _SHARES.items():
        count = facts.get(count_key)
        if isinstance(count, Decimal):
            found[share] = min(Decimal(100), count * 100 / total)
    return found
