"""Translated texts that a person read and took."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedText:
    """What somebody took as the text of a part on a day; `source` is the digest of its original.

    `version` counts how often the text was reviewed.
    """

    bank: str
    bank_version: str
    language: str
    code: str
    part: str
    source: str
    said: str
    by: str
    on: date
    version: int

    @property
    def key(self) -> Key:
        """Return code and part."""
        return self.code, self.part


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """All reviews of a language; `stamp` is another one whenever one of them changes."""

    stamp: str = ""
    texts: tuple[ReviewedText, ...] = ()

    def of(self, bank: str, version: str) -> Mapping[Key, ReviewedText]:
        """Return the reviews of a version by code and part."""
        return {
            one.key: one for one in self.texts if (one.bank, one.bank_version) == (bank, version)
        }


def source_digest(text: str) -> str:
    """Return the SHA-256 (hex) of an original text."""
    return hashlib.sha256(text.encode()).hexdigest()
