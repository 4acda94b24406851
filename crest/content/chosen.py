"""Which reference data an installation chose, beside what the content folder ships."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """The choice of an installation; `stamp` is another one whenever the choice is.

    `chosen` has the edition by source, empty where the source is switched off; `loaded` are the
    sheet and the rows, as texts, of every chosen edition that was loaded here.
    """

    stamp: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    loaded: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Return the choice and its files as one text: the same for the same data."""
        return json.dumps([sorted(self.chosen.items()), sorted(self.loaded)], ensure_ascii=False)

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of the choice and its files."""
        return hashlib.sha256(self.text.encode()).hexdigest()


NO_PACKS = Packs()
