"""A supplier list of a member that waits for a yes: checked, with a row to correct and a pair."""

from decimal import Decimal

from crest.domain.permissions import Role
from crest.domain.supplier_match import Reason
from crest.imports.column_content import FoundBy
from crest.imports.faults import RowFault
from crest.imports.headings import Field
from crest.imports.list_mapping import ColumnUse, plain_mapping
from crest.imports.table import FileKind
from crest.imports.understanding import ColumnSeen, Understanding
from crest.persistence import list_drafts
from crest.persistence.list_drafts import DraftState
from crest.persistence.models import ListDraftRow
from crest.persistence.session import DatabaseSession
from crest.services.import_plan import Fate, FateKind
from crest.services.list_lines import (
    CELLS,
    PAIRS,
    Pair,
    Side,
    lines_of,
    pack_cells,
    pack_lines,
    pack_pairs,
    totals_of,
)
from crest.services.list_reading import plain_understanding
from crest.services.supplier_imports import ImportReport, plain_report
from crest.web.context import Runtime
from tests.web.federation import BUILT, MemberWorld

VERSION = 4


def add_waiting_list(session: DatabaseSession, world: MemberWorld, runtime: Runtime) -> None:
    """Store the list in the caller's transaction, as a worker leaves it."""
    content = f"{world.name} heading,country\n{world.name} new,KH\n,Kambodja\n"
    understood = _understood(world)
    lines = lines_of(
        [Fate(row=2, kind=FateKind.CREATED, name=f"{world.name} new", code="S-0001")],
        [RowFault(row=3, column="country", code="country_unknown", params={"value": "Kambodja"})],
        [],
        names={3: f"{world.name} wrong"},
    )
    session.add(
        ListDraftRow(
            id=world.supplier_list,
            tenant_id=world.tenant_id,
            file_name=f"{world.name}.csv",
            file_digest="0" * 64,
            stored_name=runtime.files.add(content.encode()),
            state=DraftState.CHECKED.value,
            job_id=None,
            understood=plain_understanding(understood),
            mapping=plain_mapping(understood.mapping),
            decisions={},
            report=plain_report(_report(world, totals_of(lines))),
            basis=list_drafts.basis_of(session, tenant_id=world.tenant_id),
            version=VERSION,
            created_by=world.users[Role.EDIT].user_id,
            created_at=BUILT,
            changed_at=BUILT,
            expires_at=BUILT + list_drafts.KEPT,
        )
    )
    session.flush()
    pages = {
        **pack_lines(lines),
        PAIRS: pack_pairs([_pair(world)]),
        CELLS: pack_cells([(0, ("name", "country")), (3, ("", "Kambodja"))]),
    }
    list_drafts.put_pages(session, world.supplier_list, pages, tenant_id=world.tenant_id, now=BUILT)


def _understood(world: MemberWorld) -> Understanding:
    columns = ((f"{world.name} heading", Field.NAME), ("country", Field.COUNTRY))
    return Understanding(
        kind=FileKind.CSV,
        sheets=(),
        sheet="",
        header_rows=(1,),
        titles=(),
        columns=tuple(
            ColumnSeen(
                use=ColumnUse(index=index, heading=heading, field=field),
                samples=(f"{world.name} sample",),
                found_by=FoundBy.HEADING,
            )
            for index, (heading, field) in enumerate(columns)
        ),
        top=((1, tuple(heading for heading, _ in columns)),),
        encoding="utf-8",
        delimiter=",",
    )


def _report(world: MemberWorld, lines: dict[str, int]) -> ImportReport:
    return ImportReport(
        sheet="",
        header_row=1,
        columns={"name": f"{world.name} heading", "country": "country"},
        ignored=(f"{world.name} colour",),
        rows=2,
        created=1,
        updated=0,
        unchanged=0,
        refused=1,
        asked=1,
        encoding="utf-8",
        delimiter=",",
        lines=lines,
        digest="0" * 64,
    )


def _pair(world: MemberWorld) -> Pair:
    shared = {"country": "KH", "address": "", "registration_number": "", "contact": ""}
    return Pair(
        left=Side(name=f"{world.name} new", code="", row=2, **shared),
        right=Side(name=f"{world.name} old", code="S1", supplier_id=world.supplier, **shared),
        score=Decimal("0.80"),
        reasons=(Reason.NAME_CLOSE,),
    )
