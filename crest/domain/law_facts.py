"""Facts that only laws need: which of them a company is asked, and because of which laws."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crest.domain.applicability import applies, in_force
from crest.domain.conditions import (
    AllOf,
    Condition,
    Ground,
    Test,
    decided,
    facts_named,
    leaf,
    parts_of,
)
from crest.domain.exchange import SOURCE
from crest.domain.facts import (
    CATALOGUE,
    MONEY_BY_YEAR,
    PEOPLE_BY_YEAR,
    PRESENCE,
    SUMS_WITHOUT_YEAR,
    Facts,
    FactValue,
)
from crest.domain.instruments import Instrument
from crest.domain.look_up import CURRENCY, YEAR_END, When
from crest.domain.scores import Ternary

PLACES = (
    PRESENCE,
    "incorporated_in",
    "head_office_in",
    "branches_in",
    "places_or_assets_in",
    "listed_in",
    "tax_resident_in",
    "taxable_in",
    "business_in.california",
    "eu.large_presence",
    "volunteered_in",
    "public_interest_entity",
    "public_body.nsw",
)
TRADE = (
    "activity",
    "sells_goods",
    "controls.goods_entity",
    "goods.very_minor",
    "sells_online_to_eu",
    "inputs.xinjiang",
    "suppliers.entity_list",
    "employs.north_koreans",
    "suspicion.child_labour",
)
CONTRACTS = (
    "contracts.federal",
    "contracts.federal_outside_us_usd",
    "contracts.federal_outside_us_older_usd",
    "contracts.nsw",
)
OLDER_SUMS = tuple(SUMS_WITHOUT_YEAR.values())
FIGURES = (YEAR_END, CURRENCY, *MONEY_BY_YEAR, *OLDER_SUMS, *PEOPLE_BY_YEAR, "staff.de")
LAW_FACTS = (*PLACES, *TRADE, *CONTRACTS, *FIGURES, SOURCE)

# Asked for before the end of the financial year is known, so that one visit can be enough.
_USUAL_YEAR_END = "12-31"
# The last closed year is at most one before that of the day, and laws look at two.
_LOOKED_BACK = 2
_RATE = "rate."
_OF_YEAR = re.compile(r"(.+)\.((?:19|20)[0-9]{2})")


@dataclass(frozen=True, slots=True)
class _Ask:
    """The facts of a company and the day for which laws are held against them."""

    facts: Facts
    as_of: date

    def missing(self, condition: Condition, *, without: str | None = None) -> Iterator[str]:
        """Yield the facts to ask next for this condition, as if `without` were not known."""
        facts: dict[str, FactValue] = {YEAR_END: _USUAL_YEAR_END, **self.facts}
        facts.pop(without or "", None)
        ground = Ground(facts=facts, answers={}, when=When(as_of=self.as_of))
        yield from _open(condition, ground)


def base_of(key: str) -> str:
    """Return the key of the fact without its year; a rate stays what it is."""
    found = _OF_YEAR.fullmatch(key)
    return found[1] if found and not key.startswith(_RATE) else key


def is_law_fact(key: str) -> bool:
    """Return whether the fact can be kept and only laws need it."""
    definition = CATALOGUE.get(key)
    if definition is None or definition.yearly:
        return False
    return key.startswith(_RATE) or base_of(key) in LAW_FACTS


def asked_for_laws(
    facts: Facts, instruments: Sequence[Instrument], *, as_of: date
) -> Mapping[str, tuple[str, ...]]:
    """Return each fact that laws in force need, known or not, with the ids of those laws.

    A fact is asked once nothing cheaper can settle the law: of parts that must all hold, only the
    first open one asks. A known fact stays, so that it can be corrected: with the laws that would
    ask for it if it were unknown or, where other facts settle those, with the laws that name it.
    """
    ask = _Ask(facts, as_of)
    known = [key for key in facts if is_law_fact(key) and _is_recent(key, as_of)]
    living = [instrument for instrument in instruments if in_force(instrument, as_of=as_of)]
    found: dict[str, list[str]] = {}
    for instrument in living:
        for key in dict.fromkeys(_asked_by(instrument, ask, known)):
            found.setdefault(key, []).append(instrument.id)
    for key in (key for key in known if key not in found):
        named_by = [one.id for one in living if _names(one, key)]
        found |= {key: named_by} if named_by else {}
    return {key: tuple(found[key]) for key in sorted(found, key=_place)}


def missing_for_laws(
    facts: Facts, instruments: Sequence[Instrument], *, as_of: date
) -> tuple[str, ...]:
    """Return the facts asked for laws that are not known yet; a source decides nothing."""
    ask = _Ask(facts, as_of)
    found = {
        key
        for instrument in instruments
        if in_force(instrument, as_of=as_of)
        for key in _asked_by(instrument, ask, ())
        if key != SOURCE and key not in facts
    }
    return tuple(sorted(found, key=_place))


def _asked_by(instrument: Instrument, ask: _Ask, known: Sequence[str]) -> Iterator[str]:
    keys: list[str] = []
    for condition in _conditions(instrument, ask):
        keys += ask.missing(condition)
        named = {_wider(fact) for fact in facts_named(condition)} | set(facts_named(condition))
        keys += [key for key in known if _kept(key, condition, named, ask)]
    wanted = [key for key in keys if is_law_fact(key)]
    yield from wanted
    if _hangs_on_year(instrument, wanted, ask):
        yield YEAR_END
    if any(key.startswith(_RATE) for key in wanted):
        yield SOURCE


def _conditions(instrument: Instrument, ask: _Ask) -> Iterator[Condition]:
    for condition in (instrument.binds_when, instrument.reaches_when):
        if condition is not None:
            yield condition
    lines = [part.only_if for part in instrument.obligations if part.only_if is not None]
    if lines and applies(instrument, ask.facts, as_of=ask.as_of).binds is Ternary.YES:
        yield from dict.fromkeys(lines)


def _is_recent(key: str, as_of: date) -> bool:
    """Return whether the fact is of no year, or of one that a law still looks back to."""
    year = key.rpartition(".")[2]
    return not year.isdigit() or int(year) >= as_of.year - _LOOKED_BACK


def _names(instrument: Instrument, key: str) -> bool:
    conditions = [instrument.binds_when, instrument.reaches_when]
    conditions += [part.only_if for part in instrument.obligations]
    named = {fact for one in conditions if one is not None for fact in facts_named(one)}
    return base_of(key) in named | {_wider(fact) for fact in named}


def _kept(key: str, condition: Condition, named: set[str], ask: _Ask) -> bool:
    """Return whether a known fact would be asked for this condition if it were unknown."""
    base = next((at for at, older in SUMS_WITHOUT_YEAR.items() if older == key), (base_of(key),))[0]
    if base not in named and key != CURRENCY and not key.startswith(_RATE):
        return False
    if key in OLDER_SUMS:
        return base in {base_of(found) for found in ask.missing(condition, without=key)}
    return key in ask.missing(condition, without=key)


def _wider(fact: str) -> str:
    definition = CATALOGUE.get(fact)
    return fact if definition is None or definition.within is None else definition.within


def _hangs_on_year(instrument: Instrument, wanted: Sequence[str], ask: _Ask) -> bool:
    if any(base_of(key) != key for key in wanted):
        return True
    if not any(deadline.due.after_year_end for deadline in instrument.deadlines):
        return False
    return applies(instrument, ask.facts, as_of=ask.as_of).binds is Ternary.YES


def _open(condition: Condition, ground: Ground) -> Iterator[str]:
    if decided(condition, ground) is not None:
        return
    if isinstance(condition, Test):
        yield from leaf(condition, ground).known.missing
    for part, on in parts_of(condition, ground):
        found = tuple(_open(part, on))
        yield from found
        if found and isinstance(condition, AllOf):
            return


def _place(key: str) -> tuple[int, str, str]:
    """Return the place of a fact in the profile: its group, the newest year first, its key."""
    base = base_of(key)
    place = LAW_FACTS.index(base) if base in LAW_FACTS else len(LAW_FACTS) - 1
    year = key.rpartition(".")[2]
    newest_first = str(9999 - int(year)) if year.isdigit() else ""
    return (place, newest_first, key)
