"""What a column is taken for: as remembered, by its heading, else by the looks of its cells."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crest.domain.names import ascii_digits, normalise
from crest.domain.reference import Reference
from crest.imports.cell_values import is_nothing
from crest.imports.headings import (
    FIELD_OF,
    JOINED,
    SHARE_OF,
    SHARES,
    ColumnMeaning,
    Field,
    read_heading,
)
from crest.imports.list_mapping import ColumnUse, Remembered, Unit
from crest.imports.table import header_word

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?:\+|00|0|\()[\d\s().+/-]{7,24}")
_CODE = re.compile(r"[A-Za-z]{1,5}[-_ ]?\d{2,}")
_LEGAL_FORM = re.compile(
    r"\b(?:co|ltd|limited|inc|corp|corporation|company|gmbh|plc|llc|pte|pvt|sdn bhd|sarl|srl|sa|ag"
    r"|bv|pt|cv|tbk|jsc|factory|mills?|garments?|textiles?|industr\w+|enterprises?)\b\.?"
    r"|公司|厂|廠|株式会社|주식회사|บริษัท|ក្រុមហ៊ុន|រោងចក្រ|công ty",
    re.IGNORECASE,
)
# Letters after the Latin ones, and no signs of punctuation.
_NOT_LATIN = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u3040-\ua6ff\uac00-\ud7ff]")
_MOSTLY = 0.8
_PARTLY = 0.5
_FEWEST = 2
_FEWEST_DIGITS = 7
_SHORTEST_ADDRESS = 12


class FoundBy(StrEnum):
    """How the use of a column was found."""

    REMEMBERED = "remembered"  # this company used the heading so before
    HEADING = "heading"  # the heading is a known one
    CONTENT = "content"  # the cells look like it
    NOTHING = "nothing"  # not understood: left out unless somebody says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as it was read: its heading and the first cells that hold something."""

    index: int
    heading: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """The proposed use of a column, and how it was found."""

    use: ColumnUse
    found_by: FoundBy


def propose(
    columns: Sequence[Column], remembered: Remembered, reference: Reference
) -> tuple[Proposed, ...]:
    """Return a use for each column; no field is proposed twice but those that may be joined."""
    read = [_by_heading(column, remembered) for column in columns]
    proposed = _once(_names_apart(columns, read))
    taken = {one.use.field for one in proposed}
    for field, looks in _looks(reference):
        if field not in taken and (best := _most_alike(columns, proposed, looks)) is not None:
            use = replace(proposed[best].use, field=field)
            proposed[best] = Proposed(use=use, found_by=FoundBy.CONTENT)
    return tuple(proposed)


def _by_heading(column: Column, remembered: Remembered) -> tuple[int, Proposed]:
    """Return how telling the heading is (the lower, the more) and what it proposes."""
    held = remembered.get(header_word(column.heading)) if column.heading else None
    if held is not None:
        use = replace(held, index=column.index, heading=column.heading)
        return -1, Proposed(use=_with_unit(use, column, held.unit), found_by=FoundBy.REMEMBERED)
    meaning = read_heading(column.heading, column.index) if column.heading else None
    if meaning is None:
        use = ColumnUse(index=column.index, heading=column.heading, field=None)
        return len(FIELD_OF), Proposed(use=use, found_by=FoundBy.NOTHING)
    found = Proposed(use=_meant(meaning, column), found_by=FoundBy.HEADING)
    return meaning.telling, found


def _meant(meaning: ColumnMeaning, column: Column) -> ColumnUse:
    # A column headed as a count whose cells all carry a percent sign gives the share.
    field = SHARE_OF.get(meaning.field, meaning.field) if _signed(column) else meaning.field
    use = ColumnUse(
        index=column.index, heading=column.heading, field=field, currency=meaning.currency
    )
    return _with_unit(use, column, Unit.PERCENT if meaning.percent else None)


def _with_unit(use: ColumnUse, column: Column, declared: Unit | None) -> ColumnUse:
    if use.field not in SHARES:
        return replace(use, unit=None)
    return replace(use, unit=declared or (Unit.CELL if _signed(column) else None))


