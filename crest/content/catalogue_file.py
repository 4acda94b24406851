"""The catalogue of the pages as texts for a translator, and written back."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po

from crest.domain.translation_units import Unit

_KEY_SIGNS = 16
_WIDTH = 100


def catalogue_title(language: str) -> str:
    """Return what a translator's file of the pages is called."""
    return f"interface {language}"


def read_catalogue(path: Path, language: str) -> Catalog:
    """Return the catalogue of a language."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def catalogue_units(catalogue: Catalog) -> tuple[Unit, ...]:
    """Return every text of the pages with its translation; one unit for each plural form."""
    return tuple(unit for message in catalogue if message.id for unit in _units(message))


def changed_catalogue(catalogue: Catalog, changed: Mapping[str, str]) -> bytes:
    """Return the catalogue as its file, with these texts by key."""
    for message in catalogue:
        if message.id:
            _change(message, changed)
    stream = io.BytesIO()
    write_po(stream, catalogue, sort_output=True, width=_WIDTH)
    return stream.getvalue()


def _units(message: Message) -> Iterator[Unit]:
    state = "reviewed" if message.user_comments else "draft"
    for key, source, said in _forms(message):
        yield Unit(key=key, source=source, said=said, state=state if said else "missing")


def _forms(message: Message) -> Iterator[tuple[str, str, str]]:
    """Yield key, original and translation of each form of a message."""
    if isinstance(message.id, str):
        yield _key(message.id, 0), message.id, str(message.string or "")
        return
    ids, said = list(message.id), list(message.string or ())
    for place, text in enumerate(said):
        yield _key(ids[0], place), ids[min(place, 1) if len(said) > 1 else 1], text


def _change(message: Message, changed: Mapping[str, str]) -> None:
    texts = tuple(changed.get(key, said) for key, _, said in _forms(message))
    message.string = texts[0] if isinstance(message.id, str) else texts


def _key(source: str, place: int) -> str:
    digest = hashlib.sha256(source.encode()).hexdigest()[:_KEY_SIGNS]
    return f"{digest} {place}"
