"""Reference data of factors as its pages show it: sources, editions, and what one would change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.packs import Choice
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.reference_changes import (
    DataChange,
    DataChanges,
    Statement,
    changes_between,
    statements_of,
)
from crest.persistence import reference_packs as rows
from crest.persistence.session import DatabaseSession, reading
from crest.services.reference_editions import EditionLine, SourceLine, pack_of, source_lines

if TYPE_CHECKING:
    from crest.content.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """All sources of factors with their editions, and every choice made, the newest first."""

    sources: tuple[SourceLine, ...]
    choices: tuple[Choice, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPage:
    """One edition with what it says, and what it would change if it counted.

    `changes` is None for the edition in use. `may_choose`: the person may let it count, which
    nobody may who loaded it.
    """

    line: EditionLine
    source: SourceLine
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    statements: tuple[Statement, ...]
    changes: DataChanges | None
    may_manage: bool
    may_choose: bool

    @property
    def rows(self) -> tuple[DataChange, ...]:
        """Return what differs from the edition in use; of that one itself, all it says."""
        if self.changes is not None:
            return (*self.changes.changed, *self.changes.added, *self.changes.gone)
        return tuple(
            DataChange(subject=one.subject, good=one.good, before=one.said, after=one.said)
            for one in self.statements
        )


def sources_page(session: DatabaseSession, actor: Actor, *, library: Library) -> SourcesPage:
    """Return every source with its editions, and who chose what, when and why."""
    require(actor, Permission.METHOD_READ)
    with reading(session):
        lines, choices = source_lines(session, library), rows.list_choices(session)
    return SourcesPage(
        sources=lines, choices=choices, may_manage=allows(actor, Permission.REFERENCE_MANAGE)
    )


def list_sources(session: DatabaseSession, *, library: Library) -> tuple[SourceLine, ...]:
    """Return every source with its editions, for the operator."""
    with reading(session):
        return source_lines(session, library)


def pack_page(
    session: DatabaseSession, actor: Actor, source: str, edition: str, *, library: Library
) -> PackPage:
    """Return one edition with what it says, or raise NotFoundError."""
    require(actor, Permission.METHOD_READ)
    with reading(session):
        pack = pack_of(session, library, source, edition)
        found = next(one for one in source_lines(session, library) if one.source == source)
        used = found.used
        before = None
        if used is not None:
            before = pack_of(session, library, source, used.edition.edition)
    line = next((one for one in found.editions if one.edition.edition == edition), None)
    if line is None:
        raise NotFoundError(edition=edition)
    return _page(actor, pack, line, source=found, before=before)


def _page(
    actor: Actor,
    pack: "Pack",
    line: EditionLine,
    *,
    source: SourceLine,
    before: "Pack | None",
) -> PackPage:
    manages = allows(actor, Permission.REFERENCE_MANAGE)
    by_whom = None if line.loaded is None else line.loaded.by
    old = None if before is None else before.reference
    return PackPage(
        line=line,
        source=source,
        columns=pack.columns,
        notes=pack.notes,
        statements=statements_of(pack.reference),
        changes=None if line.in_use else changes_between(old, pack.reference),
        may_manage=manages,
        may_choose=manages and not line.in_use and by_whom != actor.user_id,
    )
