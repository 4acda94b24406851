"""The sheet Summary: what the register says at a glance, as on the day it was made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from crest.domain.method import RiskBand
from crest.domain.register import Reply
from crest.domain.register_change import Move
from crest.exports.register_book import HeatCell, MovedRow, RegisterBook, Since, Tally
from crest.exports.register_words import ADVICE, BAND, BAND_COLOURS, DEMONSTRATION, REPLY
from crest.exports.workbook import BRAND, INK, LINE, MUTED, SURFACE, Book, CellValue, Translate, put
from crest.i18n import N_, Phrase, said

SUMMARY = "Summary"
_HEAD: dict[str, Any] = {"bold": True, "bg_color": BRAND, "font_color": SURFACE, "text_wrap": True}
_LINE: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
_TEXT: dict[str, Any] = {"align": "left", "indent": 1}
_SECTION: dict[str, Any] = {"bold": True, "font_size": 13, "font_color": BRAND}
_REPLY_FILL: Mapping[Reply, str] = {Reply.NO_REPLY: "#8B98A5", Reply.NOT_ASSESSED: "#FFFFFF"}
_NOT_KNOWN = N_("not known")
_ALL, _RESIDUAL, _TRIGGERS, _RANK = N_("all"), N_("Residual risk"), N_("Open triggers"), N_("Rank")
_BEFORE = N_("Residual risk before")
_NUMBERS = frozenset({*REPLY.values(), _ALL, _RESIDUAL, _BEFORE, _TRIGGERS, _RANK})
_AS_ON = N_("Figures as on")


class SummarySheet:
    """Writes the summary from top to bottom."""

    def __init__(
        self, book: Book, sheet: Worksheet, register: RegisterBook, translate: Translate
    ) -> None:
        self.book = book
        self.sheet = sheet
        self.register = register
        self.translate = translate
        self.row = 0

    def write(self) -> None:
        """Write the whole sheet."""
        self.sheet.set_column(0, 0, 38)
        self.sheet.set_column(1, 40, 13)
        self.sheet.hide_gridlines(2)
        self._title()
        self._bands()
        self._priorities()
        self._since()
        for replies, title in (
            ({Reply.ASSESSED}, N_("Assessed: share of high and severe by country and sector")),
            (
                {Reply.NO_REPLY, Reply.NOT_ASSESSED},
                N_("Not assessed or no reply: share of high and severe, from inherent risk alone"),
            ),
        ):
            self._heat_map(_cells(self.register, replies), title)
        self._versions()
        self.sheet.protect("", {"format_columns": True})
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def _title(self) -> None:
        register = self.register
        if register.demonstration:
            for column in range(10):
                text = self.translate(DEMONSTRATION) if column == 0 else None
                self._put(column, text, bg_color="#FFD54A", bold=True)
            self._next()
        self.sheet.set_row(self.row, 28)
        self._say(0, N_("Supplier risk register"), bold=True, font_size=18)
        self._next()
        self.sheet.set_row(self.row, 22)
        self._put(0, register.company, bold=True, font_size=14)
        self._next()
        self._say(0, ADVICE, font_color=INK)
        self._next(2)
        for label, value in (
            (N_("Scope"), said(register.scope, self.translate)),
            (N_("Made"), f"{register.made_at:%Y-%m-%d %H:%M} UTC"),
            (_AS_ON, register.as_of),
            (N_("Suppliers"), register.suppliers),
            (N_("Register"), register.register_id),
        ):
            self._say(0, label, font_color=MUTED)
            look = {"num_format": "d mmm yyyy"} if label == _AS_ON else {}
            self._put(1, value, align="left", **look)
            self._next()
        self._put(0, said(register.left_out, self.translate) or None, font_color=MUTED)
        self._next()
        note = N_("This sheet shows the day it was made; Register and Method are live.")
        self._say(0, note, font_color=MUTED)
        self._next(2)

    def _bands(self) -> None:
        counts = Counter(self.register.tally.bands)
        self._section(N_("Suppliers by band"))
        top = self.row
        self._heads(N_("Band"), *(REPLY[reply] for reply in Reply), _ALL)
        for band in reversed(RiskBand):
            ground, ink = BAND_COLOURS[band]
            self._say(0, BAND[band], bg_color=ground, font_color=ink, bold=True, **_LINE)
            numbers = [counts[reply, band] for reply in Reply]
            for column, number in enumerate([*numbers, sum(numbers)], start=1):
                self._put(column, number, **_LINE)
            self._next()
        self._say(0, _ALL, bold=True)
        for column, reply in enumerate(Reply, start=1):
            self._put(column, sum(counts[reply, band] for band in RiskBand), bold=True)
        self._put(len(Reply) + 1, counts.total(), bold=True)
        self._chart(top)
        self._next(8)

    def _chart(self, top: int) -> None:
        chart = self.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        last = top + len(RiskBand)
        for column, reply in enumerate(Reply, start=1):
            series: dict[str, Any] = {
                "name": [SUMMARY, top, column],
                "categories": [SUMMARY, top + 1, 0, last, 0],
                "values": [SUMMARY, top + 1, column, last, column],
                "border": {"color": MUTED, "width": 0.75},
                "gap": 60,
            }
            if reply is Reply.ASSESSED:
                colours = [BAND_COLOURS[band][0] for band in reversed(RiskBand)]
                series["points"] = [
                    {"fill": {"color": colour}, "border": {"color": MUTED}} for colour in colours
                ]
                series["fill"] = {"color": BRAND}
            else:
                series["fill"] = {"color": _REPLY_FILL[reply]}
                series["border"]["dash_type"] = "dash"
            chart.add_series(series)
        chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "line": {"color": LINE}})
        chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": LINE}}})
        chart.set_title(
            {"name": self.translate(N_("Suppliers by band")), "name_font": {"size": 11}}
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 520, "height": 240})
        options = {"object_position": 2, "description": self.translate(N_("Suppliers by band"))}
        self.sheet.insert_chart(top - 1, 6, chart, options)

    def _priorities(self) -> None:
        self._section(N_("First priorities"))
        self._heads(
            N_("Supplier"),
            N_("Code"),
            N_("Country"),
            N_("Sector"),
            N_("Band"),
            _RESIDUAL,
            _TRIGGERS,
            N_("Assessed?"),
            _RANK,
        )
        for row in self.register.tally.first:
            ground, ink = BAND_COLOURS[row.band]
            cells: tuple[CellValue, ...] = (
                row.name,
                row.code,
                row.country,
                row.sector,
                self.translate(BAND[row.band]),
                row.residual,
                row.triggers_open,
                self.translate(REPLY[row.reply]),
                row.rank,
            )
            for column, value in enumerate(cells):
                look: dict[str, Any] = dict(_LINE)
                if column == 4:
                    look |= {"bg_color": ground, "font_color": ink, "bold": True}
                if column == 5:
                    look["num_format"] = "0.0"
                if isinstance(value, str) and column:
                    look |= {"align": "left", "indent": 1}
                self._put(column, value, **look)
            self._next()
        self._next()

    def _since(self) -> None:
        since = self.register.since
        self._section(N_("What changed since the last register"))
        if since is None:
            note = N_("No register of this selection was made before.")
            self._say(0, note, font_color=MUTED)
            self._next(2)
            return
        tally = self.register.tally
        moves = Counter(tally.moves)
        for label, value in (
            (N_("The last register was made"), f"{since.made_at:%Y-%m-%d %H:%M} UTC"),
            (N_("New suppliers"), moves[Move.NEW]),
            (N_("No longer in it"), tally.gone_count),
            (N_("In a higher band"), moves[Move.HIGHER]),
            (N_("In a lower band"), moves[Move.LOWER]),
            (N_("In the same band"), moves[Move.SAME]),
        ):
            self._say(0, label, font_color=MUTED)
            self._put(1, value, align="left")
            self._next()
        self._renewed(since)
        self._next()
        self._moved(tally)
        self._gone(tally)

    def _renewed(self, since: Since) -> None:
        """Say which versions are others than before: figures may have moved through them."""
        now = self.register.version_words()
        for what, before in since.versions.items():
            if what in now and now[what] != before:
                words = N_("%(what)s changed from %(before)s, so that figures moved with it.")
                text = Phrase(words, what=Phrase(what), before=before)
                self._say(0, text, font_color=MUTED)
                self._next()

    def _moved(self, tally: Tally) -> None:
        if not tally.moved:
            return
        title = N_("Suppliers whose band moved, first priorities first")
        self._first_of(len(tally.moved), tally.moved_count, title)
        heads = (N_("Supplier"), N_("Code"), N_("Band before"), N_("Band"), _BEFORE, _RESIDUAL)
        self.sheet.set_row(self.row, 32)
        self._heads(*heads)
        for row in tally.moved:
            self._moved_line(row)
        self._next()

    def _gone(self, tally: Tally) -> None:
        if not tally.gone:
            return
        title = N_("Suppliers that are no longer in it")
        self._first_of(len(tally.gone), tally.gone_count, title)
        self.sheet.set_row(self.row, 32)
        self._heads(N_("Supplier"), N_("Code"), N_("Band before"), _BEFORE)
        for row in tally.gone:
            self._moved_line(row)
        self._next()

    def _first_of(self, shown: int, count: int, title: str) -> None:
        text = said(title, self.translate)
        if count > shown:
            words = Phrase(N_("the first %(shown)s of %(all)s"), shown=shown, all=count)
            text = f"{text} ({words.said(self.translate)})"
        self._put(0, text, bold=True)
        self._next()

    def _moved_line(self, row: MovedRow) -> None:
        self._put(0, row.name, **_LINE)
        self._put(1, row.code, **_LINE, **_TEXT)
        for column, band in enumerate(row.bands, start=2):
            ground, ink = BAND_COLOURS[band]
            look = {"bg_color": ground, "font_color": ink, "bold": True}
            self._put(column, self.translate(BAND[band]), **_LINE, **look, **_TEXT)
        for column, risk in enumerate(row.residuals, start=2 + len(row.bands)):
            self._put(column, risk, **_LINE, num_format="0.0")
        self._next()

    def _heat_map(self, cells: Sequence[HeatCell], title: str) -> None:
        if not cells:
            return
        countries = _by_count((cell.country, cell.suppliers) for cell in cells)
        sectors = _by_count((cell.division, cell.suppliers) for cell in cells)
        self._section(title)
        self.sheet.set_row(self.row, 92)  # room for six lines of a long trade
        self._say(0, N_("Country"), **_HEAD)
        for column, code in enumerate(sectors, start=1):
            self._put(column, self._sector(code), **_HEAD)
        self._next()
        first = self.row
        for country in countries:
            name = self.register.country_name(country) or self.translate(_NOT_KNOWN)
            self._put(0, name, **_LINE)
            for column, sector in enumerate(sectors, start=1):
                found = [one for one in cells if (one.country, one.division) == (country, sector)]
                self._share(column, found)
            self._next()
        self.sheet.conditional_format(
            first,
            1,
            self.row - 1,
            len(sectors),
            {
                "type": "2_color_scale",
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
                "min_color": "#FFFFFF",
                "max_color": "#C97B8E",
            },
        )
        self._next()

    def _share(self, column: int, cells: Sequence[HeatCell]) -> None:
        if not cells:
            self._put(column, None, bg_color="#F5F7F8")
            return
        # The number is the share; its format says of how many.
        count = sum(cell.suppliers for cell in cells)
        share = sum(cell.high for cell in cells) / count
        of_how_many = Phrase(N_("of %(all)s"), all=count).said(self.translate)
        self._put(column, share, num_format=f'0%" {of_how_many}"', align="center", **_LINE)

    def _sector(self, code: str) -> str:
        title = self.register.sector_titles.get(code)
        return f"{code} {title}" if title else self.translate(_NOT_KNOWN)

    def _versions(self) -> None:
        self._section(N_("What the figures stand on"))
        for line in self.register.versions:
            self._say(0, line.what, font_color=MUTED)
            self._put(1, said(line.version, self.translate))
            self._next()

    def _section(self, title: str) -> None:
        self.sheet.set_row(self.row, 20)
        self._say(0, title, **_SECTION)
        self._next()

    def _heads(self, *heads: str) -> None:
        for column, head in enumerate(heads):
            self._say(column, head, **_HEAD, **_side(head, first=column == 0))
        self._next()

    def _say(self, column: int, text: str, **look: Any) -> None:
        self._put(column, said(text, self.translate), **look)

    def _put(self, column: int, value: CellValue, **look: Any) -> None:
        put(self.book, self.sheet, self.row, column, value, **look)

    def _next(self, rows: int = 1) -> None:
        self.row += rows


def _cells(register: RegisterBook, replies: set[Reply]) -> list[HeatCell]:
    return [cell for cell in register.tally.heat if cell.reply in replies]


def _by_count(codes: Iterable[tuple[str, int]]) -> list[str]:
    # What is not known comes last, whatever its number.
    counts: Counter[str] = Counter()
    for code, count in codes:
        counts[code] += count
    return sorted(counts, key=lambda code: (not code, -counts[code], code))


def _side(head: str, *, first: bool) -> dict[str, Any]:
    if head in _NUMBERS:
        return {"align": "right"}
    return {} if first else {"align": "left", "indent": 1}
