"""The library as a whole: ids given once, duties asked, sources that speak, files that are read."""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from crest.content.coverage import Covered, Reason
from crest.content.faults import Fault, Path_, Severity
from crest.content.folder import Folder
from crest.content.references import COLUMNS, LAW_COLUMNS
from crest.content.studies import read_study, study_file
from crest.domain.errors import DamagedContentError
from crest.domain.instruments import Instrument

_READ = (
    "README.md",
    "not-carried.yaml",
    "published.lock",
    "glossary.*.yaml",
    "banks/README.md",
    "banks/*/*.yaml",
    "instruments/*.yaml",
    "instruments/README.md",
    "method/*.yaml",
    "method/*.study.json",
    "method/README.md",
    "reference/*.csv",
    "reference/*.yaml",
    "reference/README.md",
    "reports/*.yaml",
    "schema/*.json",
)


def faults_of_library(folder: Folder, covered: Iterable[Covered]) -> Iterator[Fault]:
    """Yield what is wrong between the files."""
    yield from _twins(folder)
    yield from _unasked(folder, covered)
    yield from _silent(folder)
    yield from _unread(folder.path)
    yield from _studies(folder)


def _twins(folder: Folder) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for read in folder.instruments:
        for path, id_ in _ids(read.thing):
            place = f"{read.document.file}:{read.document.line(path)}"
            if id_ in first:
                message = f"{id_} is the id of another obligation or rule ({first[id_]})"
                yield read.document.fault(path, f"{message}; give a new one")
            first.setdefault(id_, place)


def _ids(instrument: Instrument) -> Iterator[tuple[Path_, str]]:
    for index, part in enumerate(instrument.obligations):
        yield ("obligations", index, "id"), part.id
    for index, rule in enumerate(instrument.rules):
        yield ("rules", index, "id"), rule.id


def _unasked(folder: Folder, covered: Iterable[Covered]) -> Iterator[Fault]:
    open_ = [part for part in covered if part.counts and part.reason is Reason.NOT_YET_ASKED]
    for read in folder.instruments:
        ids = {part.id: index for index, part in enumerate(read.thing.obligations)}
        unasked = [part.obligation.id for part in open_ if part.obligation.id in ids]
        if unasked:
            words = f"no bank asks about {', '.join(unasked)}, which count in a score"
            path = ("obligations", ids[unasked[0]])
            yield read.document.fault(path, words, severity=Severity.WARNING)


def _silent(folder: Folder) -> Iterator[Fault]:
    spoken = folder.reference.editions.keys() | folder.law_data.editions.keys()
    for source in sorted((COLUMNS.keys() | LAW_COLUMNS.keys()) - spoken):
        message = f"no table of {source} can be read; nothing speaks for what it tells"
        yield Fault(file="reference", line=1, message=message, severity=Severity.WARNING)


def _unread(folder: Path) -> Iterator[Fault]:
    for path in sorted(folder.rglob("*")):
        file = PurePosixPath(path.relative_to(folder).as_posix())
        if path.is_file() and not any(file.match(pattern) for pattern in _READ):
            message = "is read by nothing; correct name and folder, or remove it"
            yield Fault(file=str(file), line=1, message=message)
        if file.match("reference/*.yaml") and not path.with_suffix(".csv").exists():
            message = f"describes {path.stem}.csv, which is not there"
            yield Fault(file=str(file), line=1, message=message)


def _studies(folder: Folder) -> Iterator[Fault]:
    """Yield damaged studies, and those of another text of the method than its file's."""
    for read in folder.methods:
        file = study_file(folder.path, read.thing.version)
        name = file.relative_to(folder.path).as_posix()
        try:
            study = read_study(folder.path, read.thing)
        except DamagedContentError as error:
            yield Fault(file=name, line=1, message=str(error.faults[0]))
            continue
        if study is None and file.exists():
            message = "was made with another text of the method; run crest method study"
            yield Fault(file=name, line=1, message=message, severity=Severity.WARNING)
