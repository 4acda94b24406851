"""Reads every file of a content folder, keeping what can be read and noting what cannot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from crest.content import files
from crest.content.banks import questionnaire_from
from crest.content.documents import read_document
from crest.content.faults import Document, Fault
from crest.content.glossaries import glossary_from
from crest.content.instruments import instrument_from
from crest.content.law_tables import law_data_from
from crest.content.lock import Frozen, Lock, read_lock
from crest.content.methods import method_from
from crest.content.references import reference_from
from crest.content.reports import report_from
from crest.content.terms import Glossary, Translation
from crest.content.translations import translation_from
from crest.domain.bank import BankState, Questionnaire
from crest.domain.errors import DamagedContentError
from crest.domain.instruments import Instrument
from crest.domain.law_data import LawData
from crest.domain.method import Method
from crest.domain.protocol_frame import ReportFrame
from crest.domain.reference import Reference

Thing = TypeVar("Thing")

_NO_REFERENCE = Reference(
    countries={},
    aliases={},
    provinces={},
    sectors={},
    tip={},
    rule_of_law={},
    sector_risk={},
    goods=(),
    editions={},
)
_NO_LAW_DATA = LawData(sources={}, editions={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Generic[Thing]):
    """A file that keeps to its format, with what it describes."""

    document: Document
    thing: Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Everything readable in a content folder, and the faults of the rest."""

    path: Path
    banks: tuple[Read[Questionnaire], ...]
    translations: tuple[Read[Translation], ...]
    instruments: tuple[Read[Instrument], ...]
    methods: tuple[Read[Method], ...]
    glossaries: tuple[Read[Glossary], ...]
    reports: tuple[Read[ReportFrame], ...]
    reference: Reference
    law_data: LawData
    lock: Lock
    faults: tuple[Fault, ...]

    def frozen(self) -> Iterator[Frozen]:
        """Yield the versions that may not change: methods, and banks that are no drafts."""
        for bank in self.banks:
            one = bank.thing
            if one.state is not BankState.DRAFT:
                name = f"banks/{one.id}/{one.version}"
                yield Frozen(name=name, digest=one.digest, document=bank.document)
        for method in self.methods:
            name = f"method/{method.thing.version}"
            yield Frozen(name=name, digest=method.thing.digest, document=method.document)


def read_folder(path: Path) -> Folder:
    """Return the folder as read; files that break their format are among its faults."""
    reader = _Reader(path)
    return Folder(
        path=path,
        banks=reader.all(files.bank_files, questionnaire_from),
        translations=reader.all(files.translation_files, translation_from),
        instruments=reader.all(files.instrument_files, instrument_from),
        methods=reader.all(files.method_files, method_from),
        glossaries=reader.all(files.glossary_files, glossary_from),
        reports=reader.all(files.report_files, report_from),
        reference=reader.one(
            lambda: reference_from(path / "reference", root=path), otherwise=_NO_REFERENCE
        ),
        law_data=reader.one(
            lambda: law_data_from(path / "reference", root=path), otherwise=_NO_LAW_DATA
        ),
        lock=reader.one(lambda: read_lock(path), otherwise=Lock({})),
        faults=tuple(reader.faults),
    )


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def all(
        self, paths: Callable[[Path], Iterator[Path]], convert: Callable[[Document], Thing]
    ) -> tuple[Read[Thing], ...]:
        found = (self._file(path, convert) for path in paths(self.folder))
        return tuple(read for read in found if read is not None)

    def one(self, read: Callable[[], Thing], *, otherwise: Thing) -> Thing:
        try:
            return read()
        except DamagedContentError as error:
            self._note(error)
            return otherwise

    def _file(self, path: Path, convert: Callable[[Document], Thing]) -> Read[Thing] | None:
        file = path.relative_to(self.folder).as_posix()
        try:
            document = read_document(path, file=file)
            return Read(document=document, thing=convert(document))
        except DamagedContentError as error:
            self._note(error)
            return None

    def _note(self, error: DamagedContentError) -> None:
        self.faults.extend(fault for fault in error.faults if isinstance(fault, Fault))
