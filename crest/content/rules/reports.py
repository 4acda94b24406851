"""Reports: articles that the instrument bears out, and figures that a release can tell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from crest.content.faults import Document, Fault, Path_
from crest.content.rules.known import nearest
from crest.domain import member_details as details
from crest.domain.bank import Rung, Theme
from crest.domain.instruments import Confidence, Instrument
from crest.domain.method import Method
from crest.domain.protocol_frame import ReportFigure, ReportFrame, ReportRow, told_outcomes

_ORDER = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNeeds:
    """What a report is held against: the laws, the codes of questions, and the method."""

    instruments: Mapping[str, Instrument]
    questions: frozenset[str]
    obligations: Collection[str]
    method: Method | None


def faults_of_report(document: Document, frame: ReportFrame, needs: ReportNeeds) -> Iterator[Fault]:
    """Yield everything wrong with the frame of a report."""
    if document.file != f"reports/{frame.instrument}.yaml":
        message = f"the report belongs in the file reports/{frame.instrument}.yaml"
        yield document.fault(("instrument",), message)
    instrument = needs.instruments.get(frame.instrument)
    if instrument is None:
        message = (
            f"no instrument is {frame.instrument}{nearest(frame.instrument, needs.instruments)}"
        )
        yield document.fault(("instrument",), message)
        return
    seen: set[str] = set()
    for path, place in _places(frame):
        if place in seen:
            yield document.fault(path, f"{place} stands twice; give each head and row its own id")
        seen.add(place)
    for path, row in _rows(frame):
        yield from _row(document, path, row, instrument)
        for index, figure in enumerate(row.figures):
            yield from _figure(document, (*path, "figures", index), figure, needs)


def _places(frame: ReportFrame) -> Iterator[tuple[Path_, str]]:
    for at, head in enumerate(frame.heads):
        yield ("heads", at, "id"), head.id
    for path, row in _rows(frame):
        yield (*path, "id"), row.id


def _rows(frame: ReportFrame) -> Iterator[tuple[Path_, ReportRow]]:
    for at, head in enumerate(frame.heads):
        for index, row in enumerate(head.rows):
            yield ("heads", at, "rows", index), row


def _row(
    document: Document, path: Path_, row: ReportRow, instrument: Instrument
) -> Iterator[Fault]:
    rules = {rule.id: rule for rule in instrument.rules}
    if row.rule is None:
        return
    if row.rule not in rules:
        hint = nearest(row.rule, rules)
        yield document.fault((*path, "rule"), f"{instrument.id} has no rule {row.rule}{hint}")
        return
    rule = rules[row.rule]
    sure = max(rule.citation_confidence, rule.requirement_confidence, key=_ORDER.index)
    if _ORDER.index(row.confidence) < _ORDER.index(sure):
        message = f"{row.rule} is {sure.value}; the row is no surer than what it stands on"
        yield document.fault((*path, "confidence"), message)


def _figure(
    document: Document, path: Path_, figure: ReportFigure, needs: ReportNeeds
) -> Iterator[Fault]:
    told = () if needs.method is None else told_outcomes(figure.family, needs.method)
    if needs.method is not None and not (told and _is_known(figure.family, needs)):
        yield document.fault((*path, "family"), f"no release tells {figure.family}; correct it")
        return
    for outcome in figure.outcomes:
        if outcome not in told or outcome == figure.absent:
            message = f"{figure.family} does not count {outcome}; use some of {', '.join(told)}"
            yield document.fault((*path, "outcomes"), message)
    if figure.absent is not None and figure.absent not in told:
        message = f"{figure.family} is never {figure.absent}; use one of {', '.join(told)}"
        yield document.fault((*path, "absent"), message)


def _is_known(family: str, needs: ReportNeeds) -> bool:
    prefix, dot, name = family.partition(".")
    themes = frozenset(one.value for one in Theme)
    names: Mapping[str, Collection[str]] = {
        details.LAW: needs.instruments,
        details.OBLIGATION: needs.obligations,
        details.THEME: themes,
        details.LADDER: themes,
        details.RUNG: frozenset(one.value for one in Rung),
    }
    return not dot or name in names.get(prefix + dot, needs.questions)
