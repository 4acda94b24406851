"""Places in conditions: countries, and the European Union as one market of its member states."""

from collections.abc import Set as AbstractSet

UNION = "EU"

# Member states by ISO 3166-1 code: the code list eu-country (20230915) of the eForms of
# Tenders Electronic Daily, docs.ted.europa.eu.
MEMBERS = frozenset(
    {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE"}
    | {"IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"}
)


def meets(have: AbstractSet[str], wanted: AbstractSet[str]) -> bool | None:
    """Return whether two sets of places share one; None where only the Union as a whole is known.

    A member state counts as the Union; the Union alone leaves open which of its states is meant.
    """
    if have & wanted or (UNION in wanted and have & MEMBERS):
        return True
    return None if UNION in have and wanted & MEMBERS else False
