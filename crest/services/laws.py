"""Laws and standards as the library has them, and whether they bind or reach a company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from crest.content.library import Library
from crest.domain.applicability import applies, in_force
from crest.domain.facts import Facts
from crest.domain.instruments import Confidence, Instrument, InstrumentKind, Obligation
from crest.domain.permissions import Actor, Permission, TenantKind, require
from crest.domain.scores import Applicability, Ternary
from crest.persistence.facts import read_facts
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading


class Standing(StrEnum):
    """What an instrument is to a company, the strongest first."""

    BINDS = "binds"
    REACHES = "reaches"
    UNKNOWN = "unknown"
    NEITHER = "neither"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawLine:
    """An instrument and what it is to the person's company."""

    instrument: Instrument
    standing: Standing
    applies: Applicability | None
    in_force: bool

    @property
    def is_standard(self) -> bool:
        """Return whether it is a standard, which is never called law."""
        return self.instrument.kind is InstrumentKind.STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """A question that asks about an obligation."""

    bank: str
    title: str
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationLine:
    """An obligation, how sure the library is of it, and the questions that ask about it."""

    obligation: Obligation
    asked_by: tuple[AskedBy, ...]

    @property
    def citation_is_sure(self) -> bool:
        """Return whether the article may be cited without a caution."""
        return self.obligation.confidence.citation is not Confidence.LOW

    @property
    def is_guidance(self) -> bool:
        """Return whether it is shown as guidance alone, so that it counts in no score."""
        reviewed = self.obligation.reviewed_by is not None
        return not reviewed and self.obligation.confidence.requirement is not Confidence.HIGH

    @property
    def penalty(self) -> str | None:
        """Return the penalty in words where the library is sure of it."""
        sure = self.obligation.confidence.penalty is Confidence.HIGH
        penalty = self.obligation.penalty
        return penalty.text if penalty is not None and sure else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPage:
    """One instrument with its obligations."""

    line: LawLine
    obligations: tuple[ObligationLine, ...]


def list_laws(
    session: DatabaseSession, actor: Actor, *, library: Library, as_of: date
) -> tuple[LawLine, ...]:
    """Return every instrument, what binds first, then what reaches, then what is unknown."""
    require(actor, Permission.LAW_READ)
    facts = _facts(session, actor)
    lines = [_line(instrument, facts, as_of=as_of) for instrument in library.instruments]
    order = tuple(Standing)
    return tuple(sorted(lines, key=lambda line: order.index(line.standing)))


def get_law(
    session: DatabaseSession, actor: Actor, instrument_id: str, *, library: Library, as_of: date
) -> LawPage:
    """Return one instrument with its obligations, or raise NotFoundError."""
    require(actor, Permission.LAW_READ)
    instrument = library.instrument(instrument_id)
    asked = questions_by_obligation(library)
    return LawPage(
        line=_line(instrument, _facts(session, actor), as_of=as_of),
        obligations=tuple(
            ObligationLine(obligation=obligation, asked_by=asked.get(obligation.id, ()))
            for obligation in instrument.obligations
        ),
    )


def questions_by_obligation(library: Library) -> Mapping[str, tuple[AskedBy, ...]]:
    """Return the questions of the newest banks that ask about each obligation."""
    banks = dict.fromkeys(questionnaire.id for questionnaire in library.questionnaires)
    found: dict[str, list[AskedBy]] = {}
    for questionnaire in map(library.questionnaire, banks):
        for question in questionnaire.questions.values():
            asked = AskedBy(
                bank=questionnaire.id,
                title=questionnaire.title,
                code=question.code,
                text=question.text,
            )
            for link in question.obligations:
                found.setdefault(link.id, []).append(asked)
    return {obligation: tuple(questions) for obligation, questions in found.items()}


def _facts(session: DatabaseSession, actor: Actor) -> Facts | None:
    if actor.tenant_kind is TenantKind.FEDERATION:
        return None
    with reading(session):
        stored = session.scalars(
            select(TenantRow.facts).where(TenantRow.id == actor.tenant_id)
        ).one()
    return read_facts(stored)


def _line(instrument: Instrument, facts: Facts | None, *, as_of: date) -> LawLine:
    found = None if facts is None else applies(instrument, facts, as_of=as_of)
    return LawLine(
        instrument=instrument,
        standing=Standing.LIBRARY if found is None else _standing(found),
        applies=found,
        in_force=in_force(instrument, as_of=as_of),
    )


def _standing(found: Applicability) -> Standing:
    if found.binds is Ternary.YES:
        return Standing.BINDS
    if found.reaches is Ternary.YES:
        return Standing.REACHES
    if Ternary.UNKNOWN in {found.binds, found.reaches}:
        return Standing.UNKNOWN
    return Standing.NEITHER
