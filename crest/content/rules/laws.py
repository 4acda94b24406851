"""Laws: what may not enter a score is kept out by its form, and every day and topic is real."""

from collections.abc import Iterator

from crest.content.faults import Fault, Path_
from crest.content.rules.instruments import InstrumentFile
from crest.content.rules.known import nearest
from crest.domain.instruments import (
    Confidence,
    Deadline,
    InstrumentKind,
    Obligation,
)
from crest.domain.statuses import DUTIES, SCORED_FORCES, SCORED_KINDS
from crest.domain.topics import TOPICS

_NOT_LAW_YET = frozenset({InstrumentKind.DRAFT, InstrumentKind.BILL})


def faults_of_law(file: InstrumentFile) -> Iterator[Fault]:
    """Yield what is wrong with an instrument as law, beside what `faults_of_instrument` finds."""
    if file.instrument.kind in _NOT_LAW_YET:
        yield from _not_law_yet(file)
    for index, part in enumerate(file.instrument.obligations):
        path: Path_ = ("obligations", index)
        yield from _topics(file, part, path)
        yield from _never_scored(file, part, path)
        yield from _penalty(file, part, path)
    for index, deadline in enumerate(file.instrument.deadlines):
        yield from _deadline(file, deadline, ("deadlines", index))


def _not_law_yet(file: InstrumentFile) -> Iterator[Fault]:
    one = file.instrument
    for key, condition in (("binds", one.binds_when), ("reaches", one.reaches_when)):
        if condition is not None:
            message = f"a {one.kind.value} {key} nobody yet; move the condition to preview"
            yield file.fault(message, "applies", key)
    if one.in_force_from is not None:
        message = f"a {one.kind.value} has no first day; write it under next_dates"
        yield file.fault(message, "in_force_from")
    if one.deadlines:
        message = f"a {one.kind.value} sets no deadline yet; write it under rules as a proposal"
        yield file.fault(message, "deadlines", 0)


def _topics(file: InstrumentFile, part: Obligation, path: Path_) -> Iterator[Fault]:
    for index, topic in enumerate(part.topics):
        if topic not in TOPICS:
            message = f"{part.id} has the unknown topic {topic}{nearest(topic, TOPICS)}"
            yield file.fault(message, *path, "topics", index)


def _never_scored(file: InstrumentFile, part: Obligation, path: Path_) -> Iterator[Fault]:
    kind = file.instrument.kind
    if part.kind is InstrumentKind.GAP and part.force in SCORED_FORCES:
        message = f"{part.id} is a gap, which asks nothing; write force may"
        yield file.fault(message, *path, "force")
    if part.kind in SCORED_KINDS and kind not in SCORED_KINDS:
        message = f"{part.id} is called a {part.kind.value} inside a {kind.value}; remove its kind"
        yield file.fault(message, *path, "kind")
    if part.stop and part.force not in DUTIES:
        message = f"{part.id} stops, yet its force is {part.force.value}; only must and ban stop"
        yield file.fault(message, *path, "stop")


def _penalty(file: InstrumentFile, part: Obligation, path: Path_) -> Iterator[Fault]:
    if part.penalty is None and part.confidence.penalty is not Confidence.LOW:
        message = f"{part.id} is sure of a penalty that is not there; write it, or penalty: low"
        yield file.fault(message, *path, "confidence", "penalty")


def _deadline(file: InstrumentFile, deadline: Deadline, path: Path_) -> Iterator[Fault]:
    if not deadline.sources and deadline.confidence is not Confidence.HIGH:
        message = f"deadline {deadline.code} is without a source; name where it was read"
        yield file.fault(message, *path, "code")
    once = deadline.due.once
    if once is not None and once < file.known.today:
        message = f"deadline {deadline.code} has passed; remove it or write the next one"
        yield file.warning(message, *path, "due")
