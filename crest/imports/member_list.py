"""A list of members as read from a file: one company or association a row."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from crest.domain.errors import RefusedInputError
from crest.domain.member_list import ListedMember, MemberKind
from crest.domain.names import normalise
from crest.imports import cell_values
from crest.imports.faults import CellFaultError, RowFault
from crest.imports.table import Limits, Table, TableRow, header_word
from crest.imports.workbook_reader import read_table

_T = TypeVar("_T")
# No federation has as many members; a longer list is refused, never cut.
LIMITS = Limits(file_bytes=10_000_000, rows=5_000, columns=100, cells=200_000)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_SEVERAL = re.compile(r"[;,|\n]+")
_MOST_SIZE = 10_000_000
_LANGUAGES = {
    "en": "en",
    "english": "en",
    "km": "km",
    "khmer": "km",
    "ខ្មែរ": "km",
    "ភាសាខ្មែរ": "km",
    "អង់គ្លេស": "en",
}
_KINDS = {
    "": MemberKind.COMPANY,
    "company": MemberKind.COMPANY,
    "member": MemberKind.COMPANY,
    "ក្រុមហ៊ុន": MemberKind.COMPANY,
    "association": MemberKind.ASSOCIATION,
    "សមាគម": MemberKind.ASSOCIATION,
}
# The headings that each column is known by, in our languages.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "member code", "member no", "member number", "លេខកូដ"),
    "name": ("name", "member", "member name", "company", "company name", "ឈ្មោះ"),
    "kind": ("kind", "type", "member type", "ប្រភេទ"),
    "sector_group": ("sector", "sector group", "industry", "វិស័យ"),
    "size": ("size", "headcount", "workers", "employees", "number of workers", "ចំនួនកម្មករ"),
    "associations": (
        "association",
        "associations",
        "association code",
        "association codes",
        "សមាគម",
    ),
    "contact_name": ("contact", "contact name", "contact person", "អ្នកទំនាក់ទំនង"),
    "contact_email": ("email", "e-mail", "contact email", "contact e-mail", "អ៊ីមែល"),
    "language": ("language", "contact language", "ភាសា"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMembers:
    """What a list says: its headings, the rows that can be read, and what is wrong in others.

    `cells` has the row as the list writes it, by its number; `headings` names each used column.
    """

    header: tuple[str, ...]
    headings: Mapping[str, str]
    rows: tuple[ListedMember, ...]
    faults: tuple[RowFault, ...]
    cells: Mapping[int, tuple[str, ...]]


def read_members(path: Path) -> ReadMembers:
    """Return the rows of a workbook or a text list; one without codes is refused."""
    words = {header_word(word): key for key, names in HEADINGS.items() for word in names}
    table = read_table(path, words=words, limits=LIMITS)
    columns = _columns(table, words)
    rows, faults = [], []
    for row in table.rows:
        reader = _RowReader(row, columns, table.header)
        listed = reader.read()
        faults += reader.faults
        if listed is not None:
            rows.append(listed)
    return ReadMembers(
        header=table.header,
        headings={key: table.header[index] for key, index in columns.items()},
        rows=tuple(rows),
        faults=tuple(faults),
        cells={row.number: row.cells for row in table.rows},
    )


def _columns(table: Table, words: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, heading in enumerate(table.header):
        key = words.get(header_word(heading))
        if key is not None:
            found.setdefault(key, index)
    if "code" not in found:
        seen = ", ".join(heading for heading in table.header if heading)
        raise RefusedInputError("members_without_code", columns=cell_values.shown(seen))
    return found


class _RowReader:
    """Reads the cells of one row; `faults` has what is wrong in them."""

    def __init__(self, row: TableRow, columns: Mapping[str, int], header: tuple[str, ...]) -> None:
        self.faults: list[RowFault] = []
        self._row, self._columns, self._header = row, columns, header

    def read(self) -> ListedMember | None:
        """Return the row, or None where anything in it is wrong."""
        code = self._cell("code", _code, "")
        name = self._cell("name", _name, "")
        found = ListedMember(
            number=self._row.number,
            kind=self._cell("kind", _kind, MemberKind.COMPANY),
            code=code,
            name=name,
            sector_group=self._cell("sector_group", _line(120), ""),
            size=self._cell("size", _size, None),
            associations=self._cell("associations", _codes, ()),
            contact_name=self._cell("contact_name", _line(120), ""),
            contact_email=self._cell("contact_email", _email, ""),
            language=self._cell("language", _language, ""),
        )
        return None if self.faults else found

    def _cell(self, key: str, read: Callable[[str], _T], otherwise: _T) -> _T:
        index = self._columns.get(key)
        text = "" if index is None else self._row.cell(index).strip()
        try:
            return read(text)
        except CellFaultError as fault:
            heading = key if index is None else self._header[index]
            self.faults.append(
                RowFault(row=self._row.number, column=heading, code=fault.code, params=fault.params)
            )
            return otherwise


def _code(text: str) -> str:
    if not text:
        raise CellFaultError("member_code_missing")
    if not _CODE.fullmatch(text):
        raise CellFaultError("member_code_bad", value=cell_values.shown(text))
    return text


def _name(text: str) -> str:
    found = cell_values.one_line(text, most=200)
    if not found:
        raise CellFaultError("member_name_missing")
    return found


def _kind(text: str) -> MemberKind:
    found = _KINDS.get(normalise(text))
    if found is None:
        raise CellFaultError("member_kind_unknown", value=cell_values.shown(text))
    return found


def _line(most: int) -> Callable[[str], str]:
    return lambda text: cell_values.one_line(text, most=most)


def _size(text: str) -> int | None:
    if cell_values.is_nothing(text):
        return None
    found = int(cell_values.count(text))
    if found > _MOST_SIZE:
        raise CellFaultError("out_of_range", value=found, least=0, most=_MOST_SIZE)
    return found


def _codes(text: str) -> tuple[str, ...]:
    return tuple(_code(one.strip()) for one in _SEVERAL.split(text) if one.strip())


def _email(text: str) -> str:
    return cell_values.email(text) if text else ""


def _language(text: str) -> str:
    if not text:
        return ""
    found = _LANGUAGES.get(normalise(text))
    if found is None:
        raise CellFaultError("language_unknown", value=cell_values.shown(text))
    return found


def is_code(text: str) -> bool:
    """Return whether the text can be the code of a member."""
    return _CODE.fullmatch(text) is not None
