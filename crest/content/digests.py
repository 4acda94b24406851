"""Digests of content: of values, so that comments and layout may change under a version."""

import hashlib
import json
from decimal import Decimal


def digest_of(data: object, *, leave_out: str | None = None) -> str:
    """Return the SHA-256 (hex) of these values; `leave_out` names a top key that may change."""
    if isinstance(data, dict) and leave_out is not None:
        data = {key: value for key, value in data.items() if key != leave_out}
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    words = f"no digest of a {type(value).__name__}"
    raise TypeError(words)
