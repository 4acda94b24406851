"""The suppliers of a list in pictures; each has its table behind it."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.method import RiskBand
from crest.domain.permissions import Permission
from crest.domain.pictures import OTHERS, Controls, HeatCell, MatrixCell, Place
from crest.domain.scores import InstrumentScore, ObligationStatus
from crest.i18n import said
from crest.services.register_keeping import scope_words
from crest.services.supplier_pictures import SupplierPictures, supplier_pictures
from crest.web.charts import Spot, StackedBar, spots, stacked
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.labels import RISK
from crest.web.suppliers.listing import LAW_STATUS, address_of, wanted_suppliers
from crest.web.words import country_name, sector_name

blueprint = Blueprint("pictures", __name__)

CONTROLS: Mapping[str, str] = {
    Controls.NOTHING: _l("Nothing submitted"),
    Controls.UNDER_25: _l("0 to 24 shown"),
    Controls.UNDER_50: _l("25 to 49 shown"),
    Controls.UNDER_75: _l("50 to 74 shown"),
    Controls.FROM_75: _l("75 to 100 shown"),
}
PLACE: Mapping[str, str] = {
    **{place: RISK[place] for place in ("low", "moderate", "high", "severe")},
    Place.NO_REPLY: _l("No reply"),
    Place.NOT_ASSESSED: _l("Not assessed"),
}
_MARK = 11
_COLUMN = 70
_LINE = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class LawWords:
    """A law of the picture: its name, its bar, and how many suppliers have which status."""

    id: str
    bar: StackedBar
    counts: Mapping[str, int]


@blueprint.get("/suppliers/overview")
@requires(Permission.SUPPLIER_READ)
def show() -> ResponseReturnValue:
    """Show the suppliers that fit the filters of the address in pictures."""
    wanted, today = wanted_suppliers(), now().date()
    found = supplier_pictures(session(), actor(), wanted, library=library(), as_of=today)
    return render_template(
        "suppliers/overview.html",
        found=found,
        wanted=wanted,
        args=address_of(wanted),
        scope=said(scope_words(wanted, library()), gettext),
        words=PictureWords(found, address_of(wanted)),
        today=today,
    )


class PictureWords:
    """What the templates of the pictures ask for: words, addresses and where things stand."""

    bands = tuple(RiskBand)
    controls = tuple(reversed(Controls))
    places = tuple(Place)
    statuses = tuple(one for one in ObligationStatus if one is not ObligationStatus.NOT_IN_SCOPE)

    def __init__(self, found: SupplierPictures, address: Mapping[str, str]) -> None:
        self.found = found
        self.address = address

    def status_label(self, code: str) -> str:
        """Return the words of a status under a law."""
        return law_status_label(code)

    def controls_label(self, code: str) -> str:
        """Return the words of a step of controls."""
        return str(CONTROLS[code])

    def place_label(self, code: str) -> str:
        """Return the words of where a supplier stands."""
        return str(PLACE[code])

    def sector(self, code: str) -> str:
        """Return the name of a sector of the heat map."""
        others = _("%(count)s others", count=self.found.heat.other_sectors)
        return str({OTHERS: others, "": _("Not known")}.get(code) or sector_name(code))

    def sector_lines(self, code: str) -> list[str]:
        """Return the name of a sector in at most two lines beside the map."""
        return _lines(self.sector(code))

    def country(self, code: str) -> str:
        """Return the name of a country of the heat map."""
        others = _("%(count)s others", count=self.found.heat.other_countries)
        return str({OTHERS: others, "": _("Not known")}.get(code) or country_name(code))

    def country_head(self, code: str) -> str:
        """Return a country as it stands over a narrow column: by its code."""
        return str({OTHERS: _("Others"), "": "?"}.get(code, code))

    def cell(self, inherent: str, controls: str) -> MatrixCell:
        """Return the cell of the matrix."""
        return next(
            cell
            for cell in self.found.matrix.cells
            if (cell.inherent, cell.controls) == (inherent, controls)
        )

    def spots(self, cell: MatrixCell) -> tuple[Spot, ...]:
        """Return where the marks of a cell stand in it; none where only counts have room."""
        if not self.found.matrix.dotted:
            return ()
        marks = [(row.band.value, f"{row.name} ({row.code})") for row in cell.rows]
        return spots(marks, width=_COLUMN - 4, size=_MARK, top=16)

    def cell_url(self, cell: HeatCell) -> str:
        """Return the list of the suppliers of a cell; empty where no filter says them."""
        if OTHERS in {cell.sector, cell.country} or "" in {cell.sector, cell.country}:
            return ""
        return self._list(country=cell.country, sector=cell.sector)

    def law_url(self, law: str, status: str) -> str:
        """Return the list of the suppliers that have this status under the law."""
        return self._list(law=law, status=status)

    def gap_url(self, factor: str) -> str:
        """Return the list of the suppliers with a fact of this factor missing."""
        return self._list(gap=factor)

    def months(self) -> tuple[StackedBar, ...]:
        """Return the bars of the months."""
        counts = [(self.month(one.day), _plain(one.counts)) for one in self.found.months]
        return stacked(counts, self.places, width=262)

    def laws(self) -> tuple[LawWords, ...]:
        """Return the bars of the laws."""
        names = {one.id: one.name for one in library().instruments}
        bars = stacked(
            [(names.get(one.law, one.law), _plain(one.counts)) for one in self.found.laws],
            self.statuses,
            width=330,
        )
        return tuple(
            LawWords(id=law.law, bar=bar, counts=_plain(law.counts))
            for law, bar in zip(self.found.laws, bars, strict=True)
        )

    def month(self, day: date) -> str:
        """Return a month in words."""
        return str(format_date(day, "MMM y"))

    def _list(self, **more: str) -> str:
        address: dict[str, Any] = {**self.address, **more}
        return url_for("suppliers.index", **address)


def law_status_label(code: str) -> str:
    """Return the words of a status under a law."""
    return str(LAW_STATUS[code])


def law_pictures(laws: Sequence[InstrumentScore]) -> tuple[LawWords, ...]:
    """Return for each law of one supplier that answers speak of how many duties stand how."""
    names = {one.id: one.name for one in library().instruments}
    known = [(law.id, Counter(part.status.value for part in law.obligations)) for law in laws]
    shown = [(law, counts) for law, counts in known if _asked(counts)]
    kinds = PictureWords.statuses
    bars = stacked([(names.get(law, law), counts) for law, counts in shown], kinds, width=330)
    return tuple(
        LawWords(id=law, bar=bar, counts=counts)
        for (law, counts), bar in zip(shown, bars, strict=True)
    )


def _asked(counts: Mapping[str, int]) -> int:
    return sum(counts.get(status, 0) for status in PictureWords.statuses)


def _lines(words: str) -> list[str]:
    # Khmer has no spaces to break at; its one line is cut where the map begins.
    found = textwrap.wrap(words, _LINE, break_long_words=False) or [words]
    cut = len(found) > 2 or len(found[0]) > _LINE
    first, second = found[0][: _LINE + 4], found[1] if len(found) > 1 else ""
    lines = [line for line in (first, second) if line]
    return [*lines[:-1], lines[-1][: _LINE - 1].rstrip() + "…"] if cut else lines


def _plain(counts: Mapping[Any, int]) -> dict[str, int]:
    return {str(kind): count for kind, count in counts.items()}
