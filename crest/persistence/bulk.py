"""Many rows of one table written at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Dialect, Table, insert

from crest.persistence.session import DatabaseSession

_Processor = Callable[[Any], Any]


def insert_rows(
    session: DatabaseSession,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Iterable[str],
    frame: Mapping[str, Any],
) -> None:
    """Insert rows of these columns, None where a row lacks one; `frame` is the same in all.

    A database that takes its values by place gets them column by column: putting each row
    together by name costs more than storing it.
    """
    if not rows:
        return
    names = [name for name in columns if name not in frame]
    dialect = session.get_bind().dialect
    if not dialect.positional:
        empty = {**dict.fromkeys(names), **frame}
        session.execute(insert(table), [{**empty, **row} for row in rows])
        return
    session.flush()
    compiled = insert(table).compile(dialect=dialect, column_keys=[*names, *frame])
    cells = [
        _cells(rows, name, frame, _processor(table, name, dialect))
        for name in compiled.positiontup or ()
    ]
    session.connection().exec_driver_sql(str(compiled), list(zip(*cells, strict=False)))


def _cells(
    rows: Sequence[Mapping[str, Any]],
    name: str,
    frame: Mapping[str, Any],
    processor: _Processor | None,
) -> Iterable[Any]:
    if name in frame:
        return repeat(processor(frame[name]) if processor else frame[name])
    values = [row.get(name) for row in rows]
    return map(processor, values) if processor else values


def _processor(table: Table, name: str, dialect: Dialect) -> _Processor | None:
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
