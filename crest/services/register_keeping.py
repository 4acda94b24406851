"""A register as it is kept, and what moved since the one before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.register_change import compare
from crest.exports.register_book import RegisterBook, Since
from crest.exports.register_words import BAND_FILTER, STATE_FILTER
from crest.i18n import N_, Phrase, Translator
from crest.persistence.register_snapshots import KeptRow, Snapshot
from crest.persistence.suppliers import SupplierFilter

_FILTERS = ("text", "country", "sector", "band", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrder:
    """Which register is wanted: of which suppliers, in which language, with what in it."""

    wanted: SupplierFilter = field(default_factory=SupplierFilter)
    language: str = "en"
    with_answers: bool = False
    register_id: UUID = field(default_factory=uuid4)

    @property
    def selection(self) -> str:
        """Return the filters as one text, the same for the same filters; empty for all."""
        chosen = {name: value for name in _FILTERS if (value := getattr(self.wanted, name))}
        return json.dumps(chosen, sort_keys=True, ensure_ascii=False) if chosen else ""

    def params(self) -> dict[str, Any]:
        """Return the order as a job keeps it."""
        chosen = {name: getattr(self.wanted, name) for name in _FILTERS}
        return {"language": self.language, "with_answers": self.with_answers, "wanted": chosen}


def order_of(params: Mapping[str, Any], *, register_id: UUID) -> RegisterOrder:
    """Return the order that a job keeps; the job's id names the register, made once or again."""
    kept: Mapping[str, str] = params.get("wanted", {})
    wanted = SupplierFilter(
        text=kept.get("text", ""),
        country=kept.get("country", ""),
        sector=kept.get("sector", ""),
        band=kept.get("band", ""),
        state=kept.get("state", ""),
    )
    return RegisterOrder(
        wanted=wanted,
        language=str(params.get("language", "en")),
        with_answers=bool(params.get("with_answers", False)),
        register_id=register_id,
    )


def country_names(library: Library) -> dict[str, str]:
    """Return the names of the countries by code, in the language of the library."""
    return {
        code: country.names.get(library.language) or country.names.get("en", code)
        for code, country in library.reference.countries.items()
    }


def scope_words(wanted: SupplierFilter, library: Library) -> str:
    """Return in words of which suppliers a register is."""
    sectors, countries = library.reference.sectors, country_names(library)
    sector = sectors[wanted.sector].title if wanted.sector in sectors else wanted.sector
    parts = (
        (N_("name or code with %(value)s"), wanted.text),
        (N_("country %(value)s"), countries.get(wanted.country, wanted.country)),
        (N_("sector %(value)s"), sector),
        (N_("band %(value)s"), _word(BAND_FILTER, wanted.band)),
        (N_("assessment %(value)s"), _word(STATE_FILTER, wanted.state)),
    )
    phrases = [Phrase(words, value=value) for words, value in parts if value]
    if not phrases:
        return N_("All suppliers of the company, without filters")
    together = phrases[0]
    for phrase in phrases[1:]:
        together = Phrase("%(first)s; %(then)s", first=together, then=phrase)
    return Phrase(N_("Only suppliers by filter: %(filters)s"), filters=together)


def _word(words: Mapping[str, str], code: str) -> str:
    return Phrase(words.get(code, code)) if code else ""


def named(book: RegisterBook, register_id: UUID) -> RegisterBook:
    """Return the book with its id, in every row too."""
    text = str(register_id)
    entries = tuple(replace(entry, register_id=text) for entry in book.entries)
    return replace(book, register_id=text, entries=entries)


def compared(book: RegisterBook, before: Snapshot | None) -> RegisterBook:
    """Return the book with what moved since the register before; as it is without one."""
    if before is None:
        return book
    change = compare([entry.row for entry in book.entries], [row.earlier() for row in before.rows])
    entries = tuple(
        replace(
            entry,
            row=replace(entry.row, change=change.rows[entry.row.supplier_code].residual),
            change=change.rows[entry.row.supplier_code],
        )
        for entry in book.entries
    )
    since = Since(made_at=before.made_at, versions=before.versions, change=change)
    return replace(book, entries=entries, since=since)


def snapshot_of(book: RegisterBook, order: RegisterOrder, tenant_id: UUID) -> Snapshot:
    """Return what is kept of a register that is about to be handed out."""
    # Web processes never make one, so they do without what writes workbooks.
    from crest.exports.register_columns import register_columns  # noqa: PLC0415
    from crest.exports.register_prints import (  # noqa: PLC0415
        filled_of,
        printed_columns,
        prints_of,
    )

    translate = Translator(language=order.language)
    columns = printed_columns(register_columns(book.method, rows=len(book.entries)))
    rows: Sequence[KeptRow] = [
        KeptRow(
            code=entry.row.supplier_code,
            name=entry.row.name,
            residual=entry.row.residual,
            band=entry.row.band,
            filled=filled_of(entry),
            prints=prints_of(columns, entry, translate),
        )
        for entry in book.entries
    ]
    return Snapshot(
        id=order.register_id,
        tenant_id=tenant_id,
        selection=order.selection,
        versions=book.version_words(),
        columns=tuple(column.code for column in columns),
        rows=rows,
        made_at=book.made_at,
    )
