"""Finding a supplier of a list again: by what its name, country and address say."""

import hashlib

from crest.domain.names import normalise


def match_key(name: str, *, country: str | None, address: str | None, occurrence: int = 1) -> str:
    """Return the key under which the same supplier is found again on a second import.

    Lists hold true duplicates: the second row that reads the same has `occurrence` 2.
    """
    parts = [normalise(name), country or "", normalise(address or ""), str(occurrence)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
