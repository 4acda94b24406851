"""The suppliers that a list creates, put together when they are written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crest.imports.supplier_list import Run, SupplierCandidate, runs_of
from crest.persistence.facts import facts_texts, merge_facts
from crest.persistence.imports import ADDED_COLUMNS, READ_COLUMNS, columns_of
from crest.persistence.suppliers import match_key, match_keys

# A supplier to create: whole, or the row that it is made of and the code that it gets.
Made = dict[str, Any] | tuple[SupplierCandidate, str]
_SHARED = ("country", "address")


class NewSuppliers:
    """The suppliers to create, each put together when it is asked for.

    So a long list is not held a second time, and one that is only tried costs nothing to write.
    """

    def __init__(self, made: Sequence[Made], on: date) -> None:
        self._made = made
        self._on = on

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return (whole(one, on=self._on) for one in self._made)

    def columns(self, part: slice) -> Mapping[str, Sequence[Any]]:
        """Return these suppliers column by column, with the text that is stored of their facts."""
        made = self._made[part]
        rows = [one for one in made if isinstance(one, tuple)]
        if len(rows) < len(made):
            return columns_of([whole(one, on=self._on) for one in made], ADDED_COLUMNS)
        columns: dict[str, list[Any]] = {name: [] for name in ADDED_COLUMNS}
        for run in runs_of(candidate for candidate, _ in rows):
            for name, cells in self._columns_of(run).items():
                columns[name] += cells
        return {**columns, "code": [code for _, code in rows]}

    def _columns_of(self, run: Run) -> dict[str, Sequence[Any]]:
        """Return all columns of these candidates but the codes that they get."""
        values, facts = run.listed.values, run.listed.facts
        found = {name: run.picked(values.get(name)) for name in READ_COLUMNS}
        names = [one.name for one in run.candidates]
        told = {key: run.picked(cells) for key, cells in facts.items()}
        if run.listed.notes:
            found["note"] = [noted(None, one) for one in run.candidates]
        return {
            **found,
            "name": names,
            "match_key": match_keys(names, *(found[name] for name in _SHARED)),
            "facts": facts_texts(told, len(names), source="list", on=self._on),
        }


def whole(made: Made, *, on: date) -> dict[str, Any]:
    """Return a supplier to create with all its columns that the list gives."""
    if isinstance(made, dict):
        return made
    candidate, code = made
    values = candidate.values
    new: dict[str, Any] = {
        **values,
        "code": code,
        "name": candidate.name,
        "match_key": match_key(candidate.name, *(_text(values.get(name)) for name in _SHARED)),
        "facts": merge_facts({}, candidate.facts, source="list", on=on),
    }
    if note := noted(None, candidate):
        new["note"] = note
    return new


def noted(note: str | None, candidate: SupplierCandidate) -> str | None:
    """Return the note with what the list says in columns that suppliers have none for."""
    told = [f"{heading}: {text}" for heading, text in candidate.notes]
    if not told:
        return note
    lines = (note or "").splitlines()
    added = [line for line in dict.fromkeys(told) if line not in lines]
    return "\n".join([*lines, *added]) if added else note


def _text(value: object) -> str | None:
    return None if value is None else str(value)
