"""Holds a document against its format and says in plain words what does not fit."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crest.content.faults import Document, Fault, Path_
from crest.domain.errors import DamagedContentError

Model = TypeVar("Model", bound=BaseModel)


def validated(document: Document, model: type[Model]) -> Model:
    """Return the document as this model, or raise DamagedContentError with every fault."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        faults = tuple(_fault(document, details) for details in error.errors())
        raise DamagedContentError(faults) from None


def _fault(document: Document, details: ErrorDetails) -> Fault:
    path: Path_ = details["loc"]
    name = ".".join(str(part) for part in path[-2:] if isinstance(part, str)) or "the file"
    say = _WORDS.get(details["type"])
    words = details["msg"] if say is None else say(details)
    return document.fault(path, f"{name} {words}")


def _context(details: ErrorDetails) -> Mapping[str, object]:
    return details.get("ctx") or {}


def _given(details: ErrorDetails) -> str:
    text = str(details["input"])
    return text if len(text) <= 40 else f"{text[:40]}..."


_WORDS: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda _: "is missing; add it",
    "extra_forbidden": lambda _: "is not a key of this place; correct the spelling or remove it",
    "string_type": lambda found: f"must be text; put {_given(found)} in quotes",
    "string_too_long": lambda found: f"is longer than {_context(found)['max_length']} characters",
    "string_pattern_mismatch": lambda found: (
        f"is {_given(found)}; use letters, digits and single . _ - between them"
    ),
    "enum": lambda found: f"is {_given(found)}; use one of {_context(found)['expected']}",
    "literal_error": lambda found: f"is {_given(found)}; use one of {_context(found)['expected']}",
    "int_type": lambda _: "must be a whole number, without quotes",
    "bool_type": lambda _: "must be true or false, without quotes",
    "list_type": lambda _: "must be a list",
    "dict_type": lambda _: "must be a group of keys and values",
    "model_type": lambda _: "must be a group of keys and values",
    "too_short": lambda _: "is an empty list; fill it",
    "greater_than_equal": lambda found: f"must be at least {_context(found)['ge']}",
    "less_than_equal": lambda found: f"must be at most {_context(found)['le']}",
    "value_error": lambda found: found["msg"].removeprefix("Value error, "),
}
