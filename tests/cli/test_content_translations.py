"""Texts go to translators as PO and workbooks, and come back the same or with what was changed."""

import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from babel.messages.pofile import read_po

from crest.config import Settings
from crest.content.catalogue_file import catalogue_units
from crest.content.library import load_library
from crest.content.translations import texts_of
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.reviews import source_digest
from crest.i18n import CATALOGUES
from crest.paths import data_folder
from crest.persistence import people, tenants
from crest.persistence.session import create_database_engine, create_session_factory, writing
from crest.services.translations import WantedReview, review_text
from tests.cli.commands import Crest
from tests.conftest import NOW

BANK = "supplier-short"
FILE = Path("banks") / BANK / "2026.1.km.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with the short bank and its Khmer."""
    made = tmp_path / "content"
    shutil.copytree(data_folder("questionnaires") / "banks" / BANK, made / "banks" / BANK)
    return made


def out(crest: Crest, folder: Path, format_: str) -> Path:
    target = folder / f"texts.{format_}"
    command = ["export", BANK, "--lang", "km", "--format", format_, "-o", str(target)]
    done = crest("content", "translations", *command, "--folder", str(folder))
    assert done.exit_code == 0, done.output
    return target


def back(crest: Crest, folder: Path, file: Path, *more: str) -> tuple[int, str]:
    command = ["import", str(file), BANK, "--lang", "km", "--format", file.suffix[1:], *more]
    done = crest("content", "translations", *command, "--folder", str(folder))
    return done.exit_code, done.output


def edit_workbook(file: Path, row: int, column: int, text: str) -> str:
    book = openpyxl.load_workbook(file)
    cell = book.worksheets[0].cell(row, column)
    before, cell.value = str(cell.value), text
    book.save(file)
    return before


@pytest.mark.parametrize("format_", ["po", "xlsx"])
def test_out_and_back_changes_no_text(crest: Crest, folder: Path, format_: str) -> None:
    before = (folder / FILE).read_bytes()

    code, words = back(crest, folder, out(crest, folder, format_))

    texts = len(texts_of(load_library(folder).questionnaire(BANK)))
    assert code == 0
    assert f"0 changed, {texts} the same, 0 empty" in words
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("format_", ["po", "xlsx"])
def test_every_text_goes_out_as_it_stands(crest: Crest, folder: Path, format_: str) -> None:
    library = load_library(folder)
    translation = library.translation(BANK, "2026.1", "km")
    assert translation is not None
    file = out(crest, folder, format_)

    if format_ == "po":
        catalogue = read_po(io.BytesIO(file.read_bytes()))
        said = {one.context: one.string for one in catalogue if one.id}
    else:
        rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(min_row=3, values_only=True)
        said = {str(row[0]): str(row[2]) for row in rows}

    assert said == {f"{code} {part}": text.said for (code, part), text in translation.texts.items()}


def test_the_file_of_the_folder_is_written_as_it_stands(crest: Crest, folder: Path) -> None:
    assert out(crest, folder, "yaml").read_bytes() == (folder / FILE).read_bytes()


