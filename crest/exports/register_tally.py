"""What the summary says of all rows of a register, counted where the rows lie."""

from collections.abc import Iterator
from typing import Any

from crest.domain.method import RiskBand
from crest.domain.register import Reply
from crest.domain.register_change import Move
from crest.exports.register_book import FirstRow, HeatCell, MovedRow, Tally
from crest.exports.register_store import RegisterStore

SHOWN = 10
_PLACED = "FROM place JOIN row ON row.rowid = place.at"
_STEPPED = "row.move IN ('higher', 'lower')"
_GONE = "FROM earlier WHERE code NOT IN (SELECT code FROM row)"
_COUNT_STEPPED = "SELECT count(*) FROM row WHERE move IN ('higher', 'lower')"
_COUNT_GONE = "SELECT count(*) FROM earlier WHERE code NOT IN (SELECT code FROM row)"


def tally_of(store: RegisterStore) -> Tally:
    """Return the counts and the first of each list; the rows must be placed."""
    return Tally(
        suppliers=_one(store, "SELECT count(*) FROM row"),
        bands={
            (Reply(reply), RiskBand(band)): count
            for reply, band, count in store.rows.execute(
                "SELECT reply, band, count(*) FROM row GROUP BY reply, band"
            )
        },
        heat=tuple(_heat(store)),
        first=tuple(_first(store)),
        moves={
            Move(move): count
            for move, count in store.rows.execute(
                "SELECT move, count(*) FROM row WHERE move IS NOT NULL GROUP BY move"
            )
        },
        moved=tuple(_moved(store)),
        moved_count=_one(store, _COUNT_STEPPED),
        gone=tuple(_gone(store)),
        gone_count=_one(store, _COUNT_GONE),
    )


def _heat(store: RegisterStore) -> Iterator[HeatCell]:
    query = (
        "SELECT reply, ifnull(country, ''), substr(ifnull(sector, ''), 1, 2), count(*), "
        "sum(band IN ('high', 'severe')) FROM row GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    for reply, country, division, suppliers, high in store.rows.execute(query):
        yield HeatCell(
            reply=Reply(reply), country=country, division=division, suppliers=suppliers, high=high
        )


def _first(store: RegisterStore) -> Iterator[FirstRow]:
    query = (
        "SELECT name, row.code, country, sector, band, residual, triggers_open, reply, place.rank "
        f"{_PLACED} ORDER BY place.rank LIMIT {SHOWN}"
    )
    for name, code, country, sector, band, residual, opened, reply, rank in _all(store, query):
        yield FirstRow(
            name=name,
            code=code,
            country=country,
            sector=sector,
            band=RiskBand(band),
            residual=residual,
            triggers_open=opened,
            reply=Reply(reply),
            rank=rank,
        )


def _moved(store: RegisterStore) -> Iterator[MovedRow]:
    query = (
        "SELECT row.name, row.code, earlier.band, earlier.residual, row.band, row.residual "
        f"{_PLACED} JOIN earlier ON earlier.code = row.code WHERE {_STEPPED} "
        f"ORDER BY place.rank LIMIT {SHOWN}"
    )
    for name, code, before, residual_before, band, residual in _all(store, query):
        yield MovedRow(
            name=name,
            code=code,
            bands=(RiskBand(before), RiskBand(band)),
            residuals=(residual_before, residual),
        )


def _gone(store: RegisterStore) -> Iterator[MovedRow]:
    query = f"SELECT name, code, band, residual {_GONE} ORDER BY residual DESC, code LIMIT {SHOWN}"
    for name, code, band, residual in _all(store, query):
        yield MovedRow(name=name, code=code, bands=(RiskBand(band),), residuals=(residual,))


def _all(store: RegisterStore, query: str) -> list[Any]:
    return store.rows.execute(query).fetchall()


def _one(store: RegisterStore, query: str) -> int:
    return int(store.rows.execute(query).fetchone()[0])
