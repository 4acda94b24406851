"""Checks the whole content folder and reports every fault with file, line and remedy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crest.content.completeness import Completeness, completeness
from crest.content.coverage import Covered, can_count, coverage
from crest.content.faults import Fault, Severity
from crest.content.files import version_key
from crest.content.folder import Folder, read_folder
from crest.content.lock import faults_of_lock
from crest.content.not_carried import faults_of_not_carried, read_not_carried
from crest.content.rules.asked import BankFile
from crest.content.rules.banks import faults_of_bank
from crest.content.rules.instruments import InstrumentFile, faults_of_instrument
from crest.content.rules.known import Known
from crest.content.rules.laws import faults_of_law
from crest.content.rules.library import faults_of_library
from crest.content.rules.methods import faults_of_method
from crest.content.rules.reports import ReportNeeds, faults_of_report
from crest.content.schemas.method import MethodModel
from crest.content.translations import faults_of_translation
from crest.content.validation import validated
from crest.domain.bank import Questionnaire
from crest.domain.errors import DamagedContentError
from crest.domain.instruments import Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the folder holds, and what is wrong with it, faults by file and line."""

    faults: tuple[Fault, ...]
    questionnaires: tuple[Questionnaire, ...]
    instruments: tuple[Instrument, ...]
    coverage: tuple[Covered, ...]
    translated: tuple[Completeness, ...]
    left_out: int

    @property
    def is_refused(self) -> bool:
        """Return whether a fault is an error."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


def check_content(path: Path, *, today: date) -> Report:
    """Return the report on this content folder as of this day."""
    folder = read_folder(path)
    questionnaires = tuple(read.thing for read in folder.banks)
    instruments = tuple(read.thing for read in folder.instruments)
    covered = coverage(instruments, questionnaires, as_of=today)
    faults = {*folder.faults, *_faults(folder, covered, today)}
    return Report(
        faults=tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.message))),
        questionnaires=questionnaires,
        instruments=instruments,
        coverage=covered,
        translated=tuple(_translated(folder)),
        left_out=_left_out(path),
    )


def _left_out(path: Path) -> int:
    try:
        return len(read_not_carried(path))
    except DamagedContentError:  # its faults are among those of the folder
        return 0


def _faults(folder: Folder, covered: tuple[Covered, ...], today: date) -> Iterator[Fault]:
    known = _known(folder, today)
    for bank in folder.banks:
        yield from faults_of_bank(
            BankFile(document=bank.document, questionnaire=bank.thing, known=known)
        )
    for read in folder.instruments:
        file = InstrumentFile(document=read.document, instrument=read.thing, known=known)
        yield from faults_of_instrument(file)
        yield from faults_of_law(file)
    for method in folder.methods:
        model = validated(method.document, MethodModel)
        yield from faults_of_method(method.document, method.thing, model, banks=known.banks)
    for translation in folder.translations:
        one = _translated_version(folder, translation.thing.bank, translation.thing.version)
        yield from faults_of_translation(translation.document, translation.thing, one)
    needs = _report_needs(folder, known)
    for report in folder.reports:
        yield from faults_of_report(report.document, report.thing, needs)
    yield from faults_of_lock(folder.lock, folder.frozen())
    yield from faults_of_library(folder, covered)
    yield from faults_of_not_carried(folder.path, carried=_carried(folder))


def _report_needs(folder: Folder, known: Known) -> ReportNeeds:
    return ReportNeeds(
        instruments={read.thing.id: read.thing for read in folder.instruments},
        questions=frozenset(code for read in folder.banks for code in read.thing.questions),
        obligations=known.obligations,
        method=known.method,
    )


def _carried(folder: Folder) -> frozenset[str]:
    laws = [read.thing for read in folder.instruments]
    obligations = {part.id for one in laws for part in one.obligations}
    return frozenset(obligations | {rule.id for one in laws for rule in one.rules})


def _known(folder: Folder, today: date) -> Known:
    instruments = [read.thing for read in folder.instruments]
    parts = [(part, one) for one in instruments for part in one.obligations]
    methods = sorted(
        (read.thing for read in folder.methods), key=lambda one: version_key(one.version)
    )
    return Known(
        today=today,
        obligations={part.id: part for part, _ in parts},
        counting=frozenset(part.id for part, one in parts if can_count(part, one, as_of=today)),
        instruments=frozenset(one.id for one in instruments),
        banks=frozenset(read.thing.id for read in folder.banks),
        terms=frozenset(term.id for read in folder.glossaries for term in read.thing.terms),
        countries=frozenset(folder.reference.countries),
        sectors=frozenset(folder.reference.sectors),
        method=methods[-1] if methods else None,
    )


def _translated_version(folder: Folder, bank: str, version: str) -> Questionnaire | None:
    return next(
        (
            read.thing
            for read in folder.banks
            if (read.thing.id, read.thing.version) == (bank, version)
        ),
        None,
    )


def _translated(folder: Folder) -> Iterator[Completeness]:
    for read in folder.translations:
        one = _translated_version(folder, read.thing.bank, read.thing.version)
        if one is not None:
            yield completeness(read.thing, one)
