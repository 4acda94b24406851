"""What a register holds before it becomes a workbook or anything else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crest.domain.answers import Answer
from crest.domain.findings import Finding
from crest.domain.method import Method, RiskBand
from crest.domain.register import RegisterRow, Reply
from crest.domain.register_change import Move, RowChange
from crest.domain.scores import InstrumentScore

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Above this the register has Summary and Register alone, so that a spreadsheet stays usable.
FULL_ROWS = 5_000
REGISTER, LAWS, FINDINGS, ANSWERS = "Register", "Laws", "Findings", "Answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One supplier's row, and under which address its numbers are explained.

    The rank of the row and `tie_order` are 0 until all rows are known.
    """

    row: RegisterRow
    tie_order: int = 0
    explained_at: str = ""
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
    """The register before this one: when it was made, and by which versions."""

    made_at: datetime
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A version that the figures stand on: what it is, and which one."""

    what: str
    version: str


Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet as it is kept: texts, numbers, days as in ISO 8601, None for nothing.

    `explained_at` is the address under which its numbers are explained, empty for none.
    """

    cells: tuple[Cell, ...]
    explained_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLines:
    """The rows of a sheet in their order: how many, and a way to go through them once more."""

    count: int
    read: Callable[[], Iterator[Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRow:
    """A supplier among those that want attention first; the residual risk is 0-100."""

    name: str
    code: str
    country: str | None
    sector: str | None
    band: RiskBand
    residual: float
    triggers_open: int
    reply: Reply
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    """A supplier whose band moved, or that is gone: its bands and risks before, and now if any."""

    name: str
    code: str
    bands: tuple[RiskBand, ...]
    residuals: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """How many suppliers of a kind of reply a country and a division have, and how many are high.

    `country` and `division` (two digits of ISIC) are empty where they are not known.
    """

    reply: Reply
    country: str
    division: str
    suppliers: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the summary says of all rows; of long lists the first ten and how many there are."""

    suppliers: int
    bands: Mapping[tuple[Reply, RiskBand], int]
    heat: tuple[HeatCell, ...]
    first: tuple[FirstRow, ...]
    moves: Mapping[Move, int]
    moved: tuple[MovedRow, ...]
    moved_count: int
    gone: tuple[MovedRow, ...]
    gone_count: int


@dataclass(frozen=True, kw_only=True)
class RegisterBook:
    """A whole register: the rows of its long sheets by rank, and what its other sheets tell.

    `sheets` has Register, and of Laws, Findings and Answers those that this register has.
    """

    company: str
    scope: str
    made_at: datetime
    as_of: date
    method: Method
    versions: tuple[SourceLine, ...]
    tally: Tally
    sheets: Mapping[str, SheetLines]
    country_names: Mapping[str, str]
    sector_titles: Mapping[str, str]
    demonstration: bool = False
    base_url: str | None = None
    left_out: str = ""
    register_id: str = ""
    since: Since | None = None

    @property
    def suppliers(self) -> int:
        """Return how many rows the sheet Register has."""
        return self.tally.suppliers

    def version_words(self) -> dict[str, str]:
        """Return the versions in English by what they are of; several of one kind together."""
        found: dict[str, list[str]] = {}
        for line in self.versions:
            found.setdefault(str(line.what), []).append(str(line.version))
        return {what: ", ".join(versions) for what, versions in found.items()}

    def country_name(self, code: str | None) -> str:
        """Return the name of a country, or its code; nothing where it is not known."""
        return self.country_names.get(code or "", code or "")
