"""Writes the formats as JSON Schema, for editors that check a file while it is written."""

import json
from collections.abc import Mapping
from pathlib import Path

from crest.content.schemas.bank import BankModel
from crest.content.schemas.common import Strict
from crest.content.schemas.glossary import GlossaryModel
from crest.content.schemas.instrument import InstrumentModel
from crest.content.schemas.method import MethodModel
from crest.content.schemas.not_carried import NotCarriedModel
from crest.content.schemas.reference import SidecarModel
from crest.content.schemas.report import ReportModel
from crest.content.schemas.translation import TranslationModel

_MODELS: Mapping[str, type[Strict]] = {
    "bank": BankModel,
    "glossary": GlossaryModel,
    "instrument": InstrumentModel,
    "method": MethodModel,
    "not-carried": NotCarriedModel,
    "reference": SidecarModel,
    "report": ReportModel,
    "translation": TranslationModel,
}


def schema_files() -> Mapping[str, str]:
    """Return the text of each schema by file name."""
    return {f"{name}.schema.json": _text(model) for name, model in _MODELS.items()}


def write_schemas(folder: Path) -> tuple[str, ...]:
    """Write every schema to the folder's `schema` and return the file names."""
    target = folder / "schema"
    target.mkdir(exist_ok=True)
    for name, text in schema_files().items():
        (target / name).write_text(text, encoding="utf-8")
    return tuple(schema_files())


def _text(model: type[Strict]) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
