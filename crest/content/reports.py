"""Turns the file of a report's heads into the frame of the report."""

from crest.content.faults import Document
from crest.content.schemas.report import FigureModel, HeadModel, ReportModel, RowModel, SaidModel
from crest.content.validation import validated
from crest.domain.protocol_frame import ReportFigure, ReportFrame, ReportHead, ReportRow, Said


def report_from(document: Document) -> ReportFrame:
    """Return the frame that the file describes, or raise DamagedContentError."""
    model = validated(document, ReportModel)
    return ReportFrame(
        instrument=model.instrument,
        title=_said(model.title),
        about=_said(model.about),
        heads=tuple(_head(one) for one in model.heads),
    )


def _head(model: HeadModel) -> ReportHead:
    return ReportHead(
        id=model.id,
        title=_said(model.title),
        about=_said(model.about),
        rows=tuple(_row(one) for one in model.rows),
    )


def _row(model: RowModel) -> ReportRow:
    return ReportRow(
        id=model.id,
        rule=model.rule,
        citation=model.citation or "",
        says=_said(model.says),
        confidence=model.confidence,
        prompt=_said(model.prompt),
        figures=tuple(_figure(one) for one in model.figures),
    )


def _figure(model: FigureModel) -> ReportFigure:
    return ReportFigure(
        family=model.family,
        outcomes=tuple(model.outcomes),
        absent=model.absent,
        words=_said(model.words),
    )


def _said(model: SaidModel) -> Said:
    return Said(texts=model.model_dump(exclude_none=True))
