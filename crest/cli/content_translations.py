"""`crest content completeness` and `crest content translations`: texts to translators and back."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from crest.paths import data_folder

if TYPE_CHECKING:
    # The command line starts without content; these commands bring what they need.
    from crest.content.library import Library
    from crest.content.terms import Translation
    from crest.domain.bank import Questionnaire
    from crest.domain.reviews import Reviews
    from crest.domain.translation_units import Taken, Unit, UnitRefusal
    from crest.imports.translation_files import TranslatorsFile
    from crest.services.translations import LanguagePage

REFUSED = 3
_INTERFACE = "interface"
_FAULTS = {
    "unknown": "there is no such text; it may be of another version",
    "twice": "the text stands in the file twice",
    "source": "the English text is another one by now; export the file again",
    "placeholder": "keep what stands for a value as in the English text: {detail}",
    "percent": "write a percent sign as %%, or as a word: pages put values into this text",
    "character": "there is a sign that cannot be kept ({detail})",
}

_folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Content folder; that of CREST where none is given.",
)
_catalogues = click.option(
    "--catalogues",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Folder of the catalogues; that of CREST where none is given.",
)
_lang = click.option("--lang", required=True, help="Code of the language, as km.")
_reviews = click.option(
    "--reviews", is_flag=True, help="Lay what was reviewed in this installation over the files."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """The texts of a bank or of the pages, and how changed ones are written into their file."""

    title: str
    units: "tuple[Unit, ...]"
    target: Path
    rewritten: Callable[["Taken", str | None], bytes]


@click.command("completeness")
@click.option("--lang", default=None, help="Only this language.")
@_reviews
@_folder
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def completeness(lang: str | None, folder: Path | None, *, reviews: bool, as_json: bool) -> None:
    """Say how complete each language is: pages, banks and glossary."""
    from crest.i18n import catalogue_languages, catalogue_share  # noqa: PLC0415
    from crest.services.translations import completeness_of  # noqa: PLC0415

    library = _library(folder)
    languages = (lang,) if lang else catalogue_languages()
    pages = [completeness_of(library, one, _read_reviews(one, wanted=reviews)) for one in languages]
    found = {page.language: _shares(page, catalogue_share(page.language)) for page in pages}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for language, shares in found.items():
        for name, share in shares.items():
            counts = ", ".join(f"{state} {number}" for state, number in share.items())
            click.echo(f"{language} {name}: {counts or 'no file'}")


@click.group("translations")
def translations_group() -> None:
    """Give texts to translators and take them back."""


@translations_group.command("export")
@click.argument("bank")
@click.argument("version", required=False)
@_lang
@click.option("--format", "format_", type=click.Choice(["po", "xlsx", "yaml"]), required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the file is written.",
)
@_reviews
@_folder
@_catalogues
def export(  # noqa: PLR0913, PLR0917 - one argument for each option
    bank: str,
    version: str | None,
    lang: str,
    format_: str,
    output: Path,
    folder: Path | None,
    catalogues: Path | None,
    *,
    reviews: bool,
) -> None:
    """Write the texts of BANK, or of the pages with BANK `interface`, for translators.

    `yaml` writes the file of the content folder itself, with what was reviewed laid over.
    """
    if format_ == "yaml":
        if bank == _INTERFACE:
            _refuse(["the pages have no YAML; export them as po or xlsx"])
        content = _yaml(bank, version, lang, folder, wanted=reviews)
    else:
        texts = _texts(bank, version, lang, folder=folder, catalogues=catalogues, reviews=reviews)
        content = _written(texts, format_, lang)
    _write(output, content)
    click.echo(f"{output}: {len(content)} bytes")


@translations_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("bank")
@click.argument("version", required=False)
@_lang
@click.option("--format", "format_", type=click.Choice(["po", "xlsx"]), required=True)
@click.option("--reviewed-by", default=None, help="Who reviewed what changed; a draft without.")
@_folder
@_catalogues
def import_(  # noqa: PLR0913, PLR0917 - one argument for each option
    file: Path,
    bank: str,
    version: str | None,
    lang: str,
    format_: str,
    reviewed_by: str | None,
    folder: Path | None,
    catalogues: Path | None,
) -> None:
    """Take the texts of FILE back into the folder; nothing is written where one is refused."""
    from crest.domain.translation_units import take  # noqa: PLC0415
    from crest.exports.translation_files import MOST_TITLE  # noqa: PLC0415

    texts = _texts(bank, version, lang, folder=folder, catalogues=catalogues, reviews=False)
    given = _read(file, format_)
    if given.title[:MOST_TITLE] != texts.title[:MOST_TITLE]:
        _refuse([f"{file}: this is '{given.title}', not '{texts.title}'"])
    taken = take(texts.units, given.units, filled=bank == _INTERFACE)
    if taken.refusals:
        _refuse([_fault_line(file, refusal) for refusal in taken.refusals])
    if taken.changed:
        _write(texts.target, texts.rewritten(taken, reviewed_by))
    counts = f"{len(taken.changed)} changed, {taken.same} the same, {taken.empty} empty"
    click.echo(f"{texts.target}: {counts}")


def _texts(
    bank: str,
    version: str | None,
    lang: str,
    *,
    folder: Path | None,
    catalogues: Path | None,
    reviews: bool,
) -> _Texts:
    if bank == _INTERFACE:
        return _interface(lang, catalogues)
    return _bank_texts(_library(folder), bank, version, lang, reviews=reviews)


def _interface(lang: str, catalogues: Path | None) -> _Texts:
    from crest.content import catalogue_file  # noqa: PLC0415
    from crest.i18n import CATALOGUES  # noqa: PLC0415

    path = (catalogues or CATALOGUES) / lang / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        _refuse([f"{lang}: there is no catalogue; begin one with pybabel init"])
    catalogue = catalogue_file.read_catalogue(path, lang)
    return _Texts(
        title=catalogue_file.catalogue_title(lang),
        units=catalogue_file.catalogue_units(catalogue),
        target=path,
        rewritten=lambda taken, _by: catalogue_file.changed_catalogue(catalogue, taken.changed),
    )


def _bank_texts(
    library: "Library", bank: str, version: str | None, lang: str, *, reviews: bool
) -> _Texts:
    from crest.content.translation_file import (  # noqa: PLC0415
        changed_translation,
        title_of,
        units_of,
    )

    written = _questionnaire(library, bank, version)
    translation = _translation(library, written, lang, wanted=reviews)
    target = library.folder / "banks" / bank / f"{written.version}.{lang}.yaml"

    def rewritten(taken: "Taken", by: str | None) -> bytes:
        today = datetime.now(UTC).date()
        after = changed_translation(translation, taken.changed, by=by, on=today)
        return _file_of(after, written, target)

    return _Texts(
        title=title_of(written, lang),
        units=units_of(written, translation),
        target=target,
        rewritten=rewritten,
    )


def _yaml(bank: str, version: str | None, lang: str, folder: Path | None, *, wanted: bool) -> bytes:
    library = _library(folder)
    written = _questionnaire(library, bank, version)
    translation = _translation(library, written, lang, wanted=wanted)
    target = library.folder / "banks" / bank / f"{written.version}.{lang}.yaml"
    return _file_of(translation, written, target)


def _file_of(translation: "Translation", written: "Questionnaire", target: Path) -> bytes:
    from crest.content.translation_file import head_of, translation_text  # noqa: PLC0415

    head = head_of(target.read_text(encoding="utf-8")) if target.exists() else ""
    return translation_text(translation, written, head=head).encode()


def _translation(
    library: "Library", written: "Questionnaire", lang: str, *, wanted: bool
) -> "Translation":
    from crest.content.reviews import laid_over  # noqa: PLC0415
    from crest.content.spoken import texts_of  # noqa: PLC0415
    from crest.content.terms import Translation  # noqa: PLC0415

    nothing = Translation(bank=written.id, version=written.version, language=lang, texts={})
    found = library.translation(written.id, written.version, lang) or nothing
    return laid_over(found, _read_reviews(lang, wanted=wanted), texts_of(written))


def _read_reviews(lang: str, *, wanted: bool) -> "Reviews":
    from crest.domain.reviews import Reviews  # noqa: PLC0415

    if not wanted:
        return Reviews()
    from crest.cli.installation import database_session, open_installation  # noqa: PLC0415
    from crest.services.translations import installed_reviews  # noqa: PLC0415

    with database_session(open_installation()) as session:
        return installed_reviews(session, lang)


def _written(texts: _Texts, format_: str, lang: str) -> bytes:
    from crest.exports.translation_files import po_file, xlsx_file  # noqa: PLC0415

    created = datetime.now(UTC)
    if format_ == "po":
        return po_file(texts.title, texts.units, language=lang, created=created)
    return xlsx_file(texts.title, texts.units, created=created)


def _read(file: Path, format_: str) -> "TranslatorsFile":
    from crest.domain.errors import RefusedInputError  # noqa: PLC0415
    from crest.imports.translation_files import read_po_file, read_xlsx_file  # noqa: PLC0415

    try:
        content = file.read_bytes()
        return read_po_file(content) if format_ == "po" else read_xlsx_file(content)
    except RefusedInputError as error:
        why = {
            "damaged": f"this is no {format_} file that can be read",
            "foreign_file": "this file was not exported by CREST: its texts have no keys",
        }
        _refuse([f"{file}: {why[error.reason]}"])


def _fault_line(file: Path, refusal: "UnitRefusal") -> str:
    words = _FAULTS[refusal.fault.value].format(detail=refusal.detail)
    return f"{file}:{refusal.row}: {refusal.key}: {words}"


def _shares(page: "LanguagePage", interface: Any) -> dict[str, dict[str, int]]:
    return {
        _INTERFACE: {} if interface is None else asdict(interface),
        **{f"{bank.id} {bank.version}": asdict(share) for bank, share in page.banks},
        "glossary": asdict(page.glossary),
    }


def _library(folder: Path | None) -> "Library":
    from crest.content.library import load_library  # noqa: PLC0415

    return load_library(data_folder("questionnaires") if folder is None else folder)


def _questionnaire(library: "Library", bank: str, version: str | None) -> "Questionnaire":
    from crest.domain.errors import NotFoundError  # noqa: PLC0415

    try:
        return library.questionnaire(bank, version)
    except NotFoundError:
        named = bank if version is None else f"{bank} {version}"
        _refuse([f"{named}: there is no such bank"])


def _write(target: Path, content: bytes) -> None:
    # A half-written file never stands under the name that was asked for.
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(content)
    part.replace(target)


def _refuse(lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    raise SystemExit(REFUSED)
