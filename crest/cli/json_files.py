"""JSON files that people hand to a command: read as strictly as JSON is defined."""

import json
from pathlib import Path
from typing import Any

from crest.domain.errors import RefusedInputError

_MAX_BYTES = 5_000_000


def read_json(path: Path) -> Any:
    """Return the value in the file; a key that stands twice, NaN and long files are refused."""
    if path.stat().st_size > _MAX_BYTES:
        raise RefusedInputError("file_too_large", megabytes=_MAX_BYTES // 1_000_000)
    try:
        return json.loads(
            path.read_bytes(), parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except (ValueError, RecursionError):
        raise RefusedInputError("not_json", file=path.name) from None


def _refuse_constant(word: str) -> None:
    raise ValueError(word)  # JSON has no NaN and no Infinity


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")  # which of the two counts would be a guess
    return found
