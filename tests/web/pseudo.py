"""A small language made of accents: its catalogue, one bank and the glossary, as files alone."""

import io
import json
import re
import shutil
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from crest.content.spoken import texts_of
from crest.i18n import CATALOGUES
from crest.paths import data_folder
from tests.library import shipped_library

# A locale that Babel knows (days and months need one) and that CREST does not speak.
CODE = "eo"
BANK, VERSION = "supplier-short", "2026.1"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "àƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÀƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_TO_ACCENTED = str.maketrans(_PLAIN, _ACCENTED)
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%)")


def pseudo(text: str) -> str:
    """Return the text with every letter accented; what stands for a value stays."""
    parts = _KEPT.split(text)
    return "".join(part if n % 2 else part.translate(_TO_ACCENTED) for n, part in enumerate(parts))


def write_language(folder: Path) -> tuple[Path, Path]:
    """Write the language as files; return the folders of catalogues and of content."""
    catalogues, content = folder / "translations", folder / "questionnaires"
    shutil.copytree(CATALOGUES, catalogues)
    shutil.copytree(data_folder("questionnaires"), content)
    _write_catalogue(catalogues / CODE / "LC_MESSAGES")
    _write_bank(content / "banks" / BANK / f"{VERSION}.{CODE}.yaml")
    _write_glossary(content / f"glossary.{CODE}.yaml")
    return catalogues, content


def _write_catalogue(folder: Path) -> None:
    source = CATALOGUES / "km" / "LC_MESSAGES" / "messages.po"
    made = Catalog(locale=CODE)
    for message in read_po(io.BytesIO(source.read_bytes()), locale="km"):
        if not message.id:
            continue
        if isinstance(message.id, str):
            made.add(message.id, pseudo(message.id))
        else:
            made.add(tuple(message.id), tuple(pseudo(one) for one in message.id))
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as written:
        write_po(written, made)
    with (folder / "messages.mo").open("wb") as compiled:
        write_mo(compiled, made)


def _write_bank(path: Path) -> None:
    texts: dict[str, dict[str, object]] = {}
    for (code, part), text in texts_of(shipped_library().questionnaire(BANK, VERSION)).items():
        texts.setdefault(code, {})[part] = {"said": pseudo(text), "state": "draft"}
    whole = {"bank": BANK, "version": VERSION, "language": CODE, "texts": texts}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _write_glossary(path: Path) -> None:
    terms = [
        {"id": term.id, "term": pseudo(term.term), "meaning": pseudo(term.meaning)}
        for term in shipped_library().glossary("en").values()
    ]
    path.write_text(json.dumps({"terms": terms}, ensure_ascii=False), encoding="utf-8")
