"""Which facts a profile asks for, in which order, and which of them matter first."""

from collections.abc import Mapping

from crest.domain.facts import Facts

WORKFORCE = (
    "workforce.total",
    "workforce.women",
    "workforce.migrants",
    "workforce.agency",
    "workforce.under_18",
    "workforce.isolated_women",
    "workforce.seasonal",
)
RECRUITMENT = ("recruitment.channels", "recruitment.cross_border", "recruitment.origins")
STRUCTURE = ("structure.subcontracting", "structure.homework", "structure.labour_contractors")
COMPANY = ("form", "country", "sector", "produces_goods", "goods")
MARKETS = ("business_in", "exports_to", "imports_into")
CUSTOMERS = ("customers.bound_by",)

COMPANY_KEYS = (
    *COMPANY,
    *WORKFORCE,
    *RECRUITMENT,
    "accommodation.provided",
    "transport.provided",
    *STRUCTURE,
    *MARKETS,
    *CUSTOMERS,
)
WORKPLACE_KEYS = (
    *WORKFORCE,
    *RECRUITMENT,
    "accommodation.provided",
    "transport.provided",
    "site.guards",
    *STRUCTURE,
)
SUPPLIER_KEYS = ("form", "produces_goods", *WORKPLACE_KEYS)

# Without these most laws stay undecided and most factors assumed.
_FIRST = frozenset(
    {
        "form",
        "country",
        "sector",
        "workforce.total",
        "recruitment.channels",
        "recruitment.cross_border",
        "business_in",
        "exports_to",
        "customers.bound_by",
    }
)
# A turnover counts in a country only where business is done there.
TURNOVERS: Mapping[str, str] = {"GB": "turnover.group_gbp", "AU": "turnover.group_aud"}


def asked_of_company(facts: Facts) -> tuple[str, ...]:
    """Return the keys that a company with these facts is asked."""
    places = facts.get("business_in")
    where = places if isinstance(places, tuple) else ()
    return (*COMPANY_KEYS, *(key for place, key in TURNOVERS.items() if place in where))


def missing_first(facts: Facts) -> tuple[str, ...]:
    """Return the facts still unknown that decide most; a profile without any is complete."""
    asked = asked_of_company(facts)
    wanted = _FIRST | set(TURNOVERS.values())
    return tuple(key for key in asked if key in wanted and key not in facts)