def _signed(column: Column) -> bool:
    cells = [cell for cell in column.cells if not is_nothing(cell)]
    return bool(cells) and all(cell.endswith("%") for cell in cells)


def _names_apart(
    columns: Sequence[Column], found: Sequence[tuple[int, Proposed]]
) -> list[tuple[int, Proposed]]:
    """Return the proposals; of several columns of names, one in another script is the local name.

    So "Name" beside "ឈ្មោះ" is one name in two scripts, not one column too many.
    """
    apart = list(found)
    names = [at for at, (_, one) in enumerate(apart) if one.use.field is Field.NAME]
    own = [
        at
        for at in names
        if apart[at][1].found_by is not FoundBy.REMEMBERED and _in_own_script(columns[at])
    ]
    is_taken = any(one.use.field is Field.NAME_LOCAL for _, one in apart)
    if own and len(own) < len(names) and not is_taken:
        rank, one = apart[own[0]]
        apart[own[0]] = (rank, replace(one, use=replace(one.use, field=Field.NAME_LOCAL)))
    return apart


def _in_own_script(column: Column) -> bool:
    return bool(column.cells) and _share(column, _NOT_LATIN.search) >= _PARTLY


def _once(found: Sequence[tuple[int, Proposed]]) -> list[Proposed]:
    """Return the proposals; of two columns for one field the more telling one keeps it."""
    best: dict[Field | None, int] = {}
    for at, (rank, one) in enumerate(found):
        held = best.get(one.use.field)
        if held is None or rank < found[held][0]:
            best[one.use.field] = at
    return [
        one
        if one.use.field is None or one.use.field in JOINED or best[one.use.field] == at
        else Proposed(use=replace(one.use, field=None, unit=None), found_by=FoundBy.NOTHING)
        for at, (_, one) in enumerate(found)
    ]


def _most_alike(
    columns: Sequence[Column], proposed: Sequence[Proposed], looks: Callable[[Column], bool]
) -> int | None:
    return next(
        (
            at
            for at, (column, one) in enumerate(zip(columns, proposed, strict=True))
            if one.found_by is FoundBy.NOTHING and len(column.cells) >= _FEWEST and looks(column)
        ),
        None,
    )


def _looks(reference: Reference) -> tuple[tuple[Field, Callable[[Column], bool]], ...]:
    """Return the tests by field, the surest first."""

    def is_country(cell: str) -> bool:
        return reference.find_country(cell) is not None

    return (
        (Field.CONTACT_EMAIL, lambda column: _share(column, _EMAIL.fullmatch) >= _MOSTLY),
        (Field.COUNTRY, lambda column: _share(column, is_country) >= _MOSTLY),
        (Field.CONTACT_PHONE, lambda column: _share(column, _is_phone) >= _MOSTLY),
        (Field.CODE, _are_codes),
        (Field.NAME, lambda column: _share(column, _LEGAL_FORM.search) >= _PARTLY),
        (Field.NAME, _are_names),
        (Field.ADDRESS, lambda column: _share(column, _is_address) >= _MOSTLY),
    )


def _share(column: Column, test: Callable[[str], object]) -> float:
    return sum(1 for cell in column.cells if test(cell)) / len(column.cells)


def _is_phone(cell: str) -> bool:
    plain = ascii_digits(cell)
    return bool(_PHONE.fullmatch(plain)) and sum(map(str.isdigit, plain)) >= _FEWEST_DIGITS


def _are_codes(column: Column) -> bool:
    distinct = len({cell.casefold() for cell in column.cells}) == len(column.cells)
    return distinct and _share(column, _CODE.fullmatch) == 1


def _are_names(column: Column) -> bool:
    # Without any heading, words that differ from row to row are the names.
    distinct = len({normalise(cell) for cell in column.cells}) == len(column.cells)
    return not column.heading and distinct and _share(column, _is_words) == 1


def _is_words(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and not _is_address(cell)


def _is_address(cell: str) -> bool:
    return len(cell) > _SHORTEST_ADDRESS and "," in cell and any(map(str.isdigit, cell))
