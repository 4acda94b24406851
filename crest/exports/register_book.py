"""What a register holds before it becomes a workbook or anything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from crest.domain.answers import Answer
from crest.domain.findings import Finding
from crest.domain.method import Method
from crest.domain.register import RegisterRow
from crest.domain.register_change import RegisterChange, RowChange
from crest.domain.scores import InstrumentScore

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Above this the register has Summary and Register alone, so that a spreadsheet stays usable.
FULL_ROWS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One supplier's row and the assessment that it stands on."""

    row: RegisterRow
    tie_order: int
    assessment_id: UUID | None = None
    change: RowChange | None = None
    register_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawEntry:
    """One law or standard that binds or reaches a supplier, or may do so."""

    supplier_code: str
    supplier_name: str
    law_name: str
    is_standard: bool
    score: InstrumentScore
    triggers_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEntry:
    """One finding about a supplier, with its question and its obligations in words."""

    supplier_code: str
    supplier_name: str
    question_text: str
    obligations: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEntry:
    """One question of the assessment that a supplier's row stands on, with its answer in words."""

    supplier_code: str
    supplier_name: str
    question_text: str
    answer_text: str
    answer: Answer
    answered_by: str
    answered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The register before this one: when it was made, by which versions, and what moved."""

    made_at: datetime
    versions: Mapping[str, str]
    change: RegisterChange


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A version that the figures stand on: what it is, and which one."""

    what: str
    version: str


@dataclass(frozen=True, kw_only=True)
class RegisterBook:
    """A whole register: its rows by rank, and what its other sheets tell."""

    company: str
    scope: str
    made_at: datetime
    as_of: date
    method: Method
    versions: tuple[SourceLine, ...]
    entries: tuple[RegisterEntry, ...]
    laws: tuple[LawEntry, ...]
    findings: tuple[FindingEntry, ...]
    country_names: Mapping[str, str]
    sector_titles: Mapping[str, str]
    demonstration: bool = False
    base_url: str | None = None
    left_out: str = ""
    register_id: str = ""
    since: Since | None = None
    answers: tuple[AnswerEntry, ...] | None = None

    def version_words(self) -> dict[str, str]:
        """Return the versions in English by what they are of; several of one kind together."""
        found: dict[str, list[str]] = {}
        for line in self.versions:
            found.setdefault(str(line.what), []).append(str(line.version))
        return {what: ", ".join(versions) for what, versions in found.items()}

    def country_name(self, code: str | None) -> str:
        """Return the name of a country, or its code; nothing where it is not known."""
        return self.country_names.get(code or "", code or "")

    def share_high(self, rows: tuple[RegisterRow, ...]) -> Decimal:
        """Return the share of rows (0-1) whose band is high or severe."""
        high = sum(row.band.value in {"high", "severe"} for row in rows)
        return Decimal(high) / Decimal(len(rows))
