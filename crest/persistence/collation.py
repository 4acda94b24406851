"""The order of texts by their signs alone: the same on every database, and as Python sorts."""

from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class code_points(FunctionElement[str]):  # noqa: N801 - reads like the functions of the library
    """The text, to be sorted by code points whatever the language of the database is."""

    type = Text()
    inherit_cache = True


@compiles(code_points)
def _plain(element: code_points, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite compares the bytes of UTF-8, whose order is that of the code points.
    return compiler.process(_inner(element), **options)


@compiles(code_points, "postgresql")
def _postgresql(element: code_points, compiler: SQLCompiler, **options: Any) -> str:
    return f'({compiler.process(_inner(element), **options)}) COLLATE "C"'


def _inner(element: code_points) -> ColumnElement[Any]:
    return next(iter(element.clauses))
