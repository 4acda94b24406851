"""The content with the reference data that this installation chose; a part of other use cases."""

from crest.content.chosen import Packs
from crest.content.library import Library
from crest.domain.packs import last_choices
from crest.persistence import reference_packs as rows
from crest.persistence.session import DatabaseSession, reading


def chosen_library(session: DatabaseSession, library: Library, stamp: str | None = None) -> Library:
    """Return the library with the editions chosen here, in an open transaction.

    `stamp` is that of the choice where the caller has read it already.
    """
    known = rows.read_stamp(session) if stamp is None else stamp
    return library.choosing(known, lambda: read_packs(session))


def read_chosen_library(
    session: DatabaseSession, library: Library, stamp: str | None = None
) -> Library:
    """Return the library with the editions chosen here."""
    if stamp is not None and library.is_choosing(stamp):
        return library.choosing(stamp, Packs)
    with reading(session):
        return chosen_library(session, library, stamp)


def read_packs(session: DatabaseSession) -> Packs:
    """Return the choice of the installation with the files of the packs that it takes."""
    chosen = {
        source: choice.edition
        for source, choice in last_choices(rows.list_choices(session)).items()
    }
    files = (rows.find_files(session, source, edition) for source, edition in chosen.items())
    return Packs(
        stamp=rows.read_stamp(session),
        chosen=chosen,
        loaded=tuple(found for found in files if found is not None),
    )
