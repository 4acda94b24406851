"""A register as it is kept, and what moved since the one before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.exports.register_book import FINDINGS, LAWS, RegisterBook
from crest.i18n import N_, Phrase
from crest.persistence.register_snapshots import KeptRow, Snapshot
from crest.persistence.supplier_filters import FILTERS, SupplierFilter, filter_of
from crest.services.supplier_scope import filter_words

if TYPE_CHECKING:  # web processes do without what writes workbooks
    from crest.exports.register_store import RegisterStore


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrder:
    """Which register is wanted: of which suppliers, in which language, with what in it.

    `lists` are the sheets of laws and findings that are wanted; `as_csv` asks for the rows alone
    as CSV, without any other sheet.
    """

    wanted: SupplierFilter = field(default_factory=SupplierFilter)
    language: str = "en"
    with_answers: bool = False
    lists: tuple[str, ...] = (LAWS, FINDINGS)
    as_csv: bool = False
    register_id: UUID = field(default_factory=uuid4)

    @property
    def selection(self) -> str:
        """Return the filters as one text, the same for the same filters; empty for all."""
        chosen = self.wanted.chosen
        return json.dumps(chosen, sort_keys=True, ensure_ascii=False) if chosen else ""

    def params(self) -> dict[str, Any]:
        """Return the order as a job keeps it."""
        chosen = {name: getattr(self.wanted, name) for name in FILTERS}
        return {"language": self.language, "with_answers": self.with_answers, "wanted": chosen}


def order_of(
    params: Mapping[str, Any], *, register_id: UUID, as_csv: bool = False
) -> RegisterOrder:
    """Return the order that a job keeps; the job's id names the register, made once or again."""
    kept: Mapping[str, str] = params.get("wanted", {})
    return RegisterOrder(
        wanted=filter_of(kept),
        language=str(params.get("language", "en")),
        with_answers=bool(params.get("with_answers", False)),
        as_csv=as_csv,
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
    phrases = filter_words(wanted, library)
    if not phrases:
        return N_("All suppliers of the company, without filters")
    together = phrases[0]
    for phrase in phrases[1:]:
        together = Phrase("%(first)s; %(then)s", first=together, then=phrase)
    return Phrase(N_("Only suppliers by filter: %(filters)s"), filters=together)


def snapshot_of(
    book: RegisterBook, store: "RegisterStore", order: RegisterOrder, tenant_id: UUID
) -> Snapshot:
    """Return what is kept of a register that is about to be handed out."""
    return Snapshot(
        id=order.register_id,
        tenant_id=tenant_id,
        selection=order.selection,
        versions=book.version_words(),
        columns=store.printed_columns(),
        suppliers=book.suppliers,
        rows=(
            KeptRow(
                code=row.code,
                name=row.name,
                residual=row.residual,
                band=row.band,
                filled=row.filled,
                prints=row.prints,
            )
            for row in store.stored()
        ),
        made_at=book.made_at,
    )
