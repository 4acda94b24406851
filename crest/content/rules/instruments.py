"""Instruments: ids, sources, dates, confidence and conditions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crest.content.faults import Document, Fault, Path_, Severity
from crest.content.rules.conditions import facts_only
from crest.content.rules.known import Known
from crest.domain.instruments import (
    Confidence,
    Deadline,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
    Rule,
)
from crest.domain.places import UNION

_WORLD = "INT"
_NOT_YET = frozenset({InstrumentKind.DRAFT, InstrumentKind.BILL})


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFile:
    """One instrument under check."""

    document: Document
    instrument: Instrument
    known: Known

    def fault(self, message: str, *path: str | int) -> Fault:
        """Return an error at this place."""
        return self.document.fault(path, message)

    def warning(self, message: str, *path: str | int) -> Fault:
        """Return a warning at this place."""
        return self.document.fault(path, message, severity=Severity.WARNING)


def faults_of_instrument(file: InstrumentFile) -> Iterator[Fault]:
    """Yield everything wrong with this instrument."""
    yield from _head(file)
    yield from _dates(file)
    yield from _conditions(file)
    yield from _sources(file)
    for index, part in enumerate(file.instrument.obligations):
        yield from _obligation(file, part, ("obligations", index))
    for index, rule in enumerate(file.instrument.rules):
        yield from _rule(file, rule, ("rules", index))
    for index, deadline in enumerate(file.instrument.deadlines):
        yield from _deadline(file, deadline, ("deadlines", index))


def _head(file: InstrumentFile) -> Iterator[Fault]:
    one, known = file.instrument, file.known
    if file.document.file != f"instruments/{one.id}.yaml":
        yield file.fault(f"the id belongs in the file instruments/{one.id}.yaml", "id")
    places = known.countries | {_WORLD, UNION}
    if known.countries and one.jurisdiction not in places:
        message = f"{one.jurisdiction} is no ISO 3166-1 code, nor {_WORLD} or {UNION}"
        yield file.fault(message, "jurisdiction")
    if one.review_by and one.review_by < known.today:
        yield file.warning(
            "review_by has passed; read the source again and set a new day", "review_by"
        )
    if one.kind in _NOT_YET and one.status is InstrumentStatus.IN_FORCE:
        yield file.fault(f"a {one.kind.value} is not in force; set the status draft", "status")


def _dates(file: InstrumentFile) -> Iterator[Fault]:
    one = file.instrument
    if one.in_force_from and one.in_force_to and one.in_force_to < one.in_force_from:
        yield file.fault(
            "ends before it begins; correct in_force_from or in_force_to", "in_force_to"
        )
    if one.status is InstrumentStatus.DEFERRED and one.in_force_from is None:
        yield file.fault("is deferred without a day; say in_force_from", "status")
    if one.status is InstrumentStatus.REPEALED and one.in_force_to is None:
        yield file.fault("is repealed without a day; say in_force_to", "status")
    for index, entry in enumerate(one.next_dates):
        if entry.on < file.known.today:
            message = f"the next date {entry.on} has passed; remove it or write what came of it"
            yield file.warning(message, "next_dates", index)


def _conditions(file: InstrumentFile) -> Iterator[Fault]:
    one = file.instrument
    parts = {"binds": one.binds_when, "reaches": one.reaches_when, "preview": one.preview_when}
    for key, condition in parts.items():
        if condition is not None:
            yield from facts_only(condition, file.document, ("applies", key), file.known)


def _sources(file: InstrumentFile) -> Iterator[Fault]:
    codes = [source.code for source in file.instrument.sources]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield file.fault(
                f"source {code} stands twice; give each its own code", "sources", index
            )


def _obligation(file: InstrumentFile, part: Obligation, path: Path_) -> Iterator[Fault]:
    yield from _named(file, part.id, path)
    if part.only_if is not None:
        yield from facts_only(part.only_if, file.document, (*path, "only_if"), file.known)
    if part.in_force_from and part.in_force_to and part.in_force_to < part.in_force_from:
        yield file.fault(
            f"{part.id} ends before it begins; correct one of the days", *path, "in_force_to"
        )
    yield from _sourced(file, part.id, part.sources, path)
    sure = part.confidence.requirement is Confidence.HIGH
    if sure and not part.sources:
        message = f"{part.id} is of high confidence without a source; name it or lower the word"
        yield file.fault(message, *path, "sources")
    yield from _penalty(file, part, path)


def _rule(file: InstrumentFile, rule: Rule, path: Path_) -> Iterator[Fault]:
    yield from _named(file, rule.id, path)
    yield from _sourced(file, rule.id, rule.sources, path)
    if rule.requirement_confidence is Confidence.HIGH and not rule.sources:
        message = f"{rule.id} is of high confidence without a source; name it or lower the word"
        yield file.fault(message, *path, "sources")


def _deadline(file: InstrumentFile, deadline: Deadline, path: Path_) -> Iterator[Fault]:
    earlier = file.instrument.deadlines[: int(path[1])]
    if any(one.code == deadline.code for one in earlier):
        yield file.fault(f"deadline {deadline.code} stands twice; give each its own", *path, "code")
    yield from _sourced(file, deadline.code, deadline.sources, path)
    if deadline.confidence is Confidence.HIGH and not deadline.sources:
        message = f"{deadline.code} is of high confidence without a source"
        yield file.fault(f"{message}; name it or lower the word", *path, "sources")


def _named(file: InstrumentFile, id_: str, path: Path_) -> Iterator[Fault]:
    prefix = file.instrument.id.partition(".")[0]
    if id_.partition(".")[0] != prefix:
        yield file.fault(f"{id_} must begin with {prefix}., as the instrument does", *path, "id")


def _sourced(
    file: InstrumentFile, id_: str, sources: Iterable[str], path: Path_
) -> Iterator[Fault]:
    known = {source.code for source in file.instrument.sources}
    for index, code in enumerate(sources):
        if code not in known:
            message = (
                f"{id_} names source {code}, which the instrument does not list; add it to sources"
            )
            yield file.fault(message, *path, "sources", index)


def _penalty(file: InstrumentFile, part: Obligation, path: Path_) -> Iterator[Fault]:
    multiple = part.penalty.multiple if part.penalty else None
    if multiple and not 0 < multiple.minimum <= multiple.maximum:
        words = "has a penalty multiple whose min is not between 0 and its max; correct it"
        message = f"{part.id} {words}"
        yield file.fault(message, *path, "penalty", "multiple")
    if part.reviewed_on and part.reviewed_on > file.known.today:
        yield file.fault(
            f"{part.id} is reviewed on a day to come; write the day of the reading",
            *path,
            "reviewed",
            "on",
        )
