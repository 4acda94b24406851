"""Studies of a method, as `crest method study` wrote them beside the method's file."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crest.domain.errors import DamagedContentError
from crest.domain.method import Method
from crest.domain.solidity import MethodStudy

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def study_file(folder: Path, version: str) -> Path:
    """Return where the study of a version of the method stands."""
    return folder / "method" / f"{version}.study.json"


def read_study(folder: Path, method: Method) -> MethodStudy | None:
    """Return the study of the method, or None where there is none of this very text.

    Refused (DamagedContentError): a file that is no study.
    """
    file = study_file(folder, method.version)
    if not file.is_file():
        return None
    try:
        study = _model().validate_json(file.read_bytes())
    except ValueError as error:
        raise DamagedContentError((f"{file.name} is no study of a method: {error}",)) from error
    return study if study.frame.method_digest == method.digest else None


def study_as_json(study: MethodStudy) -> bytes:
    """Return the study as it is written: one object, keys in their order, a line end."""
    return _model().dump_json(study, indent=1) + b"\n"


@cache
def _model() -> "TypeAdapter[MethodStudy]":
    # Only who reads a study needs pydantic: a web process starts without it.
    from pydantic import TypeAdapter  # noqa: PLC0415

    return TypeAdapter(MethodStudy)
