"""The parts that a long form of facts is set in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from crest.content.library import Library
from crest.domain.company_profile import (
    COMPANY,
    CUSTOMERS,
    MARKETS,
    RECRUITMENT,
    STRUCTURE,
    TURNOVERS,
    WORKFORCE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some facts under one heading."""

    title: str
    keys: tuple[str, ...]


PARTS: Sequence[Part] = (
    Part(title=_l("The company"), keys=COMPANY),
    Part(title=_l("The people who work here"), keys=WORKFORCE),
    Part(title=_l("How they are recruited"), keys=RECRUITMENT),
    Part(
        title=_l("How the work is set up"),
        keys=("accommodation.provided", "transport.provided", "site.guards", *STRUCTURE),
    ),
    Part(title=_l("Markets"), keys=(*MARKETS, *TURNOVERS.values())),
    Part(title=_l("Customers"), keys=CUSTOMERS),
)


def sectors(library: Library) -> list[tuple[str, str]]:
    """Return the sectors that can be chosen (ISIC divisions and groups), by code."""
    found = library.reference.sectors.values()
    return [(one.code, one.title) for one in found if one.code.isdigit() and len(one.code) <= 3]
