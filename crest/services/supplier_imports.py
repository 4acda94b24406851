"""Supplier lists taken in: what one would change, and writing it in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.reference import Reference
from crest.domain.supplier_match import Kind, Proposal
from crest.domain.trail import Act, by
from crest.imports.collector import uncollected
from crest.imports.faults import RowFault
from crest.imports.file_kind import digest_of
from crest.imports.headings import Field
from crest.imports.list_mapping import ListMapping, heading_of, remembered_from
from crest.imports.supplier_list import (
    SupplierCandidate,
    SupplierList,
    read_with,
)
from crest.imports.understanding import Chosen, understand
from crest.persistence import (
    import_steps,
    imports,
    list_drafts,
    supplier_merges,
    supplier_pairs,
)
from crest.persistence.imports import HeldSupplier
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.import_matches import Found, Same, find_held, remembered_choices, with_choices
from crest.services.import_plan import FateKind, ImportPlan, free_codes, plan_import
from crest.services.list_lines import Line, lines_of
from crest.services.list_renamed import renamed_by
from crest.services.list_sites import sites_of
from crest.services.standing import refresh_marked, refresh_now_or_later

_MOST_HEADINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What a list held and what it changes; `rows` is the sum of the four counts.

    `header_row` is 0 for a list without headings. `warned` counts rows that are taken without
    some cell, `asked` pairs that people may decide. `lines` says how many rows each way of
    showing them has, and `digest` differs where any row would change something else.
    """

    sheet: str
    header_row: int
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    warned: int = 0
    asked: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A list on disk, the one sheet of it that is wanted, and how its columns are to be taken."""

    path: Path
    sheet: str | None = None
    mapping: ListMapping | None = None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A list held against the suppliers: what was found, and what it would change."""

    listed: SupplierList
    held: Sequence[HeldSupplier]
    found: Found
    plan: ImportPlan
    # words that people gave for the same pairs in lists before
    known: Mapping[int, Same]

    @property
    def faults(self) -> tuple[RowFault, ...]:
        """Return all that refuses rows: what is wrong in them, and codes of other suppliers."""
        return (*self.listed.faults, *self.clashing)

    @property
    def clashing(self) -> list[RowFault]:
        """Return a fault for each row with the code of a supplier of another number."""
        code = self.listed.mapping.using(Field.CODE)
        column = "" if code is None else heading_of(code)
        return [
            _clash(candidate, self.found.clashes[candidate.row], column)
            for candidate in self.listed.candidates
            if candidate.row in self.found.clashes
        ]


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """A report with what it was made from, for the command.

    `import_id` is None where nothing was changed: by a dry run, or by a list that says nothing new.
    """

    report: ImportReport
    planned: Planned
    import_id: UUID | None = None

    @property
    def faults(self) -> tuple[RowFault, ...]:
        """Return all that refuses rows, by row."""
        return tuple(sorted(self.planned.faults, key=lambda fault: fault.row))

    @property
    def warnings(self) -> tuple[RowFault, ...]:
        """Return what was left out of rows that are taken."""
        return self.planned.listed.warnings

    @property
    def renamed(self) -> tuple[int, ...]:
        """Return the rows that give a supplier quite another name."""
        return tuple(sorted(renamed_by(self.planned.plan.fates)))

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Return the pairs that people may decide."""
        return self.planned.found.proposals


def import_file(
    session: DatabaseSession,
    actor: Actor,
    source: ListFile,
    *,
    library: Library,
    now: datetime,
    dry_run: bool = False,
) -> ImportOutcome:
    """Take a file in at once, or say what it would change; all faults stand in the outcome."""
    require(actor, Permission.SUPPLIER_IMPORT)
    mapping = source.mapping or _proposed(session, actor, source, reference=library.reference)
    if source.sheet is not None:
        mapping = replace(mapping, sheet=source.sheet)
    listed = read_with(source.path, mapping, library.reference)
    if dry_run:
        with reading(session):
            return _outcome(plan_list(session, actor, listed, now=now))
    with writing(session):
        imports.hold_suppliers(session, tenant_id=actor.tenant_id)
        planned = plan_list(session, actor, listed, now=now)
        import_id = uuid4()
        taken = write_plan(session, actor, planned, import_id, now=now)
        refresh_now_or_later(
            session,
            tenant_id=actor.tenant_id,
            supplier_ids=taken,
            known=planned.plan.updated,
            library=library,
            as_of=now.date(),
        )
        outcome = _outcome(planned, import_id=import_id if taken else None)
        if taken:
            _keep_record(session, actor, source.path, outcome, now=now)
        takes_in, told = Act.SUPPLIER_LIST_IMPORT, counts_of(outcome.report)
        record(session, by(actor), takes_in, of=actor.tenant_id, told=told, now=now)
    catch_up(session, actor, library=library, now=now)
    return outcome


@uncollected()
def plan_list(
    session: DatabaseSession,
    actor: Actor,
    listed: SupplierList,
    *,
    same: Mapping[int, Same] | None = None,
    asks: bool = True,
    now: datetime,
) -> Planned:
    """Return what a list would change now; `same` are people's words about rows."""
    held = imports.list_held(session, tenant_id=actor.tenant_id)
    gone = supplier_merges.kept_by_gone(session, tenant_id=actor.tenant_id)
    verdicts = supplier_pairs.list_verdicts(session, tenant_id=actor.tenant_id)
    found = find_held(held, listed.candidates, gone=gone, asks=asks)
    found, known = remembered_choices(found, held, listed.candidates, verdicts)
    found, rows = with_choices(found, held, {**known, **(same or {})})
    codes = free_codes(held, listed.candidates)
    plan = plan_import(listed.candidates, found, codes=codes, same=rows, on=now.date())
    return Planned(listed=listed, held=held, found=found, plan=plan, known=known)


