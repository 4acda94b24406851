"""A register as entries in memory, ranked by the domain: what the one that is written must say."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from crest.domain.permissions import Actor
from crest.domain.register import rank
from crest.exports.register_book import FindingEntry, LawEntry, RegisterEntry
from crest.persistence.register_rows import RegisterData
from crest.services.jobs import JobTools
from crest.services.register_keeping import RegisterOrder
from crest.services.register_making import Making, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedRegister:
    """The entries by rank, and the lines of the other sheets."""

    entries: tuple[RegisterEntry, ...]
    laws: tuple[LawEntry, ...]
    findings: tuple[FindingEntry, ...]


def ranked_register(
    data: RegisterData, actor: Actor, tools: JobTools, now: datetime
) -> RankedRegister:
    """Return the register of these rows."""
    making = Making(actor=actor, order=RegisterOrder(), tools=tools, now=now)
    lines = list(lines_of(data, making, is_full=True))
    entries = {one.entry.row.supplier_code: one.entry for one in lines}
    rows = [one.entry.row for one in lines]
    ties = sorted(rows, key=lambda row: (-(row.leverage or Decimal(0)), row.supplier_code))
    order = {row.supplier_code: place for place, row in enumerate(ties, start=1)}
    return RankedRegister(
        entries=tuple(
            replace(entries[row.supplier_code], row=row, tie_order=order[row.supplier_code])
            for row in rank(rows)
        ),
        laws=tuple(law for one in lines for law in one.laws),
        findings=tuple(finding for one in lines for finding in one.findings),
    )
