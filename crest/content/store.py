"""Gives content as domain objects, from the compiled form where the source is unchanged."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

from crest.content.chosen import NO_PACKS, Packs
from crest.content.compiled import OutdatedFormError, pack, unpack

# The modules that read sources are imported only when something must be read anew: they bring
# YAML and pydantic with them.
_READERS = {
    "bank": ("crest.content.banks", "questionnaire_from"),
    "instrument": ("crest.content.instruments", "instrument_from"),
    "method": ("crest.content.methods", "method_from"),
    "glossary": ("crest.content.glossaries", "glossary_from"),
    "translation": ("crest.content.translations", "translation_from"),
    "report": ("crest.content.reports", "report_from"),
}
_TABLE_READERS = {
    "reference": ("crest.content.references", "reference_from"),
    "law-data": ("crest.content.law_tables", "law_data_from"),
}


class Store:
    """Reads sources of one content folder; `cache` keeps compiled forms, None keeps none."""

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self._folder = folder
        self._cache = cache

    def file(self, path: Path, kind: str) -> object:
        """Return what this file describes, or raise DamagedContentError."""
        content = path.read_bytes()
        file = path.relative_to(self._folder).as_posix()

        def read() -> object:
            documents = import_module("crest.content.documents")
            module, name = _READERS[kind]
            return getattr(import_module(module), name)(
                documents.parse_document(content, file=file)
            )

        return self._kept(kind, file.encode() + b"\0" + content, read)

    def tables(self, kind: str, packs: Packs = NO_PACKS) -> object:
        """Return what the reference tables say of this kind, or raise DamagedContentError.

        `packs` are the editions that an installation chose; only factors know any.
        """
        folder = self._folder / "reference"
        more = {} if packs is NO_PACKS else {"packs": packs}

        def read() -> object:
            module, name = _TABLE_READERS[kind]
            return getattr(import_module(module), name)(folder, root=self._folder, **more)

        parts = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.*"))]
        parts += [("packs", packs.text.encode())] if more else []
        content = b"\0".join(name.encode() + b"\0" + held for name, held in parts)
        return self._kept(kind, content, read)

    def _kept(self, kind: str, content: bytes, read: Callable[[], object]) -> object:
        if self._cache is None:
            return read()
        key = hashlib.sha256(_readers_digest() + content).hexdigest()
        path = self._cache / f"{kind}-{key}.json"
        with contextlib.suppress(OSError, OutdatedFormError, UnicodeDecodeError):
            return unpack(path.read_text(encoding="utf-8"))
        thing = read()
        with contextlib.suppress(OSError):  # a folder that cannot be written costs only time
            _write(path, pack(thing))
        return thing


@cache
def _readers_digest() -> bytes:
    # Another way of reading makes other objects of the same source.
    modules = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in modules)).digest()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)  # a reader sees the whole file or none
