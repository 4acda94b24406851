"""Which instruments bind or reach a company or supplier; never guessed, unknown is an answer."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from crest.domain.conditions import Condition, holds, needs
from crest.domain.facts import Facts, FactValue
from crest.domain.instruments import Instrument, InstrumentKind, Obligation
from crest.domain.places import meets
from crest.domain.reasoning import Reason, reasons_of
from crest.domain.scores import Applicability, Ternary
from crest.domain.statuses import is_in_force

NEITHER = Applicability(binds=Ternary.NO, reaches=Ternary.NO)

_NEVER_IN_FORCE = frozenset({InstrumentKind.DRAFT, InstrumentKind.BILL})


@dataclass(frozen=True, slots=True)
class _Test:
    """The outcome of a test, and the missing facts that would settle it."""

    holds: bool | None
    needs: tuple[str, ...] = ()


_NO = _Test(holds=False)
_YES = _Test(holds=True)


def in_force(instrument: Instrument, *, as_of: date) -> bool:
    """Return whether the instrument has effect on that day: first and last day included.

    A deferred one has from its first day, a repealed one until its last, so that a past day is
    judged by the law of that day; drafts and bills never have.
    """
    return instrument.kind not in _NEVER_IN_FORCE and is_in_force(instrument, as_of)


def applies(instrument: Instrument, facts: Facts, *, as_of: date) -> Applicability:
    """Return whether the instrument binds or reaches a company with these facts on that day."""
    if not in_force(instrument, as_of=as_of):
        return NEITHER
    return _outcome(
        binds=_test(instrument.binds_when, facts, as_of),
        reaches=_test(instrument.reaches_when, facts, as_of),
    )


def applies_to_supplier(
    instrument: Instrument, *, supplier: Facts, buyer: Facts, as_of: date
) -> Applicability:
    """Return whether the instrument binds a supplier, or reaches it by itself or by its buyer.

    Only laws of the supplier's country and of its corridors bind it.
    """
    if not in_force(instrument, as_of=as_of):
        return NEITHER
    binds = _both(_in_place(instrument, supplier), _test(instrument.binds_when, supplier, as_of))
    by_itself = _test(instrument.reaches_when, supplier, as_of)
    reaches = _either(_through_buyer(instrument, buyer, as_of), by_itself)
    return _outcome(binds=binds, reaches=reaches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why an instrument binds and why it reaches: the tests of each condition, as written."""

    binds: tuple[Reason, ...]
    reaches: tuple[Reason, ...]


def reasons(instrument: Instrument, facts: Facts, *, as_of: date) -> Reasons:
    """Return the tests behind the answer of `applies`, each with what is known and its outcome.

    They say what the conditions come to, also where the instrument is not in force that day.
    """
    return Reasons(
        binds=reasons_of(instrument.binds_when, facts, as_of=as_of),
        reaches=reasons_of(instrument.reaches_when, facts, as_of=as_of),
    )


def previewed(instrument: Instrument, facts: Facts, *, as_of: date) -> Applicability:
    """Return whether a draft or bill would bind the company if it came as it stands.

    `binds` alone is ever set; it is shown beside the text and enters no score.
    """
    return _outcome(binds=_test(instrument.preview_when, facts, as_of), reaches=_NO)


def settled_by(found: Mapping[str, Applicability]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each missing fact with the instruments (by id) that it leaves open, most first."""
    by_fact: dict[str, list[str]] = {}
    for instrument_id, applicability in found.items():
        for key in applicability.needs:
            by_fact.setdefault(key, []).append(instrument_id)
    order = Counter({key: len(ids) for key, ids in by_fact.items()}).most_common()
    return tuple((key, tuple(by_fact[key])) for key, _ in order)


def obligations_for(
    instrument: Instrument, facts: Facts, *, as_of: date
) -> tuple[tuple[Obligation, Ternary], ...]:
    """Return the obligations, each with whether its own line (`only_if`) is met."""
    return tuple(
        (part, _ternary(_YES if part.only_if is None else _test(part.only_if, facts, as_of)))
        for part in instrument.obligations
    )


def within_lines(instrument: Instrument, facts: Facts, *, as_of: date) -> Instrument:
    """Return the instrument without the obligations whose own line (`only_if`) is not met.

    One whose line hangs on a missing fact stays, as an instrument does.
    """
    kept = tuple(
        part
        for part, met in obligations_for(instrument, facts, as_of=as_of)
        if met is not Ternary.NO
    )
    if len(kept) == len(instrument.obligations):
        return instrument
    return replace(instrument, obligations=kept)


def concerns_supplier(
    instrument: Instrument,
    found: Applicability,
    *,
    buyer: Facts,
    asked: Collection[str],
    as_of: date,
) -> bool:
    """Return whether it is listed for a supplier, `found` being what `applies_to_supplier` said.

    What is open is listed where the buyer, or a fact `asked` of suppliers, can settle it: nobody
    is shown a question that nobody is asked.
    """
    if Ternary.YES in {found.binds, found.reaches}:
        return True
    open_for_buyer = _through_buyer(instrument, buyer, as_of).holds is None
    return is_listed(found) and (open_for_buyer or not set(asked).isdisjoint(found.needs))


def is_listed(applicability: Applicability) -> bool:
    """Return whether the instrument binds, reaches, or may do so for all that is known."""
    return applicability != NEITHER


def _outcome(*, binds: _Test, reaches: _Test) -> Applicability:
    return Applicability(
        binds=_ternary(binds),
        reaches=_ternary(reaches),
        needs=tuple(dict.fromkeys(binds.needs + reaches.needs)),
    )


def _ternary(test: _Test) -> Ternary:
    if test.holds is None:
        return Ternary.UNKNOWN
    return Ternary.YES if test.holds else Ternary.NO


def _test(condition: Condition | None, facts: Facts, as_of: date) -> _Test:
    if condition is None:
        return _NO
    found = holds(condition, facts, as_of=as_of)
    return _Test(found, needs(condition, facts, as_of=as_of) if found is None else ())


def _through_buyer(instrument: Instrument, buyer: Facts, as_of: date) -> _Test:
    if not any(obligation.supply_chain for obligation in instrument.obligations):
        return _NO
    return _test(instrument.binds_when, buyer, as_of)


def _in_place(instrument: Instrument, supplier: Facts) -> _Test:
    country, origins = supplier.get("country"), supplier.get("recruitment.origins")
    if origins is None and supplier.get("recruitment.cross_border") == "no":
        origins = ()
    if _names(country, instrument.jurisdiction) or _names(origins, instrument.jurisdiction):
        return _YES
    known = {"country": country, "recruitment.origins": origins}
    missing = tuple(key for key, value in known.items() if value is None)
    return _Test(None, missing) if missing else _NO


def _names(known: FactValue | None, jurisdiction: str) -> bool:
    places = {known} if isinstance(known, str) else set(known) if isinstance(known, tuple) else ()
    return meets(frozenset(places), {jurisdiction}) is True


def _both(first: _Test, second: _Test) -> _Test:
    return _NO if _NO in (first, second) else _open_or(_YES, first, second)


def _either(first: _Test, second: _Test) -> _Test:
    return _YES if _YES in (first, second) else _open_or(_NO, first, second)


def _open_or(settled: _Test, first: _Test, second: _Test) -> _Test:
    if first.holds is second.holds is settled.holds:
        return settled
    return _Test(None, first.needs + second.needs)
