"""Workbooks and text files of strangers as tables, read in a child process with limits."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from crest.domain.errors import RefusedInputError
from crest.imports.table import FileKind, Limits, Table, TableRow

# The child gets no setting of the installation: a secret it does not hold cannot leak from it.
_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")


def read_table(
    path: Path,
    *,
    words: Iterable[str] = (),
    sheet: str | None = None,
    understood_only: bool = False,
    checked: Iterable[str] = (),
    limits: Limits | None = None,
) -> Table:
    """Return the table of an xlsx, csv or tsv file, whatever its name; other files are refused.

    The header is the row among the first ten with most of `words` (as `header_word` writes them).
    A workbook gives its first sheet with such a header, or the named one. `understood_only`
    leaves the cells of columns that mean nothing to a supplier list empty. In the columns that
    are headed by one of `checked`, the text of a cell that shows an error or a formula without a
    result is SPOILT and what is shown; elsewhere such cells come as empty.
    """
    limits = limits or Limits()
    request = {
        "path": str(path),
        "sheet": sheet,
        "words": sorted(words),
        "understood_only": understood_only,
        "checked": sorted(checked),
        "limits": asdict(limits),
    }
    with tempfile.TemporaryFile(mode="w+b") as output:
        _run(request, output, limits)
        output.seek(0)
        return _table(output)


def _run(request: dict[str, Any], output: IO[bytes], limits: Limits) -> None:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        subprocess.run(
            [sys.executable, "-m", "crest.imports.reading"],
            input=json.dumps(request).encode(),
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=limits.seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise RefusedInputError("takes_too_long", most=limits.seconds) from None
    except subprocess.CalledProcessError as ended:
        # A signal (negative) ends a child that asks for too much; nothing it read is used.
        raise RefusedInputError("too_large" if ended.returncode < 0 else "damaged") from None


def _table(output: IO[bytes]) -> Table:
    lines = (json.loads(line) for line in output)
    head = next(lines, None)
    if head is None:
        raise RefusedInputError("damaged")
    rows = [TableRow(number=line[0], cells=tuple(line[1:])) for line in _checked(head, lines)]
    return Table(
        kind=FileKind(head["kind"]),
        sheet=head["sheet"],
        sheets=tuple(head["sheets"]),
        header_row=head["header_row"],
        header=tuple(head["header"]),
        rows=tuple(rows),
        encoding=head.get("encoding"),
        delimiter=head.get("delimiter"),
    )


def _checked(head: dict[str, Any], lines: Iterable[Any]) -> Iterable[list[Any]]:
    _refuse(head)
    for line in lines:
        if isinstance(line, dict):
            _refuse(line)
        else:
            yield line


def _refuse(line: dict[str, Any]) -> None:
    if "refused" in line:
        raise RefusedInputError(
            line["refused"], **{k: v for k, v in line["params"].items() if k != "reason"}
        )
