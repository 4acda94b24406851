"""The library: all banks, instruments, methods and reference data as domain objects."""

import hashlib
from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

from crest.content.chosen import NO_PACKS, Packs
from crest.content.files import (
    bank_files,
    glossary_files,
    instrument_files,
    language_of,
    method_files,
    report_files,
    translation_files,
    version_key,
)
from crest.content.lock import read_lock
from crest.content.reviews import laid_over
from crest.content.spoken import texts_of, translated
from crest.content.store import Store
from crest.content.terms import Glossary, Term, Translation
from crest.domain.bank import BankState, Questionnaire
from crest.domain.errors import NotFoundError
from crest.domain.instruments import Instrument, Obligation
from crest.domain.law_data import LawData
from crest.domain.method import Method
from crest.domain.protocol_frame import ReportFrame, with_articles
from crest.domain.reference import Reference
from crest.domain.reviews import Reviews
from crest.paths import data_folder

Thing = TypeVar("Thing")

# The language that banks are written in.
_WRITTEN = "en"
_CONTENT = ("*.yaml", "banks/*/*.yaml", "instruments/*.yaml", "method/*.yaml", "reference/*.*")


def load_library(folder: Path | None = None, cache: Path | None = None) -> "Library":
    """Return the library of this folder; every file is read when it is first asked for."""
    return Library(data_folder("questionnaires") if folder is None else folder, cache)


