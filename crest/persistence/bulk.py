"""Many rows of one table written at once."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import repeat
from operator import is_
from typing import Any

from sqlalchemy import Dialect, Table, insert

from crest.persistence.session import DatabaseSession

_Processor = Callable[[Any], Any]


def insert_columns(
    session: DatabaseSession,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    *,
    frame: Mapping[str, Any],
    written: Collection[str] = (),
) -> None:
    """Insert a row for each value of the columns, which are all as long; `frame` stands in all.

    Columns of JSON that are `written` hold their texts already. A database that takes its values
    by place gets them column by column, without those that hold nothing: putting each row together
    by name costs more than storing it.
    """
    dialect = session.get_bind().dialect
    if not dialect.positional:
        read = {**columns, **{name: [*map(json.loads, columns[name])] for name in written}}
        rows = [dict(zip(read, row, strict=True)) for row in zip(*read.values(), strict=True)]
        if rows:
            session.execute(insert(table), [{**row, **frame} for row in rows])
        return
    session.flush()
    given = [name for name, cells in columns.items() if not all(map(is_, cells, repeat(None)))]
    # Some column has to say how many rows there are.
    names = [*(given or columns), *frame]
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    cells = [
        _cells(name, columns, frame, None if name in written else _processor(table, name, dialect))
        for name in compiled.positiontup or ()
    ]
    if placed := list(zip(*cells, strict=False)):
        session.connection().exec_driver_sql(str(compiled), placed)


def _cells(
    name: str,
    columns: Mapping[str, Sequence[Any]],
    frame: Mapping[str, Any],
    processor: _Processor | None,
) -> Iterable[Any]:
    if name in frame:
        return repeat(processor(frame[name]) if processor else frame[name])
    return map(processor, columns[name]) if processor else columns[name]


def _processor(table: Table, name: str, dialect: Dialect) -> _Processor | None:
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
