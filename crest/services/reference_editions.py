"""Which editions of reference data are here, shipped or loaded; a part of other use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.packs import Choice, Loaded, last_choices
from crest.domain.reference import Edition, Measure
from crest.persistence import reference_packs as rows
from crest.persistence.session import DatabaseSession
from crest.services.reference_data import chosen_library

# What reads the files of packs brings YAML along; pages of companies do without it.
if TYPE_CHECKING:
    from crest.content.packs import Pack

Known = Mapping[tuple[str, str], Loaded | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFiles:
    """The two files of a pack as they were sent: the sheet that describes it, and its rows."""

    sheet: bytes
    cells: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """One edition of a source: whether it counts, and who loaded it (None: it comes with CREST)."""

    edition: Edition
    in_use: bool
    loaded: Loaded | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source with all its editions, the newest first; `last` is the choice that holds."""

    source: str
    measures: Measure
    editions: tuple[EditionLine, ...]
    last: Choice | None

    @property
    def used(self) -> EditionLine | None:
        """Return the edition that counts, None where the source is off or was never chosen."""
        return next((one for one in self.editions if one.in_use), None)


def known_editions(session: DatabaseSession, library: Library) -> Known:
    """Return every edition there is, None for those that come with CREST."""
    shipped: dict[tuple[str, str], Loaded | None] = {
        (one.source, one.edition): None for one in shipped_editions(library)
    }
    return shipped | {(one.source, one.edition): one for one in rows.list_loaded(session)}


def shipped_editions(library: Library) -> tuple[Edition, ...]:
    """Return every edition that the content folder has of what factors read."""
    return _shipped(library.folder)


def source_lines(session: DatabaseSession, library: Library) -> tuple[SourceLine, ...]:
    """Return every source with its editions, in the order of the factors that read them."""
    known, last = known_editions(session, library), last_choices(rows.list_choices(session))
    used = chosen_library(session, library).reference.editions
    by_source: dict[str, list[EditionLine]] = {}
    for edition in sorted(_editions(session, library), key=lambda one: one.date, reverse=True):
        line = EditionLine(
            edition=edition,
            in_use=used.get(edition.source) == edition,
            loaded=known[edition.source, edition.edition],
        )
        by_source.setdefault(edition.source, []).append(line)
    lines = (
        SourceLine(
            source=source,
            measures=editions[0].edition.measures or Measure.COUNTRY,
            editions=tuple(editions),
            last=last.get(source),
        )
        for source, editions in by_source.items()
    )
    order = tuple(Measure)
    return tuple(sorted(lines, key=lambda one: (order.index(one.measures), one.source)))


def pack_of(session: DatabaseSession, library: Library, source: str, edition: str) -> "Pack":
    """Return one edition with its rows, or raise NotFoundError."""
    if (source, edition) not in known_editions(session, library):
        raise NotFoundError(edition=edition)
    from crest.content.packs import read_pack, shipped_pack  # noqa: PLC0415

    files = rows.find_files(session, source, edition)
    if files is None:
        return shipped_pack(library.folder, f"{source}-{edition}")
    sheet, cells = files
    return read_pack(sheet.encode(), cells.encode(), folder=library.folder)


def pack_from(files: PackFiles, library: Library) -> "Pack":
    """Return the pack that was sent, or raise DamagedContentError with every fault of its files."""
    from crest.content.packs import read_pack  # noqa: PLC0415

    return read_pack(files.sheet, files.cells, folder=library.folder)


def _editions(session: DatabaseSession, library: Library) -> list[Edition]:
    from crest.content.packs import edition_of_sheet  # noqa: PLC0415

    loaded = [edition_of_sheet(sheet) for sheet in rows.list_sheets(session)]
    return [*shipped_editions(library), *loaded]


@lru_cache(maxsize=4)
def _shipped(folder: Path) -> tuple[Edition, ...]:
    from crest.content.packs import shipped_packs  # noqa: PLC0415

    return shipped_packs(folder)
