"""Turns an instrument's file into an instrument of the domain."""

from crest.content.digests import digest_of
from crest.content.faults import Document
from crest.content.schemas.common import condition
from crest.content.schemas.instrument import (
    DeadlineModel,
    InstrumentModel,
    ObligationModel,
    PenaltyModel,
    RuleModel,
)
from crest.content.validation import validated
from crest.domain.instruments import (
    Deadline,
    Due,
    Instrument,
    NextDate,
    Obligation,
    ObligationConfidence,
    Penalty,
    PenaltyMultiple,
    Rule,
    Source,
)


def instrument_from(document: Document) -> Instrument:
    """Return the instrument that the file describes, or raise DamagedContentError."""
    model = validated(document, InstrumentModel)
    return Instrument(
        id=model.id,
        name=model.name,
        local_name=model.local_name,
        jurisdiction=model.jurisdiction,
        kind=model.kind,
        status=model.status,
        confidence=model.confidence,
        summary=model.summary,
        consequence=model.consequence,
        binds_when=condition(model.applies.binds),
        reaches_when=condition(model.applies.reaches),
        preview_when=condition(model.applies.preview),
        in_force_from=model.in_force_from,
        in_force_to=model.in_force_to,
        since=_since(document.data),
        next_dates=tuple(NextDate(on=entry.on, what=entry.what) for entry in model.next_dates),
        review_by=model.review_by,
        sources=tuple(
            Source(code=source.code, title=source.title, address=source.address)
            for source in model.sources
        ),
        obligations=tuple(
            _obligation(part, of=model, since=_since(written))
            for part, written in zip(model.obligations, _written(document), strict=True)
        ),
        rules=tuple(_rule(part, of=model) for part in model.rules),
        deadlines=tuple(_deadline(part, of=model) for part in model.deadlines),
        open_points=tuple(model.open_points),
        digest=digest_of(document.data),
    )


def _obligation(model: ObligationModel, *, of: InstrumentModel, since: str) -> Obligation:
    sure = model.confidence
    reviewed = model.reviewed
    return Obligation(
        id=model.id,
        instrument_id=of.id,
        citation=model.citation,
        title=model.title,
        requirement=model.requirement,
        force=model.force,
        binds=model.binds,
        kind=model.kind or of.kind,
        confidence=ObligationConfidence(
            citation=sure.citation,
            requirement=sure.requirement,
            dates=sure.dates,
            penalty=sure.penalty,
        ),
        applies_when=model.applies_when,
        penalty=_penalty(model.penalty),
        topics=tuple(model.topics),
        stop=model.stop,
        supply_chain=model.supply_chain,
        only_if=condition(model.only_if),
        in_force_from=model.in_force_from,
        in_force_to=model.in_force_to,
        since=since,
        sources=tuple(model.sources),
        reviewed_by=reviewed.by if reviewed else None,
        reviewed_on=reviewed.on if reviewed else None,
    )


def _rule(model: RuleModel, *, of: InstrumentModel) -> Rule:
    return Rule(
        id=model.id,
        instrument_id=of.id,
        role=model.role,
        citation=model.citation,
        title=model.title,
        text=model.text,
        citation_confidence=model.confidence.citation,
        requirement_confidence=model.confidence.requirement,
        sources=tuple(model.sources),
    )


def _deadline(model: DeadlineModel, *, of: InstrumentModel) -> Deadline:
    due = model.due
    return Deadline(
        code=model.code,
        instrument_id=of.id,
        title=model.title,
        basis=model.basis,
        citation=model.citation,
        due=Due(after_year_end=due.after_year_end, every_year=due.every_year, once=due.once),
        follows=model.follows,
        confidence=model.confidence,
        sources=tuple(model.sources),
    )


def _written(document: Document) -> list[object]:
    data = document.data
    return list(data.get("obligations") or []) if isinstance(data, dict) else []


def _since(written: object) -> str:
    """Return the start as it is written, so that a bare year does not turn into a day."""
    return str(written.get("in_force_from") or "") if isinstance(written, dict) else ""


def _penalty(model: PenaltyModel | None) -> Penalty | None:
    if model is None:
        return None
    if model.multiple is None:
        return Penalty(text=model.text)
    multiple = PenaltyMultiple(
        minimum=model.multiple.minimum, maximum=model.multiple.maximum, of=model.multiple.of
    )
    return Penalty(text=model.text, multiple=multiple)
