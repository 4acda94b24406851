"""Studies of a method, as `crest method study` wrote them beside the method's file."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from crest.domain.errors import DamagedContentError
from crest.domain.method import Method
from crest.domain.solidity import MethodStudy

_STUDY: TypeAdapter[MethodStudy] = TypeAdapter(MethodStudy)


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
        study = _STUDY.validate_json(file.read_bytes())
    except ValidationError as error:
        raise DamagedContentError((f"{file.name} is no study of a method: {error}",)) from error
    return study if study.frame.method_digest == method.digest else None


def study_as_json(study: MethodStudy) -> bytes:
    """Return the study as it is written: one object, keys in their order, a line end."""
    return _STUDY.dump_json(study, indent=1) + b"\n"
