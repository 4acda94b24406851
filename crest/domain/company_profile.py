"""Which facts a profile asks for, in which order, and which of them matter first."""

from collections.abc import Sequence
from datetime import date

from crest.domain.facts import Facts
from crest.domain.instruments import Instrument
from crest.domain.law_facts import asked_for_laws, is_law_fact, missing_for_laws

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
SUPPLIER_KEYS = ("form", "produces_goods", "inputs", *WORKPLACE_KEYS)

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


def asked_of_company(
    facts: Facts, instruments: Sequence[Instrument], *, as_of: date
) -> tuple[str, ...]:
    """Return the keys that a company with these facts is asked: its own, then those for laws."""
    return (*COMPANY_KEYS, *asked_for_laws(facts, instruments, as_of=as_of))


def missing_first(
    facts: Facts, instruments: Sequence[Instrument], *, as_of: date
) -> tuple[str, ...]:
    """Return the facts still unknown that decide most; a profile without any is complete."""
    own = tuple(key for key in COMPANY_KEYS if key in _FIRST and key not in facts)
    return own + missing_for_laws(facts, instruments, as_of=as_of)


def may_keep(key: str) -> bool:
    """Return whether the profile of a company keeps this fact."""
    return key in COMPANY_KEYS or is_law_fact(key)
