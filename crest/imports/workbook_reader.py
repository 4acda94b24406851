"""Workbooks and text files of strangers, read in a child process with limits."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from crest.domain.errors import RefusedInputError
from crest.imports.list_mapping import ListMapping, mapping_from, plain_mapping
from crest.imports.table import FileKind, Limits, Table, TableRow, number_text

# The child gets no setting of the installation: a secret it does not hold cannot leak from it.
_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")

# Numbers in cells are texts here: a sheet's 1250.0 is what a person reads as 1250.
_ROWS = json.JSONDecoder(parse_float=number_text, parse_int=str, parse_constant=str)
# Row numbers, and for each used column the texts of its cells.
Batch = tuple[list[int], list[list[str]]]


def read_table(
    path: Path,
    *,
    words: Iterable[str] = (),
    sheet: str | None = None,
    checked: Iterable[str] = (),
    limits: Limits | None = None,
) -> Table:
    """Return the table of a workbook or a text file, whatever its name; others are refused.

    The header is the row among the first ten with most of `words` (as `header_word` writes them).
    A workbook gives its first sheet with such a header, or the named one. In the columns that are
    headed by one of `checked`, the text of a cell that shows an error or a formula without a
    result is SPOILT and what is shown; elsewhere such cells come as empty.
    """
    request = {"task": "table", "sheet": sheet, "words": sorted(words), "checked": sorted(checked)}
    with tempfile.TemporaryFile(mode="w+b") as output:
        return _table(_lines(path, request, limits, output))


def survey_file(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Return kind, encoding, delimiter and the first rows of each sheet that holds something.

    Encoding and delimiter are told from the bytes where they are not given.
    """
    request = {"task": "survey", "encoding": encoding, "delimiter": delimiter}
    with tempfile.TemporaryFile(mode="w+b") as output:
        found: dict[str, Any] = next(_lines(path, request, limits, output))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedList:
    """What a file is, the mapping as it fits it, and its rows batch by batch.

    Each batch is a list of row numbers, then one list per used column with the texts of its cells.
    """

    kind: FileKind
    mapping: ListMapping
    batches: Iterator[Batch]


def pick_columns(path: Path, mapping: ListMapping, *, limits: Limits | None = None) -> PickedList:
    """Return the used columns of a list; the file is read before this returns."""
    request = {"task": "pick", "mapping": plain_mapping(mapping)}
    lines = _spooled(path, request, limits)
    head = next(lines)
    return PickedList(
        kind=FileKind(head["kind"]),
        mapping=mapping_from(head["mapping"]),
        batches=((list(map(int, line[0])), line[1:]) for line in lines),
    )


def read_all_sheets(path: Path, *, limits: Limits | None = None) -> dict[str, list[TableRow]]:
    """Return the rows of every sheet of a questionnaire that people filled, by the sheet's name.

    Their cells are marked as `copy_sheets` marks them; what is no .xlsx workbook is refused.
    """
    found: dict[str, list[TableRow]] = {}
    rows: list[TableRow] = []
    for line in _spooled(path, {"task": "copy"}, limits):
        if isinstance(line, dict):
            rows = found.setdefault(line["sheet"], [])
        else:
            rows.append(TableRow(number=int(line[0]), cells=tuple(line[1:])))
    return found


def _spooled(path: Path, request: dict[str, Any], limits: Limits | None) -> Iterator[Any]:
    with tempfile.TemporaryFile(mode="w+b") as output:
        yield from _lines(path, request, limits, output)


def _lines(
    path: Path, request: dict[str, Any], limits: Limits | None, output: IO[bytes]
) -> Iterator[Any]:
    """Yield the lines of the child's answer but the last; a refusal among them is raised."""
    limits = limits or Limits()
    _run({**request, "path": str(path), "limits": asdict(limits)}, output, limits)
    output.seek(0)
    ended = False
    for line in output:
        found = _ROWS.decode(line.decode()) if line[:1] == b"[" else json.loads(line)
        if isinstance(found, dict):
            _refuse(found)
            ended = "end" in found
        if not ended:
            yield found
    if not ended:
        raise RefusedInputError("damaged")


def _run(request: dict[str, Any], output: IO[bytes], limits: Limits) -> None:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        subprocess.run(
            [sys.executable, "-m", "crest.imports.reading"],
            input=json.dumps(request).encode(),
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONUTF8": "1"},
            timeout=limits.seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise RefusedInputError("takes_too_long", most=limits.seconds) from None
    except subprocess.CalledProcessError as ended:
        # A signal (negative) ends a child that asks for too much; nothing it read is used.
        if -ended.returncode in {signal.SIGXCPU, signal.SIGKILL}:
            raise RefusedInputError("takes_too_long", most=limits.seconds) from None
        raise RefusedInputError("too_large" if ended.returncode < 0 else "damaged") from None


def _table(lines: Iterator[Any]) -> Table:
    head = next(lines)
    rows = [TableRow(number=int(line[0]), cells=tuple(line[1:])) for line in lines]
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


def _refuse(line: dict[str, Any]) -> None:
    if "refused" in line:
        raise RefusedInputError(
            line["refused"], **{k: v for k, v in line["params"].items() if k != "reason"}
        )
