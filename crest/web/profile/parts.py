"""The parts that a long form of facts is set in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l

from crest.content.library import Library
from crest.domain.company_profile import (
    COMPANY,
    CUSTOMERS,
    MARKETS,
    RECRUITMENT,
    STRUCTURE,
    WORKFORCE,
)
from crest.domain.law_facts import CONTRACTS, PLACES, TRADE, base_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some facts under one heading."""

    title: str
    keys: tuple[str, ...]


PARTS: Sequence[Part] = (
    Part(title=_l("The company"), keys=(*COMPANY, "inputs")),
    Part(title=_l("Where the company is"), keys=PLACES),
    Part(title=_l("The people who work here"), keys=WORKFORCE),
    Part(title=_l("How they are recruited"), keys=RECRUITMENT),
    Part(
        title=_l("How the work is set up"),
        keys=("accommodation.provided", "transport.provided", "site.guards", *STRUCTURE),
    ),
    Part(title=_l("Markets"), keys=MARKETS),
    Part(title=_l("Goods"), keys=TRADE),
    Part(title=_l("Customers"), keys=(*CUSTOMERS, *CONTRACTS)),
)
_FIGURES = _l("Figures of the financial years")
_GROUPED = frozenset(key for part in PARTS for key in part.keys)


def parts_of(asked: Collection[str]) -> list[Part]:
    """Return the parts with only the facts that are asked; none is empty, figures come last."""
    shown = [replace(part, keys=tuple(key for key in part.keys if key in asked)) for part in PARTS]
    figures = tuple(key for key in asked if base_of(key) not in _GROUPED)
    return [part for part in (*shown, Part(title=_FIGURES, keys=figures)) if part.keys]


def sectors(library: Library) -> list[tuple[str, str]]:
    """Return the sectors that can be chosen (ISIC divisions and groups), by code."""
    found = library.reference.sectors.values()
    return [(one.code, one.title) for one in found if one.code.isdigit() and len(one.code) <= 3]