class Library:
    """Content of one folder; a damaged file raises DamagedContentError when first asked for."""

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self.folder = folder
        self.language = _WRITTEN
        self._store = Store(folder, cache)
        self._versions: dict[Path, Questionnaire] = {}
        self._speaking: dict[str, Library] = {self.language: self}
        self._reviews = Reviews()
        self._reviewed: dict[str, Library] = {}
        self._packs = NO_PACKS
        self._choosing: Library | None = None

    def speaking(self, language: str) -> "Library":
        """Return this library with its questionnaires in the language.

        Everything that counts is the same in every language; texts without a translation stand as
        they were written.
        """
        if language not in self._speaking:
            # what was read stands once in memory, whatever the languages
            _ = self.obligations, self.methods, self.reference, self._glossaries
            other = copy(self)
            vars(other).pop("questionnaires", None)
            vars(other).update(language=language, _versions={})
            self._speaking[language] = other
        return self._speaking[language]

    def reviewed(self, stamp: str, read: Callable[[], Reviews]) -> "Library":
        """Return this library with reviewed texts of its language laid over those of its files.

        They are read where the stamp is another one than that of the reviews known.
        """
        kept = self._reviewed.get(self.language, self)
        if kept._reviews.stamp != stamp:  # noqa: SLF001 - another one of this class
            kept = copy(self)
            vars(kept).pop("questionnaires", None)
            vars(kept).update(_reviews=read(), _versions={})
            self._reviewed[self.language] = kept
        return kept

    def choosing(self, stamp: str, read: Callable[[], Packs]) -> "Library":
        """Return this library with the reference data that an installation chose.

        The choice is read where the stamp is another one than that of the choice known; an empty
        stamp means that nothing was chosen.
        """
        if not stamp:
            return self
        if self._choosing is None or not self.is_choosing(stamp):
            other = copy(self)
            for derived in ("reference", "digest"):
                vars(other).pop(derived, None)
            vars(other).update(_packs=read(), _reviewed={}, _speaking={self.language: other})
            self._choosing = other
        return self._choosing

    def is_choosing(self, stamp: str) -> bool:
        """Return whether `choosing` knows this choice already and reads nothing for it."""
        known = self._choosing
        return not stamp or (known is not None and known._packs.stamp == stamp)  # noqa: SLF001

    def questionnaire(self, bank: str, version: str | None = None) -> Questionnaire:
        """Return this version of the bank, or its newest usable one; NotFoundError without."""
        found = [
            self._version(path)
            for path in self._bank_files
            if path.parent.name == bank and version in {None, path.stem}
        ]
        if version is None:
            found = _newest(found)
        if not found:
            raise NotFoundError(bank=bank, version=version)
        return found[-1]

    @cached_property
    def questionnaires(self) -> tuple[Questionnaire, ...]:
        """Return every version of every bank, by bank and version."""
        found = (self._version(path) for path in self._bank_files)
        return tuple(sorted(found, key=lambda one: (one.id, version_key(one.version))))

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """Return every instrument, by id."""
        files = instrument_files(self.folder)
        found = (cast("Instrument", self._store.file(path, "instrument")) for path in files)
        return tuple(sorted(found, key=lambda one: one.id))

    def instrument(self, instrument_id: str) -> Instrument:
        """Return the instrument, or raise NotFoundError."""
        return _get(self._instruments_by_id, instrument_id)

    def obligation(self, obligation_id: str) -> Obligation:
        """Return the obligation, or raise NotFoundError."""
        return _get(self.obligations, obligation_id)

    @cached_property
    def obligations(self) -> Mapping[str, Obligation]:
        """Return every obligation by id, in the order of the instruments."""
        return {part.id: part for one in self.instruments for part in one.obligations}

    @cached_property
    def methods(self) -> tuple[Method, ...]:
        """Return every version of the method, oldest first."""
        files = method_files(self.folder)
        found = (cast("Method", self._store.file(path, "method")) for path in files)
        return tuple(sorted(found, key=lambda one: version_key(one.version)))

    def method(self, version: str | None = None) -> Method:
        """Return this version of the method, or the newest one; NotFoundError without."""
        found = [one for one in self.methods if version in {None, one.version}]
        if not found:
            raise NotFoundError(method=version)
        return found[-1]

    @cached_property
    def reference(self) -> Reference:
        """Return the reference data: each source in its newest edition, or in the one chosen."""
        return cast("Reference", self._store.tables("reference", self._packs))

    @cached_property
    def law_data(self) -> LawData:
        """Return wages, fines, ratifications and bodies of referral, each in its newest edition."""
        return cast("LawData", self._store.tables("law-data"))

    def glossary(self, lang: str) -> Mapping[str, Term]:
        """Return the terms by id: in this language where there is one, else in English."""
        return {**self._glossaries.get("en", {}), **self._glossaries.get(lang, {})}

    def report(self, instrument_id: str) -> ReportFrame:
        """Return the frame of the report along this instrument's heads, or raise NotFoundError."""
        path = self.folder / "reports" / f"{instrument_id}.yaml"
        if path not in report_files(self.folder):
            raise NotFoundError(id=instrument_id)
        frame = cast("ReportFrame", self._store.file(path, "report"))
        return with_articles(frame, self.instrument(instrument_id))

    def translation(self, bank: str, version: str, lang: str) -> Translation | None:
        """Return the texts of this version in this language, or None where there are none."""
        path = self.folder / "banks" / bank / f"{version}.{lang}.yaml"
        if path not in translation_files(self.folder):
            return None
        return cast("Translation", self._store.file(path, "translation"))

    @cached_property
    def frozen(self) -> Mapping[str, str]:
        """Return the digest of each version shipped as published, by its name in the lock."""
        return read_lock(self.folder).digests

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 (hex) over the names and bytes of all content, chosen packs too."""
        paths = sorted({path for pattern in _CONTENT for path in self.folder.glob(pattern)})
        whole = hashlib.sha256()
        for path in paths:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(self.folder).as_posix()} {content}\n".encode())
        if self._packs is not NO_PACKS:
            whole.update(f"packs {self._packs.digest}\n".encode())
        return whole.hexdigest()

    @cached_property
    def _bank_files(self) -> tuple[Path, ...]:
        return tuple(bank_files(self.folder))

    @cached_property
    def _instruments_by_id(self) -> Mapping[str, Instrument]:
        return {one.id: one for one in self.instruments}

    @cached_property
    def _glossaries(self) -> Mapping[str, Mapping[str, Term]]:
        found: dict[str, Mapping[str, Term]] = {}
        for path in glossary_files(self.folder):
            glossary = cast("Glossary", self._store.file(path, "glossary"))
            found[language_of(path) or ""] = {term.id: term for term in glossary.terms}
        return found

    def _version(self, path: Path) -> Questionnaire:
        if path not in self._versions:
            written = cast("Questionnaire", self._store.file(path, "bank"))
            self._versions[path] = self._spoken(written)
        return self._versions[path]

    def _spoken(self, written: Questionnaire) -> Questionnaire:
        if self.language == _WRITTEN:
            return written
        found = self.translation(written.id, written.version, self.language)
        nothing = Translation(
            bank=written.id, version=written.version, language=self.language, texts={}
        )
        return translated(written, laid_over(found or nothing, self._reviews, texts_of(written)))


def _newest(found: list[Questionnaire]) -> list[Questionnaire]:
    """Return the versions that may be used, best last: a published one goes before any draft."""
    usable = [one for one in found if one.state is not BankState.RETIRED]
    published = [one for one in usable if one.state is BankState.PUBLISHED]
    return sorted(published or usable, key=lambda one: version_key(one.version))


def _get(found: Mapping[str, Thing], key: str) -> Thing:
    if key not in found:
        raise NotFoundError(id=key)
    return found[key]
