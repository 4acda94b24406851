"""What a law or standard is to the person's company: binds, reaches, open, neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from crest.content.library import Library
from crest.domain.applicability import applies, in_force
from crest.domain.company_profile import asked_of_company
from crest.domain.facts import Facts, with_shares
from crest.domain.instruments import Instrument, InstrumentKind
from crest.domain.permissions import Actor, Permission, TenantKind, allows
from crest.domain.scores import Applicability, Ternary
from crest.persistence.facts import FactOrigin, read_facts, read_origins
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
class CompanyFacts:
    """The facts of a company, who said each, and whether the person may read and change them.

    `asked` are the facts that its profile asks today; others are asked once those are known.
    """

    facts: Facts
    origins: Mapping[str, FactOrigin]
    asked: frozenset[str]
    may_read: bool
    may_edit: bool


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

    @property
    def is_untested(self) -> bool:
        """Return whether the library does not say whom it covers."""
        return self.instrument.binds_when is None and self.instrument.reaches_when is None


def read_company(
    session: DatabaseSession, actor: Actor, *, library: Library, as_of: date
) -> CompanyFacts | None:
    """Return the facts of the person's company by one statement; None for the federation."""
    if actor.tenant_kind is TenantKind.FEDERATION:
        return None
    with reading(session):
        stored = session.scalars(
            select(TenantRow.facts).where(TenantRow.id == actor.tenant_id)
        ).one()
    facts = read_facts(stored)
    return CompanyFacts(
        facts=with_shares(facts),
        origins=read_origins(stored),
        asked=frozenset(asked_of_company(facts, library.instruments, as_of=as_of)),
        may_read=allows(actor, Permission.PROFILE_READ),
        may_edit=allows(actor, Permission.PROFILE_EDIT),
    )


def law_line(instrument: Instrument, facts: Facts | None, *, as_of: date) -> LawLine:
    """Return what the instrument is to a company with these facts; without facts it is listed."""
    found = None if facts is None else applies(instrument, facts, as_of=as_of)
    return LawLine(
        instrument=instrument,
        standing=Standing.LIBRARY if found is None else standing_of(found),
        applies=found,
        in_force=in_force(instrument, as_of=as_of),
    )


def standing_of(found: Applicability) -> Standing:
    """Return the strongest word for it; to bind comes before to reach."""
    if found.binds is Ternary.YES:
        return Standing.BINDS
    if found.reaches is Ternary.YES:
        return Standing.REACHES
    if Ternary.UNKNOWN in {found.binds, found.reaches}:
        return Standing.UNKNOWN
    return Standing.NEITHER