def test_a_changed_text_comes_back_as_a_draft_or_under_a_name(crest: Crest, folder: Path) -> None:
    file = out(crest, folder, "xlsx")
    edit_workbook(file, 3, 3, "ថ្មី\u200bណាស់")

    code, words = back(crest, folder, file, "--reviewed-by", "សុខា")

    assert code == 0
    assert "1 changed" in words
    translation = load_library(folder).translation(BANK, "2026.1", "km")
    assert translation is not None
    title = translation.texts["bank", "title"]
    assert (title.said, title.reviewed, title.by) == ("ថ្មី\u200bណាស់", True, "សុខា")
    assert sum(one.reviewed for one in translation.texts.values()) == 1


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (1, "bank nothing", "there is no such text"),
        (2, "Another title", "the English text is another one by now"),
        (3, "ថ្មី %(name)s", "keep what stands for a value"),
        (1, "bank about", "the text stands in the file twice"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_written(
    crest: Crest, folder: Path, column: int, text: str, words: str
) -> None:
    before = (folder / FILE).read_bytes()
    file = out(crest, folder, "xlsx")
    edit_workbook(file, 4, 3, "ត្រូវនៅដដែល")
    edit_workbook(file, 3, column, text)
    if text == "bank about":
        edit_workbook(
            file, 3, 2, texts_of(load_library(folder).questionnaire(BANK))["bank", "about"]
        )

    code, said = back(crest, folder, file)

    assert code == 3
    assert words in said
    assert f"{file}:" in said
    assert (folder / FILE).read_bytes() == before


def test_a_foreign_file_is_told_from_one_of_ours(
    crest: Crest, folder: Path, tmp_path: Path
) -> None:
    other, broken = tmp_path / "other.po", tmp_path / "broken.xlsx"
    other.write_text('msgid "Hello"\nmsgstr "x"\n', encoding="utf-8")
    broken.write_bytes(b"no workbook")
    of_pages = tmp_path / "pages.xlsx"
    command = ["export", "interface", "--lang", "km", "--format", "xlsx", "-o", str(of_pages)]
    assert crest("content", "translations", *command).exit_code == 0

    assert "its texts have no keys" in back(crest, folder, other)[1]
    assert "no xlsx file that can be read" in back(crest, folder, broken)[1]
    code, words = back(crest, folder, of_pages)
    assert code == 3
    assert "this is 'interface km', not 'supplier-short 2026.1 km'" in words


@pytest.mark.parametrize("format_", ["po", "xlsx"])
def test_the_pages_go_out_and_come_back(crest: Crest, tmp_path: Path, format_: str) -> None:
    catalogues = tmp_path / "catalogues"
    shutil.copytree(CATALOGUES / "km", catalogues / "km")
    target = catalogues / "km" / "LC_MESSAGES" / "messages.po"
    file = tmp_path / f"pages.{format_}"
    where = ("--lang", "km", "--format", format_, "--catalogues", str(catalogues))
    before = target.read_bytes()

    sent = crest("content", "translations", "export", "interface", *where, "-o", str(file))
    same = crest("content", "translations", "import", str(file), "interface", *where)

    assert (sent.exit_code, same.exit_code) == (0, 0), same.output
    assert "0 changed" in same.output
    assert target.read_bytes() == before
    if format_ == "xlsx":
        edit_workbook(file, 3, 3, "ប្តូរ")
        crest("content", "translations", "import", str(file), "interface", *where)
        old, new = (
            {unit.key: unit.said for unit in catalogue_units(read_po(io.BytesIO(text)))}
            for text in (before, target.read_bytes())
        )
        assert [said for key, said in new.items() if said != old[key]] == ["ប្តូរ"]


def test_completeness_counts_pages_banks_and_glossary(crest: Crest) -> None:
    found = json.loads(crest("content", "completeness", "--json").stdout)

    assert set(found) == {"km"}
    assert {"interface", "glossary", "supplier-short 2026.1"} <= set(found["km"])
    texts = texts_of(load_library().questionnaire(BANK, "2026.1"))
    assert sum(found["km"]["supplier-short 2026.1"].values()) == len(texts)
    assert "km glossary: draft" in crest("content", "completeness", "--lang", "km").stdout


def test_what_was_reviewed_on_the_pages_is_exported_with_name_and_day(
    crest: Crest, settings: Settings, tmp_path: Path
) -> None:
    library = load_library()
    engine = create_database_engine(settings.database_url)
    with create_session_factory(engine)() as session:
        with writing(session):
            home = tenants.add(
                session, kind=TenantKind.FEDERATION, code="F", name="Federation", now=NOW
            )
            user = people.add_user(
                session,
                email="s@f.example",
                name="Sokha",
                language="km",
                password_hash="x",
                now=NOW,
            )
        actor = Actor(
            user_id=user,
            tenant_id=home.id,
            tenant_kind=TenantKind.FEDERATION,
            role=Role.FPO,
            email="s@f.example",
            name="Sokha",
            language="km",
        )
        wanted = WantedReview(
            bank=BANK,
            bank_version="2026.1",
            language="km",
            code="bank",
            part="title",
            source=source_digest(library.questionnaire(BANK, "2026.1").title),
            said="ចំណងជើងថ្មី",
            version=0,
            key="once",
        )
        review_text(session, actor, wanted, library=library, now=NOW)
    engine.dispose()
    target = tmp_path / "out.yaml"
    command = ["export", BANK, "--lang", "km", "--format", "yaml", "-o", str(target), "--reviews"]

    done = crest("content", "translations", *command)

    assert done.exit_code == 0, done.output
    line = 'title: {said: "ចំណងជើងថ្មី", state: reviewed, by: "Sokha", on: 2026-11-21}'
    assert line in target.read_text(encoding="utf-8")
