"""What pictures of a list of suppliers show: counts by risk, place, month and law."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from crest.domain.method import Method, RiskBand
from crest.domain.register import Reply
from crest.domain.risk import band_of
from crest.domain.scores import ObligationStatus

_BANDS = tuple(RiskBand)
# Stands for all countries or sectors that a picture has no room to name.
OTHERS = "*"
MOST_DOTS = 60
_DOTS_IN_A_CELL = 24
_MONTHS = 12
_LEVELS = 4


class Place(StrEnum):
    """Where a supplier stands: by band once assessed, else by its reply."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    SEVERE = "severe"
    NO_REPLY = "no_reply"
    NOT_ASSESSED = "not_assessed"


class Controls(StrEnum):
    """How much the supplier has shown, by the supported score (0-100)."""

    NOTHING = "nothing"
    UNDER_25 = "under_25"
    UNDER_50 = "under_50"
    UNDER_75 = "under_75"
    FROM_75 = "from_75"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """A supplier of the list with the figures of its row; scores and risks are 0-100.

    `laws` has the status of each law of which the answers say how far it is met.
    """

    id: UUID
    code: str
    name: str
    country: str
    sector: str
    reply: Reply
    inherent: Decimal
    supported: Decimal | None
    residual: Decimal
    band: RiskBand
    laws: Mapping[str, ObligationStatus] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Return where the supplier stands."""
        return place_of(self.reply, self.band)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """Suppliers of one band of inherent risk that have shown about as much, by priority."""

    inherent: RiskBand
    controls: Controls
    rows: tuple[PictureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMatrix:
    """Inherent risk by controls; `dotted`: there is room for a mark for each supplier."""

    cells: tuple[MatrixCell, ...]
    dotted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """How many suppliers of one sector and country, the worst band, and 0 (none) to 4 (most)."""

    sector: str
    country: str
    count: int
    worst: RiskBand | None
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Sectors (ISIC divisions) by countries, the most frequent first; empty text is not known.

    `other_sectors` and `other_countries` are how many stand together under OTHERS.
    """

    sectors: tuple[str, ...]
    countries: tuple[str, ...]
    cells: Mapping[tuple[str, str], HeatCell]
    other_sectors: int
    other_countries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BandChange:
    """Where a supplier stood from a day on."""

    supplier_id: UUID
    since: date
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many suppliers stood where on the last day of a month, or on the last day known."""

    day: date
    counts: Mapping[Place, int]

    @property
    def total(self) -> int:
        """Return how many suppliers there were."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBar:
    """A law and how many suppliers have which status under it."""

    law: str
    counts: Mapping[ObligationStatus, int]

    @property
    def total(self) -> int:
        """Return of how many suppliers the status is known."""
        return sum(self.counts.values())


def place_of(reply: Reply, band: RiskBand) -> Place:
    """Return where a supplier of this reply and band stands."""
    return Place(band.value if reply is Reply.ASSESSED else reply.value)


def controls_of(supported: Decimal | None) -> Controls:
    """Return the step of a supported score (0-100); None is nothing shown."""
    if supported is None:
        return Controls.NOTHING
    steps = (Controls.UNDER_25, Controls.UNDER_50, Controls.UNDER_75, Controls.FROM_75)
    return steps[min(int(supported // 25), 3)]


def worst_band(rows: Iterable[PictureRow]) -> RiskBand | None:
    """Return the worst band of the suppliers, or None without any."""
    return max((row.band for row in rows), key=_BANDS.index, default=None)


def risk_matrix(rows: Sequence[PictureRow], method: Method) -> RiskMatrix:
    """Return every cell of the matrix, from the most shown down, from the lowest risk up."""
    found: dict[tuple[RiskBand, Controls], list[PictureRow]] = defaultdict(list)
    for row in rows:
        found[band_of(row.inherent, method), controls_of(row.supported)].append(row)
    cells = tuple(
        MatrixCell(inherent=band, controls=controls, rows=tuple(found.get((band, controls), ())))
        for controls in reversed(Controls)
        for band in _BANDS
    )
    fullest = max((len(cell.rows) for cell in cells), default=0)
    return RiskMatrix(cells=cells, dotted=len(rows) <= MOST_DOTS and fullest <= _DOTS_IN_A_CELL)


def heat_map(rows: Sequence[PictureRow], *, sectors: int = 8, countries: int = 6) -> HeatMap:
    """Return counts by sector and country; at most so many of each are named, the rest are OTHERS.

    The level of a cell is its share of the fullest, in quarters.
    """
    by_sector = _named(Counter(row.sector[:2] for row in rows), sectors)
    by_country = _named(Counter(row.country for row in rows), countries)
    held: dict[tuple[str, str], list[PictureRow]] = defaultdict(list)
    for row in rows:
        sector = row.sector[:2] if row.sector[:2] in by_sector else OTHERS
        held[sector, row.country if row.country in by_country else OTHERS].append(row)
    fullest = max((len(part) for part in held.values()), default=0)
    cells = {
        (sector, country): HeatCell(
            sector=sector,
            country=country,
            count=len(part := held.get((sector, country), [])),
            worst=worst_band(part),
            level=-(-_LEVELS * len(part) // fullest),
        )
        for sector in by_sector
        for country in by_country
    }
    return HeatMap(
        sectors=by_sector,
        countries=by_country,
        cells=cells,
        other_sectors=len({row.sector[:2] for row in rows} - set(by_sector)),
        other_countries=len({row.country for row in rows} - set(by_country)),
    )


def months(changes: Iterable[BandChange], *, until: date) -> tuple[Month, ...]:
    """Return where suppliers stood at the end of each month, twelve at most, the last on `until`.

    It begins with the month of the first change. A supplier counts from its first day on.
    """
    ordered = sorted(changes, key=lambda one: one.since)
    days = [] if not ordered else _ends(ordered[0].since, until)
    stands: dict[UUID, Place] = {}
    found = []
    place = 0
    for day in days:
        while place < len(ordered) and ordered[place].since <= day:
            stands[ordered[place].supplier_id] = ordered[place].place
            place += 1
        found.append(Month(day=day, counts=Counter(stands.values())))
    return tuple(found[-_MONTHS:])


def law_bars(rows: Iterable[PictureRow]) -> tuple[LawBar, ...]:
    """Return how far each law is met, those about most suppliers first, then by id."""
    found: dict[str, Counter[ObligationStatus]] = defaultdict(Counter)
    for row in rows:
        for law, status in row.laws.items():
            found[law][status] += 1
    bars = [LawBar(law=law, counts=counts) for law, counts in found.items()]
    return tuple(sorted(bars, key=lambda bar: (-bar.total, bar.law)))


def _named(counts: Counter[str], most: int) -> tuple[str, ...]:
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple(ordered) if len(ordered) <= most else (*ordered[: most - 1], OTHERS)


def _ends(first: date, until: date) -> list[date]:
    """Return the last day of each month from the first day on, and `until` for its own."""
    days, start = [], first.replace(day=1)
    while start <= until:
        after = (start + timedelta(days=31)).replace(day=1)
        days.append(min(after - timedelta(days=1), until))
        start = after
    return days
