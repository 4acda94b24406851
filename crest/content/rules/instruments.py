"""Instruments: ids, sources, dates, confidence and conditions."""

from collections.abc import Iterator
from dataclasses import dataclass

from crest.content.documents import Document, Fault, Path_, Severity
from crest.content.rules.conditions import facts_only
from crest.content.rules.known import UNION, Known
from crest.domain.instruments import (
    Confidence,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
)

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
    for key, condition in (("binds", one.binds_when), ("reaches", one.reaches_when)):
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
    prefix = file.instrument.id.partition(".")[0]
    if part.id.partition(".")[0] != prefix:
        yield file.fault(
            f"{part.id} must begin with {prefix}., as the instrument does", *path, "id"
        )
    if part.in_force_from and part.in_force_to and part.in_force_to < part.in_force_from:
        yield file.fault(f"{part.id} ends before it begins", *path, "in_force_to")
    known = {source.code for source in file.instrument.sources}
    for index, code in enumerate(part.sources):
        if code not in known:
            message = f"{part.id} names source {code}, which the instrument does not list"
            yield file.fault(message, *path, "sources", index)
    sure = part.confidence.requirement is Confidence.HIGH
    if sure and not part.sources:
        message = f"{part.id} is of high confidence without a source; name it or lower the word"
        yield file.fault(message, *path, "sources")
    yield from _penalty(file, part, path)


def _penalty(file: InstrumentFile, part: Obligation, path: Path_) -> Iterator[Fault]:
    multiple = part.penalty.multiple if part.penalty else None
    if multiple and not 0 < multiple.minimum <= multiple.maximum:
        message = f"{part.id} has a penalty multiple whose min is not between 0 and its max"
        yield file.fault(message, *path, "penalty", "multiple")
    if part.reviewed_on and part.reviewed_on > file.known.today:
        yield file.fault(f"{part.id} is reviewed on a day to come", *path, "reviewed", "on")