@uncollected()
def write_plan(
    session: DatabaseSession,
    actor: Actor,
    planned: Planned,
    import_id: UUID,
    *,
    now: datetime,
) -> list[UUID]:
    """Write what a plan creates and changes, and how to undo it; return whom it concerns."""
    plan, tenant_id = planned.plan, actor.tenant_id
    created = imports.add_suppliers(session, plan.created, tenant_id=tenant_id, now=now)
    imports.change_suppliers(session, plan.updated, now=now)
    held = {supplier.id: supplier for supplier in planned.held}
    changed = {one: (held[one], values) for one, values in plan.updated.items()}
    import_steps.keep(
        session, import_id, tenant_id=tenant_id, created=created, changed=changed, now=now
    )
    return [*created, *plan.updated]


def catch_up(session: DatabaseSession, actor: Actor, *, library: Library, now: datetime) -> None:
    """Bring up to date what was marked for it, in transactions of their own."""
    refresh_marked(session, tenant_id=actor.tenant_id, library=library, as_of=now.date())


def report_of(planned: Planned, *, lines: Mapping[str, int]) -> ImportReport:
    """Return the counts of a list as it was read with a mapping."""
    listed, plan = planned.listed, planned.plan
    mapping = listed.mapping
    refused = listed.rows - len(plan.fates)
    asked = sum(1 for one in planned.found.proposals if one.kind is Kind.SAME)
    return ImportReport(
        sheet=mapping.sheet or "",
        header_row=max(mapping.header_rows, default=0),
        columns={use.field.value: use.heading for use in mapping.used if use.field},
        ignored=tuple(use.heading for use in mapping.columns if not use.field and use.heading),
        rows=listed.rows,
        created=plan.count(FateKind.CREATED),
        updated=plan.count(FateKind.UPDATED),
        unchanged=plan.count(FateKind.UNCHANGED),
        refused=refused,
        warned=len({fate.row for fate in plan.fates} & {one.row for one in listed.warnings}),
        asked=asked,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        lines=lines,
        digest=plan.digest,
    )


def lines_of_plan(planned: Planned) -> list[Line]:
    """Return what becomes of each row, refused ones under the name that the list gives."""
    name = planned.listed.mapping.using(Field.NAME)
    place = 0 if name is None else name.index
    names = {row.number: row.cell(place) for row in planned.listed.marked}
    return lines_of(
        planned.plan.fates,
        planned.faults,
        planned.listed.warnings,
        names=names,
        sites=sites_of(planned.found.proposals, planned.plan.fates, planned.held),
        renamed=renamed_by(planned.plan.fates),
    )


def counts_of(report: ImportReport) -> dict[str, object]:
    """Return the counts that the trail tells."""
    counts = ("rows", "created", "updated", "unchanged", "refused")
    return {name: getattr(report, name) for name in counts}


def plain_report(report: ImportReport) -> dict[str, Any]:
    """Return a report as it is stored."""
    return asdict(report)


def report_from(stored: Mapping[str, Any]) -> ImportReport:
    """Return a stored report; older ones lack what was not computed then."""
    known = {name: stored[name] for name in ImportReport.__dataclass_fields__ if name in stored}
    return ImportReport(**{**known, "ignored": tuple(stored["ignored"])})


def _proposed(
    session: DatabaseSession, actor: Actor, source: ListFile, *, reference: Reference
) -> ListMapping:
    """Return how the columns are taken where nobody says: as they were understood."""
    with reading(session):
        memory = list_drafts.find_memory(session, tenant_id=actor.tenant_id)
    chosen = Chosen(sheet=source.sheet)
    understood = understand(
        source.path, reference, remembered=remembered_from(memory), chosen=chosen
    )
    if not understood.name_is_sure:
        # Nobody looks at a guess here: whoever means it says so with a mapping.
        seen = ", ".join(heading_of(one.use) for one in understood.columns)
        raise RefusedInputError("no_name_column", columns=seen[:_MOST_HEADINGS])
    return understood.mapping.checked()


def _outcome(planned: Planned, *, import_id: UUID | None = None) -> ImportOutcome:
    report = report_of(planned, lines={})
    return ImportOutcome(report=report, planned=planned, import_id=import_id)


def _keep_record(
    session: DatabaseSession, actor: Actor, path: Path, outcome: ImportOutcome, *, now: datetime
) -> None:
    """Keep what a command took in, so that it stands among the lists and can be undone."""
    imports.add_import(
        session,
        id=outcome.import_id,
        tenant_id=actor.tenant_id,
        file_name=path.name,
        file_digest=digest_of(path),
        report=plain_report(outcome.report),
        created_by=None,
        created_at=now,
        committed_at=now,
    )


def _clash(candidate: SupplierCandidate, held: HeldSupplier, column: str) -> RowFault:
    params = {"value": str(candidate.code), "held": str(held.values["registration_number"])}
    return RowFault(row=candidate.row, column=column, code="registration_differs", params=params)
